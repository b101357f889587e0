import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trustedSql } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadLibsql } from '../../libsql.ts';
import { openConnection } from './connection.ts';
import { ask, makeTestFiles, ORDERS, RUNAWAY, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(async () => {
  files = await makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

const REFUSED = { code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) };

describe('DB-5, with the guard off', () => {
  it('holds every connection to its settings, which no statement changes', async () => {
    const connection = await openConnection(await loadLibsql(), files.newFile(ORDERS), 'any', 0);
    const settings = () => connection.selectOwn('SELECT (SELECT query_only FROM pragma_query_only), (SELECT trusted_schema FROM pragma_trusted_schema), (SELECT cell_size_check FROM pragma_cell_size_check), (SELECT writable_schema FROM pragma_writable_schema)');
    expect(await settings()).toEqual([[1n, 0n, 1n, 0n]]);
    for (const statement of ['PRAGMA query_only = OFF', 'PRAGMA trusted_schema = ON', 'PRAGMA cell_size_check = OFF', 'PRAGMA writable_schema = ON', 'SELECT * FROM pragma_query_only(0)', 'SELECT 1; PRAGMA query_only = OFF']) {
      await expect(connection.select(statement, [], 5), statement).rejects.toBeInstanceOf(Error);
      await expect(connection.compile(statement), statement).rejects.toBeInstanceOf(Error);
    }
    expect(await settings()).toEqual([[1n, 0n, 1n, 0n]]);
    connection.close();
  });

  it('opens nothing when a setting does not hold', async () => {
    const Open = await loadLibsql();
    class Forgetful extends Open {
      override exec(sql: string): Promise<void> {
        return super.exec(sql.replace('PRAGMA query_only = ON', 'PRAGMA query_onlyy = ON'));
      }
    }
    await expect(openConnection(Forgetful, files.newFile(ORDERS), 'any', 0)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('is read-only by the file, should the session ever not be', async () => {
    const Open = await loadLibsql();
    const file = files.newFile(ORDERS);
    class Loose extends Open {
      override async exec(sql: string): Promise<void> {
        await super.exec(sql);
        if (sql.includes('query_only')) await expect(super.exec('PRAGMA query_only = OFF; DELETE FROM orders')).rejects.toThrow(/readonly/);
      }
    }
    await expect(openConnection(Loose, file, 'any', 0)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect((await ask(files.open(file), 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
  });

  it('attaches no other database', async () => {
    const other = files.newFile(ORDERS);
    const target = join(files.folder, 'attached.sqlite');
    const database = files.open(files.newFile(ORDERS));
    for (const statement of [`ATTACH '${other}' AS other`, `ATTACH DATABASE '${target}' AS other`, "ATTACH ':memory:' AS other", "ATTACH '' AS other", `SELECT 1; ATTACH '${other}' AS other`, 'DETACH main']) {
      await expect(ask(database, statement), statement).rejects.toMatchObject(REFUSED);
      await expect(database.explain(trustedSql(statement)), statement).rejects.toMatchObject(REFUSED);
    }
    await expect(ask(database, 'SELECT * FROM other.orders LIMIT 1')).rejects.toMatchObject(REFUSED);
    expect(existsSync(target)).toBe(false);
  });

  it('keeps nothing in temporary tables, and writes no temporary file for a large sort', async () => {
    const database = files.open(files.newFile(ORDERS), { connections: 1 });
    for (const statement of ['CREATE TEMP TABLE t AS SELECT 1', 'CREATE TEMP VIEW orders AS SELECT 7 AS id', 'CREATE TEMP TRIGGER t AFTER DELETE ON orders BEGIN SELECT 1; END', 'CREATE VIRTUAL TABLE temp.t USING fts5(x)', 'INSERT INTO temp.t VALUES (1)']) {
      await expect(ask(database, statement), statement).rejects.toMatchObject(REFUSED);
    }
    const before = readdirSync(files.folder);
    const sorted = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i, hex(i) FROM n ORDER BY hex(i) DESC, i LIMIT 1';
    expect((await ask(database, sorted)).rows).toHaveLength(1);
    expect(readdirSync(files.folder)).toEqual(before);
    expect((await ask(database, 'SELECT name FROM sqlite_temp_schema LIMIT 5')).rows).toEqual([]);
  });

  it('reaches no file, editor, tokenizer or extension, however the name is written', async () => {
    const target = join(files.folder, 'written.txt');
    const database = files.open(files.newFile(ORDERS));
    const calls = [
      "readfile('/etc/hosts')",
      `writefile('${target}', 'x')`,
      "edit('x', 'touch')",
      "fts3_tokenizer('simple')",
      "fts3_tokenizer('mine', x'0000000000000000')",
      "load_extension('libm.so.6')",
      "load_extension('libm.so.6', 'sqlite3_extension_init')",
    ];
    for (const call of calls) {
      const name = call.slice(0, call.indexOf('('));
      for (const spelt of [call, call.replace(name, `"${name}"`), call.replace(name, `[${name.toUpperCase()}]`), call.replace(name, `${name} /* x */ `), call.replace(name, `\`${name}\`\n`)]) {
        for (const statement of [`SELECT ${spelt} LIMIT 1`, `SELECT id FROM orders WHERE id IN (SELECT ${spelt})`, `WITH x AS (SELECT 1) SELECT * FROM x ORDER BY ${spelt}`]) {
          await expect(ask(database, statement), statement).rejects.toMatchObject(REFUSED);
          await expect(database.explain(trustedSql(statement)), statement).rejects.toMatchObject(REFUSED);
        }
      }
    }
    expect(existsSync(target)).toBe(false);
  });

  it('has extensions off in the library as well', () => {
    const engine = new Libsql(':memory:');
    expect(() => engine.prepare("SELECT load_extension('libm.so.6')").get()).toThrow(/not authorized/);
    engine.close();
  });

  it('runs nothing that a file brings along in views, defaults, generated columns, indexes and triggers', async () => {
    const target = join(files.folder, 'by-the-file.txt');
    const file = files.newFile(
      ORDERS,
      `CREATE VIEW writes AS SELECT writefile('${target}', 'x') AS n`,
      "CREATE VIEW tokens AS SELECT fts3_tokenizer('simple') AS n",
      "CREATE VIEW loads AS SELECT load_extension('libm.so.6') AS n",
      "CREATE VIEW nested AS SELECT n FROM (SELECT n FROM writes UNION ALL SELECT n FROM tokens)",
      'CREATE VIEW pages AS SELECT data FROM sqlite_dbpage',
      `CREATE TRIGGER on_write AFTER DELETE ON orders BEGIN SELECT writefile('${target}', 'x'); END`,
    );
    const database = files.open(file);
    for (const view of ['writes', 'tokens', 'loads', 'nested', 'pages']) await expect(ask(database, `SELECT * FROM ${view} LIMIT 1`), view).rejects.toMatchObject(REFUSED);
    const sampled: unknown = await database.sampleValues('writes', ['n'], { limit: 5 }).catch((error: unknown) => error);
    expect(sampled).toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect((await database.introspect()).tables.map(({ name }) => name)).toContain('orders');
    expect(existsSync(target)).toBe(false);
  });

  it('answers no data from a page that was tampered with', async () => {
    const file = files.newFile('CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)', "INSERT INTO t VALUES (1, 'first'), (2, 'second')");
    const bytes = readFileSync(file);
    const pageSize = bytes.readUInt16BE(16);
    const page = bytes.subarray(pageSize, 2 * pageSize);
    expect(page[0]).toBe(13);
    // The first cell claims to begin in the page's last bytes, beyond which it would be read.
    page.writeUInt16BE(pageSize - 2, 8);
    writeFileSync(file, bytes);
    await expect(ask(files.open(file), 'SELECT id, v FROM t LIMIT 5')).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
  });

  it('bounds what one statement may be and do', async () => {
    const database = files.open(files.newFile(ORDERS), { connections: 1 });
    const bounded = [`SELECT ${'('.repeat(5_000)}1${')'.repeat(5_000)}`, `SELECT ${Array.from({ length: 3_000 }, (_, index) => index).join(', ')}`, Array.from({ length: 600 }, () => 'SELECT 1').join(' UNION ALL '), 'SELECT length(zeroblob(2000000000))'];
    for (const statement of bounded) await expect(ask(database, statement), statement.slice(0, 40)).rejects.toMatchObject(REFUSED);
    await expect(ask(database, RUNAWAY, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
  });
});
