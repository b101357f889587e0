import type { TokenUsage } from '@nl2sql/core/contracts';
import { notTheApi } from '../../remote/failure.ts';
import { record } from '../../remote/record.ts';
import type { Answer } from '../remote/remote-model.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Why a model stopped, in the words of the services behind LangChain, in lower case. */
const CUT_OFF = new Set(['length', 'max_tokens', 'max_output_tokens', 'model_length']);
const REFUSED = new Set(['content_filter', 'refusal', 'safety', 'prohibited_content', 'blocklist', 'recitation', 'guardrail_intervened']);

/**
 * Reads what a chat model answered to a request for structured output: a message beside what was parsed
 * from it, or from a class that keeps no messages, what was parsed.
 */
export function readStructured(answer: unknown, modelId: string): Answer {
  const given = record(answer);
  if (given === null || !('raw' in given)) return { text: JSON.stringify(answer) ?? '', refused: false, cutOff: false, usage: null };
  const message = readMessage(given['raw'], modelId);
  const parsed = given['parsed'] ?? null;
  return parsed === null ? message : { ...message, text: JSON.stringify(parsed) };
}

/**
 * Reads a message of a chat model.
 *
 * @throws ModelError `MODEL_UNAVAILABLE` when it is none.
 */
export function readMessage(answer: unknown, modelId: string): Answer {
  const raw = record(answer);
  if (raw === null || !('content' in raw)) throw notTheApi(modelId, "LangChain's messages", 'Check that the object is a chat model of LangChain.');
  const reason = stopReason(raw);
  return {
    text: argumentsIn(raw) ?? textOf(raw['content']),
    refused: REFUSED.has(reason) || isText(record(raw['additional_kwargs'])?.['refusal']),
    cutOff: CUT_OFF.has(reason),
    usage: usageOf(record(raw['usage_metadata'])),
  };
}

/** What the model called its tool with. Not every class of LangChain finds it where its messages have it. */
function argumentsIn(raw: Fields): string | null {
  for (const calls of [raw['tool_calls'], raw['invalid_tool_calls']]) {
    const args = record(Array.isArray(calls) ? calls[0] : undefined)?.['args'];
    if (args !== undefined) return typeof args === 'string' ? args : JSON.stringify(args);
  }
  return null;
}

/** Content is a text or a list of blocks. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks = Array.isArray(content) ? content.map(record) : [];
  return blocks.map((block) => (typeof block?.['text'] === 'string' ? block['text'] : '')).join('');
}

function stopReason({ response_metadata: metadata }: Fields): string {
  const fields = record(metadata) ?? {};
  const reason = [fields['finish_reason'], fields['finishReason'], fields['stop_reason'], fields['stopReason'], fields['done_reason']].find(isText);
  return (reason ?? '').toLowerCase();
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function usageOf(usage: Fields | null): TokenUsage | null {
  const { input_tokens: inputTokens, output_tokens: outputTokens } = usage ?? {};
  return typeof inputTokens === 'number' && typeof outputTokens === 'number' ? { inputTokens, outputTokens } : null;
}
