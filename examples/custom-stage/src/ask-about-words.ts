import { defaultStages, type DetectAmbiguityInput, type DetectAmbiguityOutput, type Stage } from '@nl2sql/core';
import type { GlossaryTerm } from '@nl2sql/example-demo-data';

/** A word that people of a company mean differently, with the tables that it may stand for. */
export interface DoubtfulWord {
  readonly word: string;
  readonly tables: readonly string[];
}

/**
 * Asks whenever a question uses one of these words, however sure the ranking is; for everything else
 * the built-in detector decides.
 */
export function askAboutWords(words: readonly DoubtfulWord[], glossary: readonly GlossaryTerm[]): Stage<DetectAmbiguityInput, DetectAmbiguityOutput> {
  return async (input, context) => {
    for (const { word, tables } of words) {
      const start = input.question.toLowerCase().indexOf(word);
      const offered = tables.filter((table) => context.view.tables.has(table));
      const settled = input.resolutions.some(({ clarificationId }) => clarificationId === `word:${word}`);
      if (start === -1 || offered.length < 2 || settled) continue;
      return {
        kind: 'ambiguous',
        clarification: {
          id: `word:${word}`,
          kind: 'table',
          question: `What do you mean by “${word}”?`,
          span: { text: input.question.slice(start, start + word.length), start, end: start + word.length },
          options: offered.map((table) => ({
            id: table,
            label: table,
            table,
            evidence: glossary.filter((term) => term.tables?.includes(table)).map(({ meaning }) => meaning),
            consequence: `The answer comes from ${table}.`,
          })),
          suggested: null,
          allowFreeText: false,
        },
      };
    }
    return defaultStages.detectAmbiguity(input, context);
  };
}
