import type { TokenUsage } from '@nl2sql/core/contracts';
import { ModelError } from '@nl2sql/core/errors';

/** What a chat completion says, read with care because compatible servers differ. */
export interface Completion {
  readonly text: string;
  /** The model or its provider declined to answer. */
  readonly refused: boolean;
  /** The text ends where the model ran out of tokens. */
  readonly cutOff: boolean;
  readonly usage: TokenUsage | null;
}

/**
 * Reads the body of a chat completion.
 *
 * @param toModelError - Says what an `error` object in the body means; some servers send one with status 200.
 * @throws ModelError `MODEL_UNAVAILABLE` when it is none.
 */
export function completionOf(answer: unknown, toModelError: (error: unknown) => ModelError, modelId: string): Completion {
  const body = record(answer);
  const error = record(body?.['error']);
  if (error !== null) throw toModelError({ status: error['code'], ...error });
  const choices = body?.['choices'];
  const choice = record(Array.isArray(choices) ? choices[0] : undefined);
  const message = record(choice?.['message']);
  if (choice === null || message === null) {
    throw new ModelError('MODEL_UNAVAILABLE', `The server of ${modelId} did not answer in the form of the chat completions API.`, {
      hint: 'Check that baseUrl is the address of the API, which usually ends in /v1.',
    });
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

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
}
