import { checkSql } from '@nl2sql/core/guard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, describeOnEngines, type TestEngine, type TestStore } from './support/security/engines.ts';

const TIMEOUT_MS = 300;
/** What an adapter may take beyond its time limit. */
const GRACE_MS = 1_000;
const ROWS = 2_000;
const LOCK = { tables: [{ table: 'visits', columns: ['id', 'place', 'note'] }], joins: [], values: [] };

/** They join, sort and search as any statement does; only the data make them expensive. */
const ACCEPTED: readonly string[] = [
  'SELECT count(*) AS n FROM visits a JOIN visits b ON b.place = a.place JOIN visits c ON c.place = b.place',
  'SELECT a.id, count(*) AS n FROM visits a JOIN visits b ON b.place = a.place JOIN visits c ON c.place = b.place GROUP BY a.id ORDER BY n DESC',
  'WITH pairs AS (SELECT a.place, a.note FROM visits a JOIN visits b ON b.place = a.place) SELECT count(*) AS n FROM pairs p JOIN pairs q ON q.place = p.place',
  'SELECT count(*) AS n FROM (SELECT rank() OVER (PARTITION BY a.place ORDER BY b.note, c.note) AS place FROM visits a JOIN visits b ON b.place = a.place JOIN visits c ON c.place = a.place) AS ranks',
];

/** What every engine takes and the guard refuses. */
const MULTIPLYING: readonly string[] = [
  'SELECT max((SELECT count(*) FROM visits b JOIN visits c ON c.place = b.place WHERE b.id > a.id)) AS n FROM visits a',
  'SELECT count(DISTINCT a.note) AS n FROM visits a JOIN visits b ON b.id <> a.id JOIN visits c ON c.place = b.place WHERE c.note > a.note',
  'SELECT count(*) FROM visits a, visits b, visits c',
];

/** What the guard refuses of one engine, in case that it ever does not. */
const UNGUARDED: Readonly<Record<TestEngine['dialect'], readonly string[]>> = {
  sqlite: [
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
    "WITH RECURSIVE n (t) AS (SELECT 'x' UNION ALL SELECT t || 'x' FROM n WHERE length(t) < 1000000) SELECT max(length(t)) FROM n",
    "SELECT count(*) FROM visits a, visits b WHERE a.note || b.note GLOB '*a*b*c*d*e*f*g*h*'",
  ],
  postgres: [
    'SELECT count(*) FROM generate_series(1, 1000000000)',
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
    'SELECT count(*) FROM visits a, visits b WHERE md5(repeat(a.note || b.note, 100)) = b.note',
    'SELECT pg_sleep(600) FROM visits',
  ],
  mysql: [
    "SELECT count(*) FROM visits a, visits b WHERE CONCAT(a.note, b.note, REPEAT('x', 500)) REGEXP '(x+x+)+y'",
    "SELECT BENCHMARK(1000000000, SHA2('x', 512))",
    'SELECT SLEEP(600) FROM visits',
    'SELECT count(*) FROM visits a, visits b WHERE SHA2(REPEAT(CONCAT(a.note, b.note), 100), 512) = b.note',
  ],
};

describeOnEngines('DB-3 and G-DOS: an expensive statement', (engine) => {
  let store: TestStore;
  beforeAll(async () => {
    const text = engine.dialect === 'mysql' ? 'VARCHAR(40)' : 'TEXT';
    const rows = Array.from({ length: ROWS }, (_, id) => `(${id}, 'Oslo', 'note ${(id * 7_919) % ROWS}')`);
    store = await engine.create([`CREATE TABLE visits (id INTEGER PRIMARY KEY, place ${text}, note ${text})`, `INSERT INTO visits VALUES ${rows.join(', ')}`]);
  });
  afterAll(() => store.remove());

  async function expectStopped(running: Promise<unknown>): Promise<void> {
    const start = performance.now();
    await expect(running).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS + GRACE_MS);
    expect((await ask(store.database, 'SELECT count(*) AS n FROM visits')).rows).toEqual([[ROWS]]);
  }

  describe('that the guard accepts', () => {
    it.each(ACCEPTED)('is stopped: %s', async (sql) => {
      const result = await checkSql(sql, { dialect: engine.dialect, lock: LOCK, rowLimit: 100, ...(engine.dialect === 'postgres' ? { defaultSchema: store.schema } : {}) });
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      await expectStopped(store.database.query(result.checked, { timeoutMs: TIMEOUT_MS, maxRows: 100 }));
    });
  });

  describe('that no guard saw', () => {
    it.each([...MULTIPLYING, ...UNGUARDED[engine.dialect]])('is stopped: %s', async (sql) => {
      await expectStopped(ask(store.database, sql, { timeoutMs: TIMEOUT_MS }));
    });
  });
});
