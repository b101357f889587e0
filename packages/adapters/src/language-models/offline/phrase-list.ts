import type { Cue } from './cue.ts';

/** Collects phrases with the cue that each of them is. */
export function phraseList(): {
  readonly entries: (readonly [phrase: string, cue: Cue])[];
  /** Each text is a phrase, or several with commas between. */
  add(cue: Cue, ...texts: string[]): void;
} {
  const entries: (readonly [string, Cue])[] = [];
  return {
    entries,
    add: (cue, ...texts) => {
      for (const phrase of texts.flatMap((text) => text.split(','))) entries.push([phrase.trim(), cue]);
    },
  };
}
