import { SPELLED_JOINER } from './joiners.ts';

/** One that chooses the look of the character before it; more of them in a row can carry a hidden text. */
const SPELLED_SELECTOR = /(?<=[^\p{C}\p{DI}\s])[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

const UNSEEN = /[^\P{C}\t\n]|\p{DI}/u;

/**
 * Without control, invisible and direction-changing characters; line breaks and tabs stay, and so
 * do the joiners and selectors that belong to a word's spelling, for a stored value is found under no
 * other.
 */
export function cleanText(text: string): string {
  if (!UNSEEN.test(text)) return text;
  const spelled = new Set([SPELLED_JOINER, SPELLED_SELECTOR].flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match.index)));
  return text.replace(new RegExp(UNSEEN, 'gu'), (character, index: number) => (spelled.has(index) ? character : ''));
}
