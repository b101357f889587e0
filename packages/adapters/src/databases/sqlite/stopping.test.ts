import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeTestFiles, ORDERS, RUNAWAY, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(async () => {
  files = await makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

describe('stopping', () => {
  it('is quick, and leaves the statements beside it alone', async () => {
    const database = files.open(files.newFile(ORDERS), { connections: 2 });
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
    const database = files.open(files.newFile(ORDERS));
    const slow = Array.from({ length: 3 }, () => ask(database, RUNAWAY, { timeoutMs: 1_500 }).catch((error: unknown) => error));
    const first = await Promise.race([...slow, ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')]);
    expect(first).toMatchObject({ rows: [[2]] });
    for (const error of await Promise.all(slow)) expect(error).toMatchObject({ code: 'DATABASE_TIMEOUT' });
  });

  it('reaches a statement that waits its turn', async () => {
    const database = files.open(files.newFile(ORDERS), { connections: 1 });
    const controller = new AbortController();
    const slow = ask(database, RUNAWAY, { timeoutMs: 500 });
    const waiting = ask(database, 'SELECT id FROM orders LIMIT 1', { signal: controller.signal });
    const next = ask(database, 'SELECT id FROM orders LIMIT 1');
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect((await next).rows).toEqual([[1]]);
  });

  it('is not held up by the collection of earlier statements', async () => {
    // In a process of its own: what this is about blocks the whole process for good.
    const program = `
      import { setTimeout } from 'node:timers/promises';
      import { sqlite } from '@nl2sql/adapters/databases/sqlite';
      const database = sqlite({ file: process.argv[1], connections: 1 });
      const ask = (text, timeoutMs) => database.query({ text, parameters: [] }, { timeoutMs, maxRows: 10 });
      for (let round = 0; round < 20; round++) await ask('SELECT id FROM orders LIMIT 10', 10_000);
      const slow = ask(process.argv[2], 400).catch((error) => error.code);
      for (let round = 0; round < 10; round++) {
        gc();
        await setTimeout(20);
      }
      console.log(await slow, (await ask('SELECT id FROM orders LIMIT 10', 10_000)).rows.length);
      await database.close();
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@nl2sql/source', '--import', 'tsx', '--expose-gc', '--input-type=module', '--eval', program, files.newFile(ORDERS), RUNAWAY],
      { cwd: import.meta.dirname, timeout: 18_000, killSignal: 'SIGKILL' },
    );
    expect(stdout.trim()).toBe('DATABASE_TIMEOUT 2');
  });

  it('stops introspection and sampling', async () => {
    const database = files.open(files.newFile(ORDERS, `CREATE VIEW slow AS ${RUNAWAY}`), { sampleTimeoutMs: 100 });
    await expect(database.sampleValues('slow', ['n'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    const controller = new AbortController();
    const sampling = database.sampleValues('slow', ['n'], { limit: 5, signal: controller.signal });
    controller.abort();
    await expect(sampling).rejects.toMatchObject({ code: 'CANCELLED' });
    const reading = database.introspect({ signal: AbortSignal.timeout(0) });
    await reading.catch((error: unknown) => expect(error).toMatchObject({ code: 'CANCELLED' }));
  });

  it('happens to all statements when the database is closed', async () => {
    const database = files.open(files.newFile(ORDERS), { connections: 1 });
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
