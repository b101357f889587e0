import type { TokenUsage } from '@nl2sql/core/contracts';
import { notTheApi } from '../../remote/failure.ts';
import { record } from '../../remote/record.ts';
import type { Answer } from '../remote/remote-model.ts';

/**
 * Reads an answer of `/api/chat`.
 *
 * @throws ModelError `MODEL_UNAVAILABLE` when it is none.
 */
export function readChat(answer: unknown, modelId: string): Answer {
  const body = record(answer);
  const message = record(body?.['message']);
  if (body === null || message === null) throw notTheApi(modelId, "Ollama's API", 'Check that baseUrl is the address of Ollama, without /v1.');
  return {
    text: typeof message['content'] === 'string' ? message['content'] : '',
    refused: false,
    cutOff: body['done_reason'] === 'length',
    usage: usageOf(body),
  };
}

/** A prompt that was in the cache whole has no count. */
function usageOf({ prompt_eval_count: inputTokens = 0, eval_count: outputTokens }: Readonly<Record<string, unknown>>): TokenUsage | null {
  return typeof inputTokens === 'number' && typeof outputTokens === 'number' ? { inputTokens, outputTokens } : null;
}
