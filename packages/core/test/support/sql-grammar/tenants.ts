import Database from 'libsql';
import type { StatementPolicy } from '../../../src/contracts/index.ts';
import { LOCK } from './databases.ts';

/** The tenants whose rows share the tables. Their names have to stay out of every statement. */
export const OURS = "north' OR '1'='1";
export const THEIRS = 'south';

type Value = string | number | null;

/** The columns of each table; `tenant` and the last one of each are not in the lock. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  people: ['tenant', 'id', 'name', 'team_id', 'born', 'salary'],
  visits: ['id', 'tenant', 'person_id', 'place', 'minutes', 'note'],
};
/** The tenants have ids, names and places in common, so that a join across them finds partners. */
const ROWS: Readonly<Record<string, readonly (readonly Value[])[]>> = {
  people: [
    [OURS, 1, 'Ada Lovelace', 1, '1990-02-01', 10],
    [OURS, 2, 'Bob', 1, '1985-07-30', 20],
    [OURS, 3, null, 2, null, 30],
    [THEIRS, 1, 'Ada Lovelace', 1, '1990-02-01', 11],
    [THEIRS, 2, 'Carl Canary', 1, '2001-12-24', 21],
    [THEIRS, 4, 'Dora Canary', null, '1990-02-01', 31],
    [null, 5, 'Nobody', 2, '1970-01-01', 41],
  ],
  visits: [
    [1, OURS, 1, 'Rome', 30, 'a'],
    [2, OURS, 1, 'Canarias', 5, 'b'],
    [3, OURS, 2, 'Rome', 0, 'c'],
    [4, OURS, null, null, 7, 'd'],
    [1, THEIRS, 1, 'Rome', 31, 'e'],
    [2, THEIRS, 2, 'Canary Wharf', 6, 'f'],
    [6, THEIRS, 4, 'Oslo', 300, 'g'],
    [7, null, 1, 'Oslo', 3, 'h'],
  ],
};

/** The tables with the rows of all tenants. */
export function sharedDatabase(): Database.Database {
  const database = new Database(':memory:');
  for (const [table, columns] of Object.entries(COLUMNS)) {
    database.exec(`CREATE TABLE ${table} (${columns.map((column) => `${column} ${/id$|salary|minutes/.test(column) ? 'INTEGER' : 'TEXT'}`).join(', ')})`);
    const insert = database.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of ROWS[table] ?? []) insert.run([...row]);
  }
  return database;
}

/**
 * A database that holds nothing but these rows of the locked columns. A column that a policy masks has
 * no type, as what is computed has none in SQLite.
 */
export function databaseOf(rows: Readonly<Record<string, readonly (readonly unknown[])[]>>, policy: StatementPolicy): Database.Database {
  const database = new Database(':memory:');
  for (const { table, columns } of LOCK.tables) {
    const masks = policy.tables.find((entry) => entry.table === table)?.masks ?? [];
    const typed = (column: string): string => (masks.some((mask) => mask.column === column) ? column : `${column} ${/id$|minutes/.test(column) ? 'INTEGER' : 'TEXT'}`);
    database.exec(`CREATE TABLE ${table} (${columns.map(typed).join(', ')})`);
    const insert = database.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of rows[table] ?? []) insert.run([...row]);
  }
  return database;
}

/** What a tenant may read: its own rows. */
export function tenantPolicy(tenant: string): StatementPolicy {
  return { tables: LOCK.tables.map(({ table }) => ({ table, rows: { column: 'tenant', operator: '=', value: tenant }, masks: [] })) };
}
