import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName } from '../contracts/index.ts';
import { ModelError } from '../errors/index.ts';
import { unlessAborted } from './abort.ts';

/** Told of the tokens of each call. */
export type OnUsage = (usage: { inputTokens: number; outputTokens: number; estimated: boolean }) => void;

/**
 * A model whose calls are counted and bounded in time, also when the model itself ignores its
 * signal. Where a provider gives no figures, four characters count as a token.
 */
export function countedModel(model: LanguageModel, timeoutMs: number, onUsage: OnUsage): LanguageModel {
  return {
    id: model.id,
    async generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>> {
      const deadline = AbortSignal.timeout(timeoutMs);
      const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
      try {
        const reply = await unlessAborted(signal, () => model.generate({ ...request, signal }));
        onUsage(
          reply.usage
            ? { ...reply.usage, estimated: false }
            : {
                inputTokens: estimateTokens(request.system) + estimateTokens(request.prompt),
                outputTokens: estimateTokens(JSON.stringify(reply.value)),
                estimated: true,
              },
        );
        return reply;
      } catch (error) {
        if (deadline.aborted && !request.signal?.aborted) {
          throw new ModelError('MODEL_TIMEOUT', `The model did not answer within ${timeoutMs / 1000} s.`, {
            cause: error,
            hint: 'Nothing was run. Ask again, or raise settings.limits.modelTimeoutMs.',
          });
        }
        throw error;
      }
    },
  };
}

function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
