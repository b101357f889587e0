import type { TokenUsage } from '@nl2sql/core/contracts';
import { notTheApi } from '../../remote/failure.ts';
import { record } from '../../remote/record.ts';
import type { Answer } from '../remote/remote-model.ts';

/**
 * Reads the body of a chat completion, with care because compatible servers differ. An `error` object in
 * it, which some send with status 200, is thrown as the client throws one.
 *
 * @throws ModelError `MODEL_UNAVAILABLE` when it is none.
 */
export function completionOf(answer: unknown, modelId: string): Answer {
  const body = record(answer);
  const error = record(body?.['error']);
  if (error !== null) throw Object.assign(new Error(), { status: error['code'], ...error });
  const choices = body?.['choices'];
  const choice = record(Array.isArray(choices) ? choices[0] : undefined);
  const message = record(choice?.['message']);
  if (choice === null || message === null) {
    throw notTheApi(modelId, 'the chat completions API', 'Check that baseUrl is the address of the API, which usually ends in /v1.');
  }
  const refusal = message['refusal'];
  return {
    text: typeof message['content'] === 'string' ? message['content'] : '',
    refused: choice['finish_reason'] === 'content_filter' || (typeof refusal === 'string' && refusal !== ''),
    cutOff: choice['finish_reason'] === 'length',
    usage: usageOf(record(body?.['usage'])),
  };
}

function usageOf(usage: Readonly<Record<string, unknown>> | null): TokenUsage | null {
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage ?? {};
  return typeof inputTokens === 'number' && typeof outputTokens === 'number' ? { inputTokens, outputTokens } : null;
}
