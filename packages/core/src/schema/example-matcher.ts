import type { ExampleQuestion } from '../contracts/index.ts';
import { tokenise } from '../text/index.ts';
import { QUESTION_WORDS, STOP_WORDS } from './stop-words.ts';

/** An example with how much its question is like the asked one, above 0 and at most 1. */
export interface SimilarExample {
  readonly example: ExampleQuestion;
  readonly similarity: number;
}

/** Finds examples that share words with a question, the most similar first. */
export type ExampleMatcher = (question: string) => readonly SimilarExample[];

/** What a word of asking or computing (`number`, `list`) counts beside one that names something. */
const REQUEST_WORD = 0.4;

/**
 * Compares questions by the cosine of their words, weighted by how few examples have them
 * (K. Spärck Jones, "A statistical interpretation of term specificity", 1972). A word that no example
 * has counts against all of them; a number, which is what two questions of a kind differ by, does not.
 *
 * @example
 * ```ts
 * const find = createExampleMatcher([{ question: 'Revenue by month?', tables: ['invoices'] }]);
 * find('Show the revenue of each month')[0]?.similarity; // 0.97…
 * ```
 */
export function createExampleMatcher(examples: readonly ExampleQuestion[]): ExampleMatcher {
  const wordsOf = examples.map(({ question }) => contentStems(question));
  const holders = new Map<string, number[]>();
  wordsOf.forEach((words, index) => {
    for (const word of words) holders.set(word, [...(holders.get(word) ?? []), index]);
  });
  const weightOf = (word: string): number => {
    const holding = holders.get(word)?.length ?? 0;
    return (1 + Math.log((1 + examples.length) / (1 + holding))) * (QUESTION_WORDS.has(word) ? REQUEST_WORD : 1);
  };
  const lengthOf = (words: ReadonlySet<string>): number => Math.sqrt([...words].reduce((sum, word) => sum + weightOf(word) ** 2, 0));
  const lengths = wordsOf.map(lengthOf);
  return (question) => {
    const words = contentStems(question);
    const shared = new Map<number, number>();
    for (const word of words) {
      for (const index of holders.get(word) ?? []) shared.set(index, (shared.get(index) ?? 0) + weightOf(word) ** 2);
    }
    const length = lengthOf(words);
    return [...shared]
      .flatMap(([index, product]) => {
        const example = examples[index];
        return example === undefined ? [] : [{ example, similarity: product / (length * (lengths[index] ?? 1)) }];
      })
      .sort((a, b) => b.similarity - a.similarity);
  };
}

function contentStems(question: string): ReadonlySet<string> {
  return new Set(tokenise(question).filter(({ text }) => !STOP_WORDS.has(text) && !/^\d/u.test(text)).map((token) => token.stem));
}
