import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseCases, trustedSql } from '@nl2sql/core/testing';
import fc from 'fast-check';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@nl2sql/core/contracts';
import { loadLibsql } from '../libsql.ts';
import { sqlite, type SqliteOptions } from './sqlite.ts';

const RUNAWAY = 'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT max(n) AS n FROM numbers LIMIT 1';
const ORDERS = "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT); INSERT INTO orders VALUES (1, 'paid'), (2, 'open')";

let folder: string;
let files = 0;
const opened: Database[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nl2sql-sqlite-'));
  // Before the tests write their files with libsql, as in an application that uses it for this only.
  await loadLibsql();
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newFile(...statements: readonly string[]): string {
  const file = join(folder, `database-${(files += 1)}.sqlite`);
  write(file, ...statements);
  return file;
}

function write(file: string, ...statements: readonly string[]): void {
  const writer = new Libsql(file);
  for (const statement of statements) writer.exec(statement);
  writer.close();
}

function open(file: string, options: Partial<SqliteOptions> = {}): Database {
  const database = sqlite({ file, ...options });
  opened.push(database);
  return database;
}

const ask = (database: Database, text: string, limits: Partial<Parameters<Database['query']>[1]> = {}) =>
  database.query(trustedSql(text), { timeoutMs: 10_000, maxRows: 100, ...limits });

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('the contract', () => {
  const harness = { runaway: RUNAWAY, create: async (statements: readonly string[]) => sqlite({ file: newFile(...statements) }) };
  for (const { name, run } of databaseCases) it(name, () => run(harness));
});

describe('options', () => {
  it('are checked when the database is described, and nothing is opened then', () => {
    expect(() => sqlite({ file: '' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(() => sqlite({ file: 'x', connections: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(() => sqlite({ file: 'x', busyTimeoutMs: 1.5 })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(sqlite({ file: join(folder, 'nowhere.sqlite') }).id).toBe('sqlite:nowhere.sqlite');
  });

  it('name the package that is missing, and how to install it', async () => {
    const absent = Object.assign(new Error("Cannot find package 'libsql'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadLibsql(() => Promise.reject(absent))).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install libsql@0.5') });
  });
});

describe('the file', () => {
  it('is never made', async () => {
    const missing = join(folder, 'missing.sqlite');
    await expect(open(missing).introspect()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    await expect(open(join(missing, 'below.sqlite')).introspect()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    expect(existsSync(missing)).toBe(false);
  });

  it('has to be a SQLite database', async () => {
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'id,name\n1,Anna\n');
    const empty = join(folder, 'empty.sqlite');
    writeFileSync(empty, '');
    const directory = join(folder, 'directory.sqlite');
    mkdirSync(directory);
    const damaged = newFile(ORDERS);
    writeFileSync(damaged, Buffer.concat([readFileSync(damaged).subarray(0, 100), Buffer.alloc(8_000, 7)]));
    for (const file of [text, empty, directory, damaged]) {
      await expect(ask(open(file), 'SELECT * FROM orders LIMIT 1'), file).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
    }
  });

  it.skipIf(process.getuid?.() === 0)('has to be readable', async () => {
    const file = newFile(ORDERS);
    chmodSync(file, 0o000);
    await expect(open(file).introspect()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('may have any name', async () => {
    const odd = join(folder, "a #1 %41?mode=rwc&x=ü'.sqlite");
    copyFileSync(newFile(ORDERS), odd);
    expect((await ask(open(odd), 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    expect(readdirSync(folder).filter((name) => name.startsWith('a '))).toHaveLength(1);
  });

  it('may be gone for a while, be replaced, and be copied over', async () => {
    const file = newFile(ORDERS);
    const database = open(file);
    const count = () => ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1').then(({ rows }) => rows[0]?.[0]);
    expect(await count()).toBe(2);
    renameSync(file, `${file}.away`);
    await expect(count()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    expect(existsSync(file)).toBe(false);
    renameSync(`${file}.away`, file);
    expect(await count()).toBe(2);
    renameSync(newFile(ORDERS, "INSERT INTO orders VALUES (3, 'new')"), file);
    expect(await count()).toBe(3);
    copyFileSync(newFile(ORDERS, 'DELETE FROM orders WHERE id = 1'), file);
    expect(await count()).toBe(1);
    writeFileSync(file, 'no longer a database');
    await expect(count()).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
  });

  it('may be written by others meanwhile, also with write-ahead logging', async () => {
    const file = newFile('PRAGMA journal_mode = WAL', ORDERS);
    const database = open(file);
    const count = () => ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1').then(({ rows }) => rows[0]?.[0]);
    expect(await count()).toBe(2);
    const writer = new Libsql(file);
    writer.exec("INSERT INTO orders VALUES (3, 'new')");
    expect(await count()).toBe(3);
    writer.exec("BEGIN IMMEDIATE; INSERT INTO orders VALUES (4, 'not yet')");
    expect(await count()).toBe(3);
    writer.exec('COMMIT');
    expect(await count()).toBe(4);
    writer.close();
  });

  it('is busy while another connection holds it alone', async () => {
    const file = newFile(ORDERS);
    const database = open(file, { busyTimeoutMs: 10 });
    const writer = new Libsql(file);
    writer.exec('BEGIN EXCLUSIVE');
    await expect(ask(database, 'SELECT id FROM orders LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    writer.exec('COMMIT');
    writer.close();
    expect((await ask(database, 'SELECT id FROM orders LIMIT 1')).rows).toEqual([[1]]);
  });
});

describe('read-only', () => {
  it('lets no statement through that writes, anywhere', async () => {
    const file = newFile(ORDERS);
    const before = hashOf(file);
    const others = readdirSync(folder);
    const target = join(folder, 'written');
    const database = open(file);
    const writes = [
      "INSERT INTO orders VALUES (3, 'x') RETURNING id",
      "WITH x AS (SELECT 1) INSERT INTO orders SELECT 4, 'x' FROM x",
      'REPLACE INTO orders VALUES (1, 2)',
      "UPDATE orders SET status = 'x' RETURNING id",
      'DELETE FROM orders RETURNING id',
      'CREATE TEMP TABLE t AS SELECT 1',
      'CREATE VIEW v AS SELECT 1',
      'CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END',
      `ATTACH 'file:${target}?mode=rwc' AS other`,
      "ATTACH ':memory:' AS other",
      `VACUUM INTO '${target}'`,
      'VACUUM',
      'REINDEX',
      'ANALYZE',
      'BEGIN IMMEDIATE',
      'SAVEPOINT a',
      'PRAGMA query_only = OFF',
      'PRAGMA user_version = 7',
      'PRAGMA journal_mode = WAL',
      'PRAGMA writable_schema = ON',
      `SELECT writefile('${target}', 'x') LIMIT 1`,
      `SELECT "writefile" /**/ ('${target}', 'x') LIMIT 1`,
      'SELECT 1) LIMIT 1; DELETE FROM orders; SELECT * FROM (SELECT 1',
      'SELECT 1); DELETE FROM orders --',
      ') AS x; DELETE FROM orders; --',
      'SELECT 1; ATTACH \':memory:\' AS other',
      '',
      ';',
    ];
    for (const statement of writes) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
      await expect(database.explain(trustedSql(statement)), statement).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
    }
    await expect(ask(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    // Whatever one statement tried to switch off is still on for the next.
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    await database.close();
    expect(hashOf(file)).toBe(before);
    expect(readdirSync(folder)).toEqual(others);
  });

  it('reaches nothing beyond the tables', async () => {
    const database = open(newFile(ORDERS));
    const reaches = [
      "SELECT readfile('/etc/hosts') LIMIT 1",
      "SELECT READFILE('/etc/hosts') LIMIT 1",
      "SELECT [readfile]('/etc/hosts') LIMIT 1",
      "SELECT name FROM fsdir('/') LIMIT 1",
      "SELECT name FROM main.fsdir('/') LIMIT 1",
      "SELECT load_extension('x') LIMIT 1",
      "SELECT sha3_query('SELECT 1', 256) LIMIT 1",
      'SELECT data FROM sqlite_dbpage LIMIT 1',
      'SELECT path FROM dbstat LIMIT 1',
      'SELECT sql FROM sqlite_stmt LIMIT 1',
      'SELECT file FROM pragma_database_list LIMIT 1',
      "SELECT sqlite3mc_config('cipher') LIMIT 1",
    ];
    for (const statement of reaches) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
      await expect(database.explain(trustedSql(statement)), statement).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    }
  });

  it('does not trust what a file brings along in its views', async () => {
    const file = newFile(ORDERS, "CREATE VIEW reads AS SELECT readfile('/etc/hosts') AS text", "CREATE VIEW lists AS SELECT name FROM fsdir('/')");
    const database = open(file);
    await expect(ask(database, 'SELECT text FROM reads LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(ask(database, 'SELECT name FROM lists LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });
});

describe('answers', () => {
  it('keep every stored value, whatever the column is declared as', async () => {
    const file = newFile('CREATE TABLE t (id INTEGER PRIMARY KEY, run INTEGER, v)');
    const database = open(file);
    const writer = new Libsql(file);
    writer.exec('PRAGMA synchronous = OFF');
    const insert = writer.prepare('INSERT INTO t (run, v) VALUES (?, ?)');
    let run = 0;
    const value = fc.oneof(
      fc.constant(null),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true }),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        run += 1;
        writer.exec('BEGIN');
        for (const v of values) insert.run([run, v]);
        writer.exec('COMMIT');
        const { rows } = await ask(database, `SELECT v FROM t WHERE run = ${run} ORDER BY id LIMIT 100`);
        const expected = values.map((v) => {
          if (typeof v === 'bigint') return Number.isSafeInteger(Number(v)) ? Number(v) : v.toString();
          if (typeof v === 'number') return Number.isFinite(v) ? v : String(v);
          return Buffer.isBuffer(v) ? v.toString('base64') : v;
        });
        // SQLite does not keep the sign of zero.
        expect(rows.map(([v]) => (v === 0 ? 0 : v))).toEqual(expected.map((v) => (v === 0 ? 0 : v)));
        expect(JSON.parse(JSON.stringify(rows))).toEqual(rows.map(([v]) => [v === 0 ? 0 : v]));
      }),
    );
    writer.close();
  });

  it('give each column one type that holds for all rows', async () => {
    const database = open(
      newFile(
        'CREATE TABLE t (i INTEGER, r REAL, t VARCHAR(9), b BLOB, ok BOOLEAN, d DATE, ts DATETIME, at TIME, money DECIMAL(9,2), j JSON, wrong INTEGER, late TEXT, none)',
        `INSERT INTO t VALUES (1, 1, 'a', x'00ff', 1, '2024-01-31', '2024-01-31 10:00:00', '10:00', 5, '{"a":1}', 'many', NULL, NULL)`,
        `INSERT INTO t VALUES (9007199254740993, 2.5, NULL, NULL, 0, NULL, '2024-02-01T10:00:00Z', '23:59:59', 7.25, '[]', 3, '2024-05-06', NULL)`,
      ),
    );
    const { columns, rows } = await ask(database, 'SELECT * FROM t LIMIT 10');
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      i: 'integer', r: 'float', t: 'text', b: 'bytes', ok: 'boolean', d: 'date', ts: 'timestamp', at: 'time', money: 'float', j: 'json', wrong: 'unknown', late: 'date', none: 'unknown',
    });
    expect(rows[0]).toEqual([1, 1, 'a', 'AP8=', true, '2024-01-31', '2024-01-31 10:00:00', '10:00', 5, '{"a":1}', 'many', null, null]);
    expect(rows[1]?.[0]).toBe('9007199254740993');
  });

  it('tell the type of an expression from all rows, not from the first', async () => {
    const database = open(newFile(ORDERS));
    const typesOf = async (text: string) => (await ask(database, text)).columns.map(({ type }) => type);
    expect(await typesOf('SELECT NULL AS v UNION ALL SELECT 2 UNION ALL SELECT 2.5 LIMIT 9')).toEqual(['float']);
    expect(await typesOf("SELECT '2024-01-31' AS v UNION ALL SELECT 'soon' LIMIT 9")).toEqual(['text']);
    expect(await typesOf("SELECT 1 AS v UNION ALL SELECT 'one' LIMIT 9")).toEqual(['unknown']);
    expect(await typesOf("SELECT date('2024-01-31') AS d, strftime('%Y-%m', '2024-01-31') AS m, count(*) AS n, avg(id) AS a, id > 1 AS b FROM orders LIMIT 9")).toEqual(['date', 'text', 'integer', 'float', 'integer']);
  });

  it('keep texts that are not well-formed, and other encodings', async () => {
    const broken = open(newFile('CREATE TABLE t (v TEXT)', "INSERT INTO t VALUES (CAST(x'ff41' AS TEXT)), ('a' || char(0) || 'b')"));
    expect((await ask(broken, 'SELECT v FROM t LIMIT 9')).rows).toEqual([['\uFFFDA'], ['a\0b']]);
    expect(await broken.sampleValues('t', ['v'], { limit: 5 })).toMatchObject([{ column: 'v', values: ['\uFFFDA', 'a\0b'] }]);
    const wide = open(newFile("PRAGMA encoding = 'UTF-16le'", 'CREATE TABLE größe (v TEXT)', "INSERT INTO größe VALUES ('çé表🧾')"));
    expect((await wide.introspect()).tables[0]?.name).toBe('größe');
    expect((await ask(wide, "SELECT v FROM größe WHERE v = 'çé表🧾' LIMIT 9")).rows).toEqual([['çé表🧾']]);
  });

  it('keep the order, the names and the values of the statement as it stands', async () => {
    const database = open(newFile('CREATE TABLE t (a TEXT, b INTEGER)', "INSERT INTO t VALUES ('x', 3), ('y', 1), ('z', 2)"));
    expect((await ask(database, 'SELECT a FROM t ORDER BY b DESC LIMIT 2 -- most')).rows).toEqual([['x'], ['z']]);
    expect((await ask(database, 'SELECT a FROM t ORDER BY b')).rows).toEqual([['y'], ['z'], ['x']]);
    const { columns, rows } = await ask(database, 'WITH s AS (SELECT a AS v, a AS v2 FROM t) SELECT v, v2 AS v, count(*) FROM s GROUP BY v ORDER BY v LIMIT 1');
    expect([columns.map(({ name }) => name), rows]).toEqual([['v', 'v', 'count(*)'], [['x', 'x', 1]]]);
    // A column of one part of a union does not convert the values of the other.
    expect((await ask(database, "SELECT b FROM t UNION ALL SELECT '007' ORDER BY 1 LIMIT 9")).rows.at(-1)).toEqual(['007']);
  });

  it('take parameters by place, with their types', async () => {
    const database = open(newFile(ORDERS));
    const { rows } = await database.query(trustedSql('SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4), ?5, id FROM orders WHERE id = ?1 LIMIT 5', [2, 1.5, 'x', null, true]), { timeoutMs: 5_000, maxRows: 5 });
    expect(rows).toEqual([['integer', 'real', 'text', 'null', 1, 2]]);
  });

  it('stop reading at the row cap', async () => {
    const database = open(newFile(ORDERS));
    const endless = 'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT n FROM numbers';
    const { rows, truncated } = await ask(database, endless, { maxRows: 3 });
    expect([rows, truncated]).toEqual([[[1], [2], [3]], true]);
  });
});

describe('stopping', () => {
  it('is quick, and leaves the statements beside it alone', async () => {
    const database = open(newFile(ORDERS), { connections: 2 });
    const controller = new AbortController();
    const slow = ask(database, RUNAWAY, { timeoutMs: 60_000, signal: controller.signal });
    const beside = ask(database, RUNAWAY, { timeoutMs: 400 });
    void slow.catch(() => undefined);
    void beside.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    controller.abort();
    await expect(slow).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(performance.now() - start).toBeLessThan(250);
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    await expect(beside).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
  });

  it('is not needed for a quick statement beside slow ones, however many processors there are', async () => {
    const database = open(newFile(ORDERS));
    const slow = Array.from({ length: 3 }, () => ask(database, RUNAWAY, { timeoutMs: 1_500 }).catch((error: unknown) => error));
    const first = await Promise.race([...slow, ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')]);
    expect(first).toMatchObject({ rows: [[2]] });
    for (const error of await Promise.all(slow)) expect(error).toMatchObject({ code: 'DATABASE_TIMEOUT' });
  });

  it('reaches a statement that waits its turn', async () => {
    const database = open(newFile(ORDERS), { connections: 1 });
    const controller = new AbortController();
    const slow = ask(database, RUNAWAY, { timeoutMs: 500 });
    const waiting = ask(database, 'SELECT id FROM orders LIMIT 1', { signal: controller.signal });
    const next = ask(database, 'SELECT id FROM orders LIMIT 1');
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect((await next).rows).toEqual([[1]]);
  });

  it('stops introspection and sampling', async () => {
    const database = open(newFile(ORDERS, `CREATE VIEW slow AS ${RUNAWAY}`), { sampleTimeoutMs: 100 });
    await expect(database.sampleValues('slow', ['n'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    const controller = new AbortController();
    const sampling = database.sampleValues('slow', ['n'], { limit: 5, signal: controller.signal });
    controller.abort();
    await expect(sampling).rejects.toMatchObject({ code: 'CANCELLED' });
    const reading = database.introspect({ signal: AbortSignal.timeout(0) });
    await reading.catch((error: unknown) => expect(error).toMatchObject({ code: 'CANCELLED' }));
  });

  it('happens to all statements when the database is closed', async () => {
    const database = open(newFile(ORDERS), { connections: 1 });
    const slow = ask(database, RUNAWAY, { timeoutMs: 60_000 });
    const waiting = ask(database, 'SELECT id FROM orders LIMIT 1');
    void slow.catch(() => undefined);
    void waiting.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await database.close();
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(waiting).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});

describe('introspection', () => {
  it('takes any name', async () => {
    const names = ['two words', 'select', 'quo"te', "apo'strophe", '表', 'semi;colon', 'per%cent', '[brackets]', 'x--y', 'UPPER'];
    const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
    const columns = quoted.map((name) => `${name} TEXT`).join(', ');
    const database = open(newFile(...quoted.map((name) => `CREATE TABLE ${name} (${columns})`), ...quoted.map((name) => `INSERT INTO ${name} (${name}) VALUES ('found')`)));
    const { tables } = await database.introspect();
    expect(tables.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const table of tables) {
      expect(table.columns.map(({ name }) => name)).toEqual(names);
      expect(table.rowEstimate).toBe(1);
      expect(await database.sampleValues(table.name, [table.name], { limit: 3 })).toEqual([{ column: table.name, values: ['found'], coverage: 'complete' }]);
    }
  });

  it('finds keys as they are declared, and as they are meant', async () => {
    const { tables } = await open(
      newFile(
        'CREATE TABLE Parent (a INTEGER, B TEXT, PRIMARY KEY (B, a)) WITHOUT ROWID',
        'CREATE TABLE plain (id TEXT PRIMARY KEY, code INT NOT NULL UNIQUE, x INT, y INT, UNIQUE (y, x))',
        'CREATE UNIQUE INDEX by_expression ON plain (lower(id))',
        'CREATE UNIQUE INDEX some_rows ON plain (x) WHERE x > 0',
        `CREATE TABLE child (
           id INTEGER PRIMARY KEY, pb TEXT, pa INTEGER, code INT, self INT REFERENCES child, lost INT REFERENCES gone (id), wrong INT REFERENCES plain (nope),
           FOREIGN KEY (PB, pa) REFERENCES parent, FOREIGN KEY (code) REFERENCES PLAIN (CODE))`,
      ),
    ).introspect();
    const [parent, child, plain] = tables;
    expect(parent).toMatchObject({ name: 'Parent', primaryKey: ['B', 'a'], unique: [] });
    expect(parent?.columns.map(({ nullable }) => nullable)).toEqual([false, false]);
    expect(plain).toMatchObject({ name: 'plain', primaryKey: ['id'], unique: [['code'], ['y', 'x']] });
    // SQLite lets a key that is not the row id be NULL.
    expect(plain?.columns.map(({ nullable }) => nullable)).toEqual([true, false, true, true]);
    expect(child?.foreignKeys).toEqual([
      { columns: ['self'], referencedTable: 'child', referencedColumns: ['id'] },
      { columns: ['pb', 'pa'], referencedTable: 'Parent', referencedColumns: ['B', 'a'] },
      { columns: ['code'], referencedTable: 'plain', referencedColumns: ['code'] },
    ]);
  });

  it('shows what can be asked, and not what SQLite keeps for itself', async () => {
    const { tables } = await open(
      newFile(
        'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, price NUMERIC(9,2), twice INT GENERATED ALWAYS AS (price * 2), kept INT AS (price) STORED)',
        'CREATE VIRTUAL TABLE notes USING fts5(title, body)',
        'CREATE VIRTUAL TABLE places USING rtree(id, x0, x1)',
        'CREATE VIEW prices AS SELECT id, price AS p, price * 2 AS q FROM t',
        'CREATE VIEW broken AS SELECT nope FROM nowhere',
        'INSERT INTO t (price) VALUES (1)',
        'ANALYZE',
      ),
    ).introspect();
    expect(tables.map(({ name, kind }) => [name, kind])).toEqual([['notes', 'table'], ['places', 'table'], ['prices', 'view'], ['t', 'table']]);
    expect(tables.find(({ name }) => name === 't')?.columns.map(({ name, type }) => [name, type])).toEqual([['id', 'INTEGER'], ['price', 'NUMERIC(9,2)'], ['twice', 'INT'], ['kept', 'INT']]);
    expect(tables.find(({ name }) => name === 'notes')?.columns.map(({ name }) => name)).toEqual(['title', 'body']);
    expect(tables.find(({ name }) => name === 'prices')?.columns.map(({ name }) => name)).toEqual(['id', 'p', 'q']);
  });

  it('estimates rows without reading large tables', async () => {
    const fill = (table: string, rows: number) => `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows}) INSERT INTO ${table} SELECT n FROM numbers`;
    const file = newFile(
      'CREATE TABLE few (id INTEGER PRIMARY KEY)', fill('few', 3), 'DELETE FROM few WHERE id = 2',
      'CREATE TABLE many (id INTEGER PRIMARY KEY)', fill('many', 5_000),
      'CREATE TABLE keyed (id INTEGER PRIMARY KEY) WITHOUT ROWID', fill('keyed', 5_000),
      'CREATE VIEW every AS SELECT id FROM many',
    );
    const estimates = async () => Object.fromEntries((await open(file).introspect()).tables.map(({ name, rowEstimate }) => [name, rowEstimate]));
    expect(await estimates()).toEqual({ few: 2, many: 5_000, keyed: undefined, every: undefined });
    write(file, 'ANALYZE', 'DELETE FROM many WHERE id < 4000');
    expect(await estimates()).toEqual({ few: 2, many: 5_000, keyed: 5_000, every: undefined });
  });

  it('reads a thousand tables in seconds', async () => {
    const tables = Array.from({ length: 1_000 }, (_, index) => {
      const columns = Array.from({ length: 20 }, (_, column) => `c${column} TEXT`).join(', ');
      return `CREATE TABLE t${index} (id INTEGER PRIMARY KEY, code TEXT UNIQUE, parent INTEGER REFERENCES t${Math.max(0, index - 1)} (id), ${columns})`;
    });
    const database = open(newFile(`BEGIN; ${tables.join('; ')}; COMMIT`));
    const start = performance.now();
    const schema = await database.introspect();
    const ms = performance.now() - start;
    expect(schema.tables).toHaveLength(1_000);
    expect(schema.tables.every(({ columns, unique, foreignKeys }) => columns.length === 23 && unique.length === 1 && foreignKeys.length === 1)).toBe(true);
    expect(ms).toBeLessThan(10_000);
  });
});

describe('sampled values', () => {
  it('are complete only when nothing was left out', async () => {
    const database = open(
      newFile(
        'CREATE TABLE t (kind TEXT, number INT, share REAL, bytes BLOB, prose TEXT, empty TEXT, mixed)',
        `INSERT INTO t VALUES ('b', 2, 0.5, x'00', '${'long '.repeat(100)}', NULL, 1), ('a', 1, 2, NULL, 'short', NULL, 'one'), ('b', 2, 0.5, NULL, NULL, NULL, x'00')`,
      ),
    );
    expect(await database.sampleValues('t', ['kind', 'number', 'share', 'bytes', 'prose', 'empty', 'mixed'], { limit: 2 })).toEqual([
      { column: 'kind', values: ['b', 'a'], coverage: 'complete' },
      { column: 'number', values: ['2', '1'], coverage: 'complete' },
      { column: 'share', values: ['0.5', '2.0'], coverage: 'complete' },
      { column: 'bytes', values: [], coverage: 'sample' },
      { column: 'prose', values: ['short'], coverage: 'sample' },
      { column: 'empty', values: [], coverage: 'complete' },
      { column: 'mixed', values: ['1', 'one'], coverage: 'sample' },
    ]);
    expect(await database.sampleValues('t', ['kind'], { limit: 1 })).toEqual([{ column: 'kind', values: ['b'], coverage: 'sample' }]);
    await expect(database.sampleValues('t', ['nope'], { limit: 1 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });

  it('come from all over a table that is too large to be read whole', async () => {
    const file = newFile(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, region TEXT)',
      "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000) INSERT INTO t SELECT n, 'region ' || (n / 2500) FROM numbers",
      'CREATE VIEW v AS SELECT region FROM t',
      'CREATE TABLE keyed (id INTEGER PRIMARY KEY, region TEXT) WITHOUT ROWID',
      'INSERT INTO keyed SELECT * FROM t',
    );
    const database = open(file, { sampleRows: 400 });
    const [spread] = await database.sampleValues('t', ['region'], { limit: 50 });
    expect([spread?.values.length, spread?.coverage]).toEqual([8, 'sample']);
    expect(await database.sampleValues('v', ['region'], { limit: 50 })).toEqual([{ column: 'region', values: ['region 0'], coverage: 'sample' }]);
    expect(await database.sampleValues('keyed', ['region'], { limit: 50 })).toEqual([{ column: 'region', values: ['region 0'], coverage: 'sample' }]);
  });

  it('may be asked of more columns than a compound statement has parts', async () => {
    const columns = Array.from({ length: 700 }, (_, index) => `c${index}`);
    const database = open(newFile(`CREATE TABLE wide (${columns.join(', ')})`, `INSERT INTO wide VALUES (${columns.map((name) => `'${name}'`).join(', ')})`));
    const found = await database.sampleValues('wide', columns, { limit: 3 });
    expect(found).toEqual(columns.map((column) => ({ column, values: [column], coverage: 'complete' })));
  });
});
