import { describe, expect, it } from 'vitest';
import { duckdbEngine } from './duckdb-engine.ts';
import { sqliteEngine } from './sqlite-engine.ts';

const SCRIPT = "CREATE TABLE lions (id INTEGER, name VARCHAR, tame BOOLEAN); INSERT INTO lions VALUES (1, 'Leo', true), (2, NULL, false);";

describe.each([
  ['SQLite', sqliteEngine],
  ['DuckDB', duckdbEngine],
] as const)('the %s engine', (_name, start) => {
  it('runs what it is told, with parameters, and notices every change', async () => {
    const engine = await start();
    try {
      const database = await engine.create(SCRIPT);
      expect(await database.run('SELECT id, name FROM lions ORDER BY id')).toEqual({ columns: ['id', 'name'], rows: [['1', 'Leo'], ['2', null]] });
      expect((await database.run('SELECT name FROM lions WHERE id IN (?, ?) AND tame = ?', { parameters: [1, 7, true] })).rows).toEqual([['Leo']]);
      const before = await database.fingerprint();
      expect(await database.fingerprint()).toBe(before);
      await database.run("UPDATE lions SET name = 'Lea' WHERE id = 1");
      const updated = await database.fingerprint();
      expect(updated).not.toBe(before);
      await database.run('CREATE TABLE bears (id INTEGER)');
      expect(await database.fingerprint()).not.toBe(updated);
    } finally {
      await engine.close();
    }
  });

  it('stops a statement at its time limit, and serves the next', async () => {
    const engine = await start();
    try {
      const database = await engine.create(SCRIPT);
      const runaway = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n';
      await expect(database.run(runaway, { timeoutMs: 100 })).rejects.toThrow(/interrupt/iu);
      expect((await database.run('SELECT count(*) AS n FROM lions')).rows).toEqual([['2']]);
    } finally {
      await engine.close();
    }
  });
});
