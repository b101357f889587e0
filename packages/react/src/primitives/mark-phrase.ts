import type { Clarification } from '@nl2sql/core/protocol';

/** A sentence cut in three around some of its words. */
export interface MarkedSentence {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/**
 * The sentence with the words that a clarification is about. Where the offsets do not lead to those words,
 * their first place in the sentence is taken; where they are not in it, nothing is marked.
 */
export function markPhrase(sentence: string, span: Clarification['span']): MarkedSentence {
  if (span === null || span.text === '') return { before: sentence, marked: '', after: '' };
  const { text } = span;
  const start = sentence.startsWith(text, span.start) ? span.start : sentence.indexOf(text);
  if (start < 0) return { before: sentence, marked: '', after: '' };
  const end = start + text.length;
  return { before: sentence.slice(0, start), marked: sentence.slice(start, end), after: sentence.slice(end) };
}
