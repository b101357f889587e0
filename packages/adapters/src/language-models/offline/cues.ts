import { ASKING_PHRASES } from './asking-phrases.ts';
import { BINDING_PHRASES } from './binding-phrases.ts';
import type { Cue } from './cue.ts';

/** Phrases of the closed class by their first word, the longest first. */
const CUES: ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly cue: Cue }[]> = (() => {
  const byFirst = new Map<string, { words: string[]; cue: Cue }[]>();
  for (const [phrase, cue] of [...ASKING_PHRASES, ...BINDING_PHRASES]) {
    const words = phrase.split(' ');
    const list = byFirst.get(words[0] ?? '') ?? [];
    list.push({ words, cue });
    byFirst.set(words[0] ?? '', list);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);
  return byFirst;
})();

/** The cue phrases that begin at a word, the longest first; of equal ones the first in the table. */
export function cuesAt(texts: readonly string[], at: number): { readonly length: number; readonly cue: Cue }[] {
  const found: { length: number; cue: Cue }[] = [];
  for (const { words, cue } of CUES.get(texts[at] ?? '') ?? []) {
    if (words.every((word, offset) => texts[at + offset] === word)) found.push({ length: words.length, cue });
  }
  return found;
}
