import type { TaskTable } from '@nl2sql/core/contracts';
import { splitIdentifier, stem } from '@nl2sql/core/text';
import type { NameReading } from './schema-view.ts';
import { NOISE_WORDS } from './word-tables.ts';

/** Endings of a key's name that say that it is one; a code is as often a value. */
const KEY_WORDS: ReadonlySet<string> = new Set(['id', 'no', 'nr', 'num', 'number', 'key'].map(stem));

/**
 * What the rows of a table are called by its own key: a `customer_list` that is told apart by `customer_id`
 * holds customers. Not where the key refers to another table, and not where several have such a key.
 */
export function thingsByKey(tables: readonly TaskTable[], referencing: ReadonlySet<string>): ReadonlyMap<string, NameReading> {
  const things = new Map<string, { table: string; words: string[] }[]>();
  for (const { name, columns } of tables) {
    const keys = columns.filter((column) => column.primaryKey);
    const [key] = keys;
    if (key === undefined || keys.length > 1 || key.references !== undefined || referencing.has(`${name}.${key.name}`)) continue;
    const words = splitIdentifier(key.name).map(stem);
    if (words.length < 2 || !KEY_WORDS.has(words.at(-1) ?? '')) continue;
    const thing = words.slice(0, -1).filter((word) => !NOISE_WORDS.has(word));
    if (thing.length > 0) things.set(thing.join(' '), [...(things.get(thing.join(' ')) ?? []), { table: name, words: thing }]);
  }
  return new Map(
    [...things.values()].flatMap((owners): [string, NameReading][] => {
      const [owner] = owners;
      return owner === undefined || owners.length > 1 ? [] : [[owner.table, { words: owner.words.map((word, at) => ({ stem: word, weight: at === owner.words.length - 1 ? 1 : 0.6 })) }]];
    }),
  );
}
