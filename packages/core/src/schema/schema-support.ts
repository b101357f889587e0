import { schemaOf } from './key-directory.ts';
import type { LexicalMatch } from './lexical-index.ts';

/**
 * How well the schema of each table covers a question: for every word, what the table of the schema
 * that it fits best gains by it, added up. A question is about one schema, so of two tables that fit
 * alike the one is meant whose schema knows the other words too. Nothing when there is one schema only.
 *
 * @param tables - The tables to support; schemas of others do not count.
 */
export function schemaSupport(matches: readonly LexicalMatch[], tables: ReadonlySet<string>): Map<string, number> {
  const best = new Map<string, Map<string, number>>();
  for (const table of tables) best.set(schemaOf(table), new Map());
  if (best.size < 2) return new Map();
  for (const { table, gains } of matches) {
    const held = best.get(schemaOf(table));
    for (const [word, gain] of gains) if (gain > (held?.get(word) ?? 0)) held?.set(word, gain);
  }
  const covered = new Map([...best].map(([schema, gains]) => [schema, [...gains.values()].reduce((sum, gain) => sum + gain, 0)]));
  const support = new Map<string, number>();
  for (const table of tables) {
    const score = covered.get(schemaOf(table)) ?? 0;
    if (score > 0) support.set(table, score);
  }
  return support;
}
