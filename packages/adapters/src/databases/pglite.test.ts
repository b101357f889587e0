import { spawn } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseCases, trustedSql } from '@nl2sql/core/testing';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startEngine } from './pglite/engine.ts';
import { ask, harness, RUNAWAY, useTestDirectories } from './pglite/test-directories.fixture.ts';
import { checkPrivileges, pglite } from './pglite.ts';

/** An engine starts in half a second and a new database takes some, and ten times as long beside other work. */
const PATIENCE = { timeout: 120_000 };

const ORDERS = ['CREATE TABLE orders (id integer PRIMARY KEY, status text)', "INSERT INTO orders VALUES (1, 'paid'), (2, 'open')"];

const directories = useTestDirectories();
afterEach(() => directories.closeAll(), PATIENCE.timeout);
afterAll(() => directories.removeAll(), PATIENCE.timeout);

describe('the contract', () => {
  for (const { name, run } of databaseCases) it(name, PATIENCE, () => run(harness(directories)));
});

describe('options', () => {
  it('are checked when the database is described, and nothing is opened then', () => {
    for (const options of [{}, { dataDir: 'shop', setUp: [] }, { dataDir: '' }, { dataDir: 'shop', schemas: [] }, { dataDir: 'shop', role: '' }, { dataDir: 'shop', waitTimeoutMs: 0 }, { dataDir: 'shop', sampleRows: 0.5 }, { dataDir: 'shop', writes: {} }]) {
      expect(() => pglite(options as never), JSON.stringify(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
    expect(pglite({ dataDir: '/data/shop' }).id).toBe('pglite:shop');
    const scopes = [{ dataDir: '/one/shop' }, { dataDir: '/two/shop' }, { dataDir: '/one/shop', role: 'reader' }, { dataDir: '/one/shop', schemas: 'all' as const }, { setUp: [] }, { setUp: ['SELECT 1'] }].map((options) => pglite(options).scope);
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  it('name a directory that has a database in it; none is made', async () => {
    const missing = join(await directories.make([]), 'missing');
    await expect(ask(directories.open({ dataDir: missing }), 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    await mkdir(missing);
    const database = directories.open({ dataDir: missing });
    await expect(ask(database, 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
    expect(await readdir(missing)).toEqual([]);
  }, PATIENCE.timeout);

  it('say what is wrong with a directory of another version', async () => {
    const dataDir = await directories.make([]);
    await writeFile(join(dataDir, 'PG_VERSION'), '12\n');
    await expect(ask(directories.open({ dataDir }), 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', hint: expect.stringContaining('version') });
  }, PATIENCE.timeout);
});

describe('a database that is set up here', () => {
  it('is there after its engine was stopped, and gone when it was closed', async () => {
    const before = await directories.temporary();
    const database = directories.open({ setUp: [...ORDERS, 'CREATE VIEW paid AS SELECT id FROM orders WHERE status = \'paid\'; CREATE TABLE more (a integer)'] });
    expect(await directories.temporary()).toEqual(before);
    expect((await database.introspect()).tables.map(({ name }) => name)).toEqual(['more', 'orders', 'paid']);
    await expect(ask(database, RUNAWAY, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect((await ask(database, 'SELECT id, status FROM orders ORDER BY id')).rows).toEqual([[1, 'paid'], [2, 'open']]);
    expect(await directories.temporary()).toHaveLength(before.length + 1);
    await database.close();
    expect(await directories.temporary()).toEqual(before);
  }, PATIENCE.timeout);

  it('says which statement failed, and leaves nothing', async () => {
    const before = await directories.temporary();
    const database = directories.open({ setUp: ['CREATE TABLE a (b integer)', "INSERT INTO a VALUES ('hunter2')"] });
    const error = await database.introspect().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining('statement 2 of 2') });
    expect((error as Error).message).not.toContain('hunter2');
    expect(await directories.temporary()).toEqual(before);
  }, PATIENCE.timeout);

  it('keeps no process alive that forgot to close it, and goes with it', async () => {
    const temporary = join(await directories.make([]), 'tmp');
    await mkdir(temporary);
    const program = `
      import { readdirSync } from 'node:fs';
      import { pglite } from '@nl2sql/adapters/databases/pglite';
      const database = pglite({ setUp: ['CREATE TABLE orders (id integer)'] });
      const { tables } = await database.introspect();
      console.log(tables.length, readdirSync(process.env.TMPDIR).filter((name) => name.startsWith('nl2sql-pglite-')).length);
    `;
    const child = spawn(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', '--input-type=module', '--eval', program], { cwd: new URL('..', import.meta.url), env: { ...process.env, TMPDIR: temporary }, timeout: 60_000 });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, printed.trim()]).toEqual([0, '1 1']);
    expect((await readdir(temporary)).filter((name) => name.startsWith('nl2sql-pglite-'))).toEqual([]);
  }, PATIENCE.timeout);
});

describe('one engine', () => {
  it('loses nothing that was committed when its thread is ended, at whatever', async () => {
    const dataDir = await directories.make(['CREATE TABLE counts (n integer)']);
    for (let round = 0; round < 3; round++) {
      const engine = await startEngine(dataDir, 'pglite:counts', new AbortController().signal);
      for (let n = 0; n < 10; n++) await engine.send('INSERT INTO counts VALUES ($1)', [10 * round + n]);
      const unfinished = engine.send('INSERT INTO counts SELECT -n FROM generate_series(1, 50000000) AS s (n)');
      void unfinished.catch(() => undefined);
      await expect.poll(() => directories.isThreadBusy()).toBe(true);
      await engine.kill();
      await expect(unfinished).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    }
    const { rows } = await ask(directories.open({ dataDir }), 'SELECT count(*), sum(n) FROM counts');
    expect(rows).toEqual([[30, 435]]);
  }, PATIENCE.timeout);

  it('has a directory for itself', async () => {
    const dataDir = await directories.make(ORDERS);
    const first = directories.open({ dataDir });
    const second = directories.open({ dataDir });
    await ask(first, 'SELECT 1');
    await expect(ask(second, 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    await first.close();
    expect((await ask(second, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
  }, PATIENCE.timeout);

  it('is not kept by a stream whose rows nobody takes, and loses none of them', async () => {
    const database = directories.open({ dataDir: await directories.make(ORDERS) });
    const stream = database.stream(trustedSql('SELECT n FROM generate_series(1, 1000) AS s (n) ORDER BY n'), { timeoutMs: 60_000, maxRows: 900, batchRows: 100 });
    const taken: unknown[] = [];
    for await (const { rows } of stream) {
      taken.push(...rows.flat());
      expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
    }
    expect(taken).toEqual(Array.from({ length: 900 }, (_, index) => index + 1));
  }, PATIENCE.timeout);

  it('is waited for only so long', async () => {
    const database = directories.open({ dataDir: await directories.make(ORDERS), waitTimeoutMs: 200 });
    await ask(database, 'SELECT 1');
    const controller = new AbortController();
    const running = ask(database, RUNAWAY, { timeoutMs: 60_000, signal: controller.signal });
    void running.catch(() => undefined);
    await expect(ask(database, 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
  }, PATIENCE.timeout);
});

describe('DB-1: the role that reads', () => {
  it('is one that may do more, unless it was made for reading', PATIENCE, async () => {
    const setUp = ['CREATE TABLE orders (id integer)', 'REVOKE EXECUTE ON FUNCTION pg_terminate_backend FROM PUBLIC', 'CREATE ROLE reader', 'GRANT SELECT ON orders TO reader'];
    const wide = await checkPrivileges({ setUp });
    expect([wide.role, wide.readOnly, wide.findings.map(({ kind }) => kind)]).toEqual(['pg_read_all_data', false, ['member-of']]);
    expect(await checkPrivileges({ setUp, role: 'reader' })).toEqual({ role: 'reader', readOnly: true, findings: [] });
  });
});

describe('DB-7: a statement', () => {
  it('reaches no file, no other role and no extension, and changes nothing', async () => {
    const dataDir = await directories.make([...ORDERS, 'CREATE ROLE reader; GRANT SELECT (id) ON orders TO reader; GRANT USAGE ON SCHEMA public TO reader', "CREATE FUNCTION writes() RETURNS integer LANGUAGE sql AS 'DELETE FROM orders RETURNING 1'"]);
    const database = directories.open({ dataDir });
    for (const statement of [
      "SELECT pg_read_file('/etc/hostname')",
      "SELECT pg_read_file('postgresql.conf')",
      "SELECT pg_ls_dir('.')",
      "SELECT lo_import('/etc/hostname')",
      "COPY orders TO '/tmp/orders'",
      'CREATE EXTENSION vector',
      "LOAD 'plpgsql'",
      'SELECT writes()',
      'WITH x AS (DELETE FROM orders RETURNING id) SELECT id FROM x',
      'SELECT 1; DELETE FROM orders',
      'SELECT 1\0',
    ]) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
    }
    expect((await ask(database, "SELECT current_user, current_setting('transaction_read_only'), count(*) FROM orders")).rows).toEqual([['pg_read_all_data', 'on', 2]]);
    await database.close();

    const narrow = directories.open({ dataDir, role: 'reader' });
    expect((await narrow.introspect()).tables.map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([['orders', ['id']]]);
    await expect(ask(narrow, 'SELECT status FROM orders')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await narrow.close();
    await expect(ask(directories.open({ dataDir, role: 'nobody' }), 'SELECT 1')).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  }, PATIENCE.timeout);

  it('is answered in the zone and the forms that the options and the pinned settings say, as of a server', async () => {
    const dataDir = await directories.make(["CREATE TYPE mood AS ENUM ('good', 'bad')", "ALTER DATABASE postgres SET DateStyle = 'German'"]);
    const database = directories.open({ dataDir, timeZone: 'Asia/Kolkata' });
    const { columns, rows } = await ask(database, "SELECT 9007199254740993::bigint, 12.50::numeric, DATE '2024-02-29', TIMESTAMPTZ '2024-03-01 00:30:00+01', ARRAY['good', NULL]::mood[], '\\x00ff'::bytea, true, 'a\"b'::text");
    expect(rows).toEqual([['9007199254740993', '12.50', '2024-02-29', '2024-03-01T05:00:00+05:30', ['good', null], 'AP8=', true, 'a"b']]);
    expect(columns.map(({ type }) => type)).toEqual(['integer', 'decimal', 'date', 'timestamp', 'array', 'bytes', 'boolean', 'text']);
    expect((await database.query(trustedSql('SELECT $1::integer + 1, $2::text, $3::boolean, $4::json', [41, "x'y", false, '{"a":null}']), { timeoutMs: 20_000, maxRows: 1 })).rows).toEqual([[42, "x'y", false, { a: null }]]);
  }, PATIENCE.timeout);
});
