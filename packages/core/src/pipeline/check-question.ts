import { InputError } from '../errors/index.ts';

/** Throws when a question cannot be asked as it is. Line breaks and tabs are fine. */
export function checkQuestion(question: unknown, maxLength: number): asserts question is string {
  if (typeof question !== 'string' || question.trim() === '') {
    throw new InputError('The question is empty.', { hint: 'Ask something about the data, e.g. “How many orders are there?”.' });
  }
  if (question.length > maxLength) {
    throw new InputError(`The question has ${question.length} characters; at most ${maxLength} are taken.`, {
      hint: 'Shorten it. Nothing was run.',
    });
  }
  if (/[^\P{Cc}\t\n\r]|[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFFE\uFFFF]|\p{Cs}/u.test(question)) {
    throw new InputError('The question holds control or invisible characters.', { hint: 'Type it as plain text. Nothing was run.' });
  }
}
