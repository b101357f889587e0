import type { TokenUsage } from '@nl2sql/core/contracts';
import { notTheApi } from '../../remote/failure.ts';
import { record } from '../../remote/record.ts';
import type { Answer } from '../remote/remote-model.ts';

/**
 * Reads the answer of the Messages API: the input of a tool that the model called, or else its text.
 *
 * @throws ModelError `MODEL_UNAVAILABLE` when it is none.
 */
export function readMessage(answer: unknown, modelId: string): Answer {
  const message = record(answer);
  const content = message?.['content'];
  if (message === null || !Array.isArray(content)) {
    throw notTheApi(modelId, 'the Messages API', 'Check that baseUrl is the address of the API, without /v1.');
  }
  const blocks = content.map((block) => record(block));
  const call = blocks.find((block) => block?.['type'] === 'tool_use');
  const texts = blocks.flatMap((block) => (block?.['type'] === 'text' && typeof block['text'] === 'string' ? [block['text']] : []));
  const reason = message['stop_reason'];
  const full = reason === 'model_context_window_exceeded';
  return {
    // What is left of a reply when the context is full says nothing of the limit on tokens.
    text: full ? '' : call === undefined ? texts.join('') : JSON.stringify(call?.['input'] ?? null),
    refused: reason === 'refusal',
    cutOff: full || reason === 'max_tokens',
    usage: usageOf(record(message['usage'])),
  };
}

/** What was written to the prompt cache or read from it is input too, and counted apart. */
function usageOf(usage: Readonly<Record<string, unknown>> | null): TokenUsage | null {
  const { input_tokens: inputTokens, output_tokens: outputTokens } = usage ?? {};
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return null;
  const cached = [usage?.['cache_creation_input_tokens'], usage?.['cache_read_input_tokens']].filter((tokens) => typeof tokens === 'number');
  return { inputTokens: cached.reduce((sum, tokens) => sum + tokens, inputTokens), outputTokens };
}
