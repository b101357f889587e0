import { InputError } from '../errors/index.ts';
import { SPELLED_JOINER } from '../text/joiners.ts';

/**
 * Throws when a question cannot be asked as it is. Line breaks and tabs are fine, and
 * so are the joiners that Persian, Hindi and emoji are spelled with.
 */
export function checkQuestion(question: unknown, maxLength: number): asserts question is string {
  if (typeof question !== 'string' || question.trim() === '') {
    throw new InputError('The question is empty.', { hint: 'Ask something about the data, e.g. “How many orders are there?”.' });
  }
  if (question.length > maxLength) {
    throw new InputError(`The question has ${question.length} characters; at most ${maxLength} are taken.`, {
      hint: 'Shorten it. Nothing was run.',
    });
  }
  if (/[^\P{Cc}\t\n\r]|[\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFFE\uFFFF]|\p{Cs}/u.test(question.replace(SPELLED_JOINER, ''))) {
    throw new InputError('The question holds control or invisible characters.', { hint: 'Type it as plain text. Nothing was run.' });
  }
}
