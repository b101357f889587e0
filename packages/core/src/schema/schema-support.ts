import type { Join } from '../protocol/index.ts';
import { schemaOf } from './key-directory.ts';
import type { LexicalMatch } from './lexical-index.ts';

/** What the tables of a schema together say for each of them. */
export interface SchemaSupport {
  /** What each table keeps of its score: all of it in the schema that covers the question best. */
  readonly shares: ReadonlyMap<string, number>;
  /** What each table gives by words that no other table of its schema knows as well. */
  readonly roles: ReadonlyMap<string, number>;
}

/** How fast the tables of a schema lose that covers less of a question, by what a word gains in BM25. */
const STEEPNESS = 0.1;

/** What the one table that fits best counts beside the words that the tables cover together. */
const BEST_TABLE = 0.6;

/** What being named by the host's own knowledge, or by a stored value, counts beside the gain of a word. */
const TOLD = 10;

/** How fast a word stops being a table's own that others of its schema know nearly as well. */
const OWN_WORD = 4;

/**
 * How well each schema covers a question: for every word, what the table of the schema that it fits
 * best gains by it, added up. A question is about one schema, so of two tables that fit alike the one
 * is meant whose schema knows the other words too, and within a schema those that know a word best.
 * Schemas that a declared foreign key joins are one here, since a question may need both.
 * Null when there is one schema only.
 *
 * @param tables - The tables to support; schemas of others do not count.
 * @param told - What speaks for a table besides its words, 0–1.
 */
export function schemaSupport(
  matches: readonly LexicalMatch[],
  tables: ReadonlySet<string>,
  told: ReadonlyMap<string, number>,
  joins: readonly Join[],
): SchemaSupport | null {
  const regionOf = regionsOf(tables, joins);
  const best = new Map<string, SchemaBest>();
  for (const table of tables) {
    const schema = regionOf(table);
    const held = best.get(schema) ?? { gains: new Map(), score: 0, told: 0 };
    best.set(schema, { ...held, told: Math.max(held.told, told.get(table) ?? 0) });
  }
  if (best.size < 2) return null;
  for (const { table, score, gains } of matches) {
    const held = best.get(regionOf(table));
    if (held === undefined) continue;
    held.score = Math.max(held.score, score);
    for (const [word, gain] of gains) if (gain > (held.gains.get(word) ?? 0)) held.gains.set(word, gain);
  }
  const covered = new Map([...best].map(([schema, held]) => [schema, sum(held.gains.values()) + BEST_TABLE * held.score + TOLD * held.told]));
  const most = Math.max(...covered.values());
  return {
    shares: new Map([...tables].map((table) => [table, Math.exp(STEEPNESS * ((covered.get(regionOf(table)) ?? 0) - most))])),
    roles: new Map(
      matches.map(({ table, gains }) => {
        const held = best.get(regionOf(table))?.gains;
        return [table, sum([...gains].map(([word, gain]) => gain * (gain / (held?.get(word) ?? gain)) ** OWN_WORD))];
      }),
    ),
  };
}

/** Names the schema of a table, by one name for all schemas that declared foreign keys join. */
function regionsOf(tables: ReadonlySet<string>, joins: readonly Join[]): (table: string) => string {
  const merged = new Map<string, string>();
  const rootOf = (schema: string): string => {
    let root = schema;
    for (let next = merged.get(root); next !== undefined; next = merged.get(root)) root = next;
    return root;
  };
  for (const { from, to, source } of joins) {
    if (source !== 'declared' || !tables.has(from.table) || !tables.has(to.table)) continue;
    const [one, other] = [rootOf(schemaOf(from.table)), rootOf(schemaOf(to.table))];
    if (one !== other) merged.set(one, other);
  }
  return (table) => rootOf(schemaOf(table));
}

/** The most that a table of the schema has. */
interface SchemaBest {
  readonly gains: Map<string, number>;
  readonly told: number;
  score: number;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
