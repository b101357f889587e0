import { createCalendar, type Calendar } from './calendar.ts';
import { createRandom, type Random } from './random.ts';

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** Rows on their way to the database, by table, in the order in which they were added. */
export interface Rows {
  readonly add: (table: string, row: Row) => void;
  /** The number that comes after those of the rows so far. */
  readonly nextId: (table: string) => number;
  readonly tables: () => ReadonlyMap<string, readonly Row[]>;
}

/** What every generator works with. */
export interface Generation {
  readonly calendar: Calendar;
  readonly rows: Rows;
  /** The stream of choices of one area. */
  readonly random: (area: string) => Random;
}

export function startGeneration(seed: number, today: string): Generation {
  const tables = new Map<string, Row[]>();
  return {
    calendar: createCalendar(today),
    random: (area) => createRandom(seed, area),
    rows: {
      add: (table, row) => {
        const known = tables.get(table);
        if (known) known.push(row);
        else tables.set(table, [row]);
      },
      nextId: (table) => (tables.get(table)?.length ?? 0) + 1,
      tables: () => tables,
    },
  };
}

/** Cents as a decimal amount. */
export function decimal(cents: number): number {
  return Math.round(cents) / 100;
}

/** A number that counts up from 1, zero-padded. */
export function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
