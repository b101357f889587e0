import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName } from '../contracts/index.ts';
import { ModelError } from '../errors/index.ts';
import { unlessAborted } from './abort.ts';
import type { CallUsage } from './run-usage.ts';

/** The most characters of a reply, as JSON: some twenty times what the largest task needs. */
const LARGEST_REPLY = 256 * 1024;

/**
 * A model whose calls are counted and bounded in time, also when the model itself ignores its
 * signal. Where a provider gives no figures, four characters count as a token.
 */
export function countedModel(model: LanguageModel, timeoutMs: number, onUsage: (usage: CallUsage) => void): LanguageModel {
  return {
    id: model.id,
    async generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>> {
      const deadline = AbortSignal.timeout(timeoutMs);
      const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
      try {
        for (let attempt = 0; attempt < 2; attempt += 1) {
          const reply = await unlessAborted(signal, () => model.generate({ ...request, signal }));
          onUsage(usageOf(request, reply));
          // An adapter has asked again by itself; this holds for a model that checks nothing.
          const value = request.schema.safeParse(reply?.value);
          if (value.success && sizeOf(value.data) <= LARGEST_REPLY) return { value: value.data, usage: reply.usage ?? null };
        }
        throw new ModelError('MODEL_INVALID_REPLY', `The model answered twice in another form than ${request.task} asks for.`, {
          hint: 'Nothing was run. Ask again, or use a stronger model.',
        });
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

function sizeOf(value: unknown): number {
  return (JSON.stringify(value) ?? '').length;
}

function usageOf(request: Pick<ModelRequest, 'system' | 'prompt'>, reply: Pick<ModelReply, 'usage' | 'value'> | undefined): CallUsage {
  if (reply?.usage) return { ...reply.usage, estimated: false };
  return {
    inputTokens: estimateTokens(request.system) + estimateTokens(request.prompt),
    outputTokens: estimateTokens(JSON.stringify(reply?.value) ?? ''),
    estimated: true,
  };
}

function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
