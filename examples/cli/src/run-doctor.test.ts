import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from './run-doctor.ts';
import { createShell } from './shell.fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  const database = new Database(join(folder, 'shop.sqlite'));
  database.exec('CREATE TABLE orders (id INTEGER)');
  database.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function doctor(...args: string[]) {
  const { shell, written } = createShell(folder);
  const code = await runDoctor(args, shell);
  return { code, ...written };
}

describe('DB-1: the command doctor', () => {
  it('fails where more than reading is possible, and says what', async () => {
    const { code, stdout } = await doctor('--db', 'shop.sqlite');
    expect(code).toBe(1);
    expect(stdout).toContain('can-write: The process has permission to write to the file');
    const { stdout: json } = await doctor('--db', 'shop.sqlite', '--json');
    expect(JSON.parse(json)).toMatchObject({ readOnly: false, findings: [{ kind: 'can-write' }, { kind: 'can-replace' }] });
  });

  it.each([
    [['--db', 'missing.sqlite'], 'There is no database file'],
    [['--db', 'oracle://x'], 'and not with oracle://'],
    [['--db', 'shop.sqlite', '--role', 'reader'], '--role is for PGlite'],
    [['--db', 'postgres://reader:hush@127.0.0.1:1/shop'], 'could not be reached'],
    [[], '--db DATABASE'],
    [['--all'], '--help'],
  ])('says why it cannot check: %j', async (args, reason) => {
    const { code, stdout, stderr } = await doctor(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('hush');
  });

  it('explains itself', async () => {
    expect(await doctor('--help')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Exit code: 0 it can only read') });
  });
});
