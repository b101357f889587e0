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

/** Whether a text can name a thread: it stands in every event and in the keys of stores. */
export function isThreadId(threadId: unknown): threadId is string {
  return typeof threadId === 'string' && /^[\p{L}\p{N}\p{P}\p{S} ]{1,200}$/u.test(threadId);
}

/** Throws when a thread is named by something that cannot name one; leaving it out is fine. */
export function checkThreadId(threadId: unknown): void {
  if (threadId === undefined || isThreadId(threadId)) return;
  throw new InputError('The threadId is not a text of 1 to 200 visible characters.', { hint: 'Pass the one of an earlier run, or leave it out. Nothing was run.' });
}
