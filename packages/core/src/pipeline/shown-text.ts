import { cleanText } from '../text/clean-text.ts';
import type { Clarification } from '../protocol/index.ts';

/** The longest sentence of a model that is shown to a user. */
const LONGEST_SENTENCE = 500;

/** A model's sentence as a user may see it: no invisible characters, no endless text. */
export function sentence(text: string): string {
  const clean = cleanText(text).trim();
  return clean.length <= LONGEST_SENTENCE ? clean : `${clean.slice(0, LONGEST_SENTENCE - 1)}…`;
}

/** The clarification with its span in the user's own question, which a follow-up is not read as. */
export function inWordsOf(question: string, clarification: Clarification): Clarification {
  const { span } = clarification;
  if (!span || question.slice(span.start, span.end) === span.text) return clarification;
  const start = question.indexOf(span.text);
  return { ...clarification, span: start < 0 ? null : { text: span.text, start, end: start + span.text.length } };
}
