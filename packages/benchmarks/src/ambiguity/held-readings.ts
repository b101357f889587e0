import type { ClarificationOption } from '@nl2sql/core/protocol';
import { tablesFrom, wordsOf } from '../sql-text.ts';

/**
 * Whether the options offer every reading: each has an option for a table that the others do without or,
 * when all read the same tables, for a column that the others do without. Of a reading that has nothing
 * of its own any table counts. Null with fewer than two readings.
 */
export function holdReadings(options: readonly ClarificationOption[], readings: readonly string[]): boolean | null {
  if (readings.length < 2) return null;
  const tables = readings.map((sql) => new Set(tablesFrom(sql)));
  const differ = tables.some((own) => own.size !== tables[0]!.size || [...own].some((table) => !tables[0]!.has(table)));
  const names = differ ? tables : readings.map((sql) => new Set(wordsOf(sql)));
  return names.every((all, index) => {
    const own = [...all].filter((name) => names.every((other, at) => at === index || !other.has(name)));
    const wanted = new Set(own.length > 0 ? own : tables[index]);
    return options.some(({ table, column }) => {
      const about = differ || own.length === 0 ? table : column;
      return about !== undefined && wanted.has(about.toLowerCase());
    });
  });
}
