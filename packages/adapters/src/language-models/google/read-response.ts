import type { TokenUsage } from '@nl2sql/core/contracts';
import { notTheApi } from '../../remote/failure.ts';
import { record } from '../../remote/record.ts';
import type { Answer } from '../remote/remote-model.ts';

/** Reasons to stop that mean that the provider does not let the model answer. */
const DECLINED: readonly unknown[] = ['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'];

/**
 * Reads the answer of `generateContent`: the text of the first candidate, without thoughts.
 *
 * @throws ModelError `MODEL_UNAVAILABLE` when it is none.
 */
export function readResponse(answer: unknown, modelId: string): Answer {
  const response = record(answer);
  const candidates = response?.['candidates'];
  const candidate = record(Array.isArray(candidates) ? candidates[0] : undefined);
  const blocked = record(response?.['promptFeedback'])?.['blockReason'] !== undefined;
  if (candidate === null && !blocked) throw notTheApi(modelId, 'the Gemini API', 'Check that baseUrl is the address of the API, without /v1beta.');

  const parts = record(candidate?.['content'])?.['parts'];
  const texts = (Array.isArray(parts) ? parts : []).map((part) => record(part)).flatMap((part) => (typeof part?.['text'] === 'string' && part['thought'] !== true ? [part['text']] : []));
  const reason = candidate?.['finishReason'];
  return { text: texts.join(''), refused: blocked || DECLINED.includes(reason), cutOff: reason === 'MAX_TOKENS', usage: usageOf(record(response?.['usageMetadata'])) };
}

/** Thoughts are charged as output; what came from the cache is part of the prompt's tokens. */
function usageOf(usage: Readonly<Record<string, unknown>> | null): TokenUsage | null {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = usage ?? {};
  if (typeof promptTokenCount !== 'number') return null;
  // The API leaves out what is zero.
  const written = [candidatesTokenCount, thoughtsTokenCount].filter((tokens) => typeof tokens === 'number');
  return { inputTokens: promptTokenCount, outputTokens: written.reduce((sum, tokens) => sum + tokens, 0) };
}
