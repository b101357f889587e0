import type { Database } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CorpusItem } from '../guard/corpora.ts';
import type { LockFile } from '../guard/locks.ts';
import { runGuardAlone, runSessionAlone } from './attack-gates.ts';
import { runBenignGates } from './benign-gates.ts';
import type { Engine, EngineDatabase } from './engine.ts';
import { enginesReport } from './engines-report.ts';
import { sqliteEngine } from './sqlite-engine.ts';
import { TENANT_FILTER } from './tenants.ts';

/** Made so that a statement that reads what is hidden answers differently on each. */
const script = (hidden: string): string => `
  CREATE TABLE customers (id INTEGER, name TEXT, note TEXT);
  CREATE TABLE orders (id INTEGER, customer_id INTEGER);
  INSERT INTO customers VALUES (1, 'Ann', '${hidden}'), (2, 'Bea', '${hidden}');
  INSERT INTO orders VALUES (10, 1), (11, 2), (12, 2);`;
const fixtures = { a: script('canary one'), b: script('canary two'), reduced: script('') };
const lockOf = (...customers: readonly string[]): LockFile => ({
  lock: { tables: [{ table: 'customers', columns: customers }, { table: 'orders', columns: ['id', 'customer_id'] }], joins: [], values: [] },
  schemas: new Map(),
  completeTables: [],
});
const item = (sql: string, dialect: CorpusItem['dialect'] = 'sqlite'): CorpusItem => ({ id: sql, dialect, category: 'test', sql });
const silent = { step: () => undefined };

let engine: Engine;
beforeAll(async () => void (engine = await sqliteEngine()));
afterAll(() => engine.close());

/** The engine with a session that does whatever it is told. */
function withSession(query: (database: EngineDatabase, sql: string) => ReturnType<Database['query']>): Engine {
  const create: Engine['create'] = async (text) => {
    const database = await engine.create(text);
    const session = { query: ({ text: sql }: { text: string }) => query(database, sql), close: async () => undefined } as unknown as Database;
    return { ...database, readOnly: async () => session };
  };
  return { ...engine, create };
}

const runsEverything = withSession(async (database, sql) => {
  const { columns, rows } = await database.run(sql);
  return { columns: columns.map((name) => ({ name, type: 'text' as const })), rows, truncated: false };
});

describe('benign statements', () => {
  it('answer the same rows as the guard prints them, whatever is hidden', async () => {
    const items = [item('SELECT name FROM customers ORDER BY name'), item('SELECT id FROM nowhere')];
    const [sameRows, sameColumns, nonInterference] = await runBenignGates(engine, items, lockOf('id', 'name'), fixtures, silent);
    expect(sameRows).toMatchObject({ gate: 'same-rows', run: 1, answered: 1, failures: [], notRun: [{ id: 'SELECT id FROM nowhere' }] });
    expect(sameColumns).toMatchObject({ run: 1, failures: [] });
    expect(nonInterference).toMatchObject({ run: 2, failures: [] });
  });

  it('are caught reading what is hidden', async () => {
    const [, , nonInterference] = await runBenignGates(engine, [item('SELECT note FROM customers')], lockOf('id', 'note'), fixtures, silent);
    expect(nonInterference?.failures.map(({ what }) => what.split(':')[0])).toEqual(['A and B', 'A and reduced']);
  });

  it('are caught when the policy and the filtered database answer different rows', async () => {
    const unfiltered: Engine = { ...engine, create: (text) => engine.create(text.replace(TENANT_FILTER, '')) };
    const [, , , rowPolicy] = await runBenignGates(unfiltered, [item('SELECT count(*) AS n FROM orders')], lockOf('id'), fixtures, silent);
    expect(rowPolicy).toMatchObject({ gate: 'row-policy', run: 1, failures: [{ id: 'SELECT count(*) AS n FROM orders' }] });
  });
});

describe('the guard alone', () => {
  it('runs only what it accepts', async () => {
    const result = await runGuardAlone(engine, [item('SELECT note FROM customers'), item('DELETE FROM orders')], lockOf('id'), fixtures, silent);
    expect(result).toEqual({ gate: 'guard-alone', run: 0, answered: 0, notRun: [], failures: [], explained: [] });
  });

  it('is caught letting hidden data through', async () => {
    const result = await runGuardAlone(engine, [item('SELECT note FROM customers')], lockOf('note'), fixtures, silent);
    expect(result).toMatchObject({ run: 1, failures: [{ what: 'hidden data came back' }] });
  });
});

describe('the session alone', () => {
  it('explains that SQLite has no privileges, and sees that nothing is written', async () => {
    const items = [item('SELECT note FROM customers'), item('DELETE FROM orders'), item("SELECT 'canary' AS word")];
    const result = await runSessionAlone(engine, items, lockOf('id'), fixtures, silent);
    expect(result).toMatchObject({ run: 3, answered: 2, failures: [] });
    expect(result?.explained.map(({ id }) => id)).toEqual(['SELECT note FROM customers']);
  });

  it('is caught reading and writing, each time on a database as it was', async () => {
    const items = [item('SELECT note FROM customers', 'postgres'), item('DELETE FROM orders', 'postgres'), item('UPDATE orders SET id = 0', 'postgres')];
    const result = await runSessionAlone(runsEverything, items, lockOf('id'), fixtures, silent);
    expect(result?.failures.map(({ what }) => what)).toEqual(['hidden data came back', expect.stringContaining('something was changed: '), expect.stringContaining('something was changed: ')]);
  });

  it('is caught quoting hidden data in an error', async () => {
    const quoting = withSession(async (database, sql) => {
      if (sql.includes('note')) throw new DatabaseError('DATABASE_QUERY_FAILED', 'Not a number: canary one.');
      return { columns: [], rows: (await database.run(sql)).rows, truncated: false };
    });
    const result = await runSessionAlone(quoting, [item('SELECT +note FROM customers', 'mysql')], lockOf('id'), fixtures, silent);
    expect(result?.failures).toEqual([{ id: 'SELECT +note FROM customers', what: 'hidden data came back in an error' }]);
  });

  it('is not measured with a session that reads nothing at all', async () => {
    const deaf = withSession(async () => ({ columns: [], rows: [], truncated: false }));
    await expect(runSessionAlone(deaf, [], lockOf('id'), fixtures, silent)).rejects.toThrow('reads no row of customers');
  });
});

it('reports what was broken, and what was not run', () => {
  const result = { gate: 'same-rows', run: 2, answered: 1, notRun: [{ id: 'q2', what: 'refused' }], failures: [{ id: 'q1', what: '3 and 2 rows' }], explained: [] } as const;
  const report = enginesReport([{ dialect: 'sqlite', version: 'SQLite 3', gates: [result] }]);
  expect(report).toMatch(/^SQLite 3 {2}same-rows +2 +1 +1 +0 +1$/mu);
  expect(report).toContain('  q1  3 and 2 rows');
  expect(report).toContain('  q2  refused');
});
