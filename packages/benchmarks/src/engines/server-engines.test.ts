import { trustedSql } from '@nl2sql/core/testing';
import { expect, it } from 'vitest';
import { describeWithMysql, describeWithPostgres } from '../../../../tests/support/services.ts';
import type { LockFile } from '../guard/locks.ts';
import type { Engine } from './engine.ts';
import { mysqlEngine } from './mysql-engine.ts';
import { postgresEngine } from './postgres-engine.ts';

const LOCK: LockFile = { lock: { tables: [{ table: 'lions', columns: ['id'] }], joins: [], values: [] }, schemas: new Map(), completeTables: [] };
const TABLES = "CREATE TABLE lions (id int, name varchar(20)); INSERT INTO lions VALUES (1, 'Leo'), (2, NULL);";
const LIMITS = { timeoutMs: 5_000, maxRows: 10 };

function itIsAnEngine(start: () => Promise<Engine>, script: string, placeholder: string): void {
  it('runs what it is told, and notices every change', async () => {
    const engine = await start();
    try {
      const database = await engine.create(script);
      expect(await database.run('SELECT id, name FROM lions ORDER BY id')).toEqual({ columns: ['id', 'name'], rows: [['1', 'Leo'], ['2', null]] });
      expect((await database.run(`SELECT name FROM lions WHERE id = ${placeholder}`, { parameters: [1] })).rows).toEqual([['Leo']]);
      const before = await database.fingerprint();
      expect(await database.fingerprint()).toBe(before);
      await database.run("UPDATE lions SET name = 'Lea' WHERE id = 1");
      const updated = await database.fingerprint();
      expect(updated).not.toBe(before);
      await database.run('CREATE TABLE bears (id int)');
      expect(await database.fingerprint()).not.toBe(updated);
    } finally {
      await engine.close();
    }
  });

  it('gives a reader what the lock allows, and nothing else', async () => {
    const engine = await start();
    try {
      const database = await engine.create(script);
      const session = (await database.readOnly(LOCK))!;
      expect((await session.query(trustedSql('SELECT count(id) AS n FROM lions'), LIMITS)).rows).toEqual([[2]]);
      await expect(session.query(trustedSql('SELECT name FROM lions'), LIMITS)).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
      await session.close();
    } finally {
      await engine.close();
    }
  });
}

describeWithPostgres('the PostgreSQL engine', () => itIsAnEngine(postgresEngine, TABLES, '$1'));

describeWithMysql('the MySQL engine', () => {
  const script = `CREATE DATABASE zoo;\nUSE zoo;\n${TABLES}\nCREATE DATABASE circus;\nCREATE TABLE circus.tents (id int);`;
  itIsAnEngine(mysqlEngine, script, '?');

  it('has the databases of a script under names of its own', async () => {
    const engine = await mysqlEngine();
    try {
      const database = await engine.create(script);
      expect(database.schema).toMatch(/^nl2sql_zoo_/u);
      expect((await database.run(database.rename('SELECT count(*) AS n FROM circus.tents'))).rows).toEqual([['0']]);
    } finally {
      await engine.close();
    }
  });
});
