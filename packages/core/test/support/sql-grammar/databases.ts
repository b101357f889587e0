import Database from 'libsql';
import type { Lock } from '../../../src/protocol/index.ts';

/**
 * What the statements of the property tests may read. `visits` hides a `name` that `people` shows,
 * `people` hides a `place` that `visits` shows; `vault` and `teams` are hidden altogether.
 */
export const LOCK: Lock = {
  tables: [
    { table: 'people', columns: ['id', 'name', 'team_id', 'born'] },
    { table: 'visits', columns: ['id', 'person_id', 'place', 'minutes'] },
  ],
  joins: [],
  values: [],
};

export const HIDDEN_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  people: ['salary', 'email', 'place'],
  visits: ['name', 'salary', 'note'],
};
export const HIDDEN_TABLES: Readonly<Record<string, readonly string[]>> = {
  vault: ['id', 'name', 'salary', 'place'],
  teams: ['id', 'email', 'minutes'],
};

const PEOPLE: readonly (readonly [number, string | null, number | null, string | null])[] = [
  [1, 'Ada', 1, '1990-02-01'],
  [2, 'Bob', 1, '1985-07-30'],
  [3, null, 2, null],
  [4, 'bob', null, '1990-02-01'],
  [5, "O'Hara 100%", 2, '2001-12-24'],
];
const VISITS: readonly (readonly [number, number | null, string | null, number | null])[] = [
  [1, 1, 'Rome', 30],
  [2, 1, 'Oslo', 5],
  [3, 2, 'Rome', 0],
  [4, 3, null, 30],
  [5, null, 'Ada', 7],
  [6, 9, 'bob', null],
];

/** Hidden values; some equal visible ones, so that a join on them finds partners. */
export interface HiddenData {
  readonly salary: readonly (number | null)[];
  readonly text: readonly (string | null)[];
  readonly vaultRows: number;
}

export const HIDDEN_A: HiddenData = { salary: [1, 2, 30, 4, 5, 30], text: ['Ada', 'Bob', 'Rome', 'x', null, 'Oslo'], vaultRows: 2 };
export const HIDDEN_B: HiddenData = { salary: [9, 5, null, 1, 0, 2], text: ['Bob', null, 'Rome', 'Rome', 'Ada', 'zz'], vaultRows: 4 };

export interface Table {
  readonly name: string;
  /** Each with its type, as in CREATE TABLE. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The tables with hidden columns among the locked ones, and the hidden tables; null: only what is locked. */
export function tablesOf(hidden: HiddenData | null): readonly Table[] {
  if (hidden === null) {
    return [
      { name: 'people', columns: ['id INTEGER', 'name TEXT', 'team_id INTEGER', 'born TEXT'], rows: PEOPLE },
      { name: 'visits', columns: ['id INTEGER', 'person_id INTEGER', 'place TEXT', 'minutes INTEGER'], rows: VISITS },
    ];
  }
  const number = (at: number): number | null => hidden.salary[at] ?? null;
  const text = (at: number): string | null => hidden.text[at] ?? null;
  const vault = Array.from({ length: hidden.vaultRows }, (_, at) => at);
  return [
    {
      name: 'people',
      columns: ['salary INTEGER', 'id INTEGER', 'email TEXT', 'name TEXT', 'team_id INTEGER', 'born TEXT', 'place TEXT'],
      rows: PEOPLE.map(([id, name, team, born], at) => [number(at), id, text(at), name, team, born, text(at + 1)]),
    },
    {
      name: 'visits',
      columns: ['id INTEGER', 'name TEXT', 'person_id INTEGER', 'place TEXT', 'salary INTEGER', 'minutes INTEGER', 'note TEXT'],
      rows: VISITS.map(([id, person, place, minutes], at) => [id, text(at), person, place, number(at), minutes, text(5 - at)]),
    },
    { name: 'vault', columns: ['id INTEGER', 'name TEXT', 'salary INTEGER', 'place TEXT'], rows: vault.map((at) => [at + 1, text(at), number(at), text(at + 2)]) },
    { name: 'teams', columns: ['id INTEGER', 'email TEXT', 'minutes INTEGER'], rows: vault.map((at) => [at + 1, text(at), number(at)]) },
  ];
}

function databaseWith(tables: readonly Table[]): Database.Database {
  const database = new Database(':memory:');
  for (const { name, columns, rows } of tables) {
    database.exec(`CREATE TABLE ${name} (${columns.join(', ')})`);
    const insert = database.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of rows) insert.run([...row]);
  }
  return database;
}

/** The whole database, in which the lock hides columns that stand among the locked ones, and tables. */
export function fullDatabase(hidden: HiddenData): Database.Database {
  return databaseWith(tablesOf(hidden));
}

/** The database as the lock shows it: only the locked tables, with only the locked columns. */
export function reducedDatabase(): Database.Database {
  return databaseWith(tablesOf(null));
}

export type Answer = { readonly rows: readonly string[] } | { readonly error: string };

/** The rows of a statement as comparable texts, in the engine's order, or why it failed. */
export function ask(database: Database.Database, sql: string, parameters: readonly unknown[] = []): Answer {
  try {
    const rows = database.prepare(sql).raw(true).all(...(parameters.length > 0 ? [[...parameters]] : [])) as unknown[][];
    return { rows: rows.map((row) => JSON.stringify(row)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The answer as one text. `ordered: false` makes answers equal that differ in the order of rows alone. */
export function answerText(answer: Answer, ordered = true): string {
  if ('error' in answer) return 'error';
  return (ordered ? answer.rows : [...answer.rows].sort()).join('\n');
}
