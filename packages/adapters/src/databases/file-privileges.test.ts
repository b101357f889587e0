import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as duckdb from './duckdb.ts';
import * as sqlite from './sqlite.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-privileges-'));
});
afterAll(async () => {
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

const KINDS = [
  ['sqlite', sqlite.checkPrivileges, async (file: string) => {
    const database = new Database(file);
    database.exec('CREATE TABLE orders (id INTEGER)');
    database.close();
  }],
  ['duckdb', duckdb.checkPrivileges, async (file: string) => (await DuckDBInstance.create(file)).closeSync()],
] as const;
/** Permissions do not hold whoever administers the system. */
const administers = process.getuid?.() === 0;

describe.each(KINDS)('DB-1 %s: the permissions of a file', (kind, checkPrivileges, create) => {
  it('are too wide where the process may write to it', async () => {
    const file = join(folder, `open.${kind}`);
    await create(file);
    const { readOnly, findings } = await checkPrivileges({ file });
    expect([readOnly, findings.map((finding) => finding.kind)]).toEqual([false, ['can-write', 'can-replace']]);
  });

  it.skipIf(administers)('are enough where it may only read', async () => {
    const inner = join(folder, `locked-${kind}`);
    await mkdir(inner);
    const file = join(inner, `closed.${kind}`);
    await create(file);
    await chmod(file, 0o444);
    expect((await checkPrivileges({ file })).findings.map((finding) => finding.kind)).toEqual(['can-replace']);
    await chmod(inner, 0o555);
    expect(await checkPrivileges({ file })).toMatchObject({ readOnly: true, findings: [] });
    await chmod(inner, 0o755);
  });

  it('are not looked at where there is no database', async () => {
    await expect(checkPrivileges({ file: join(folder, 'missing') })).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    const empty = join(folder, `empty.${kind}`);
    await writeFile(empty, '');
    await expect(checkPrivileges({ file: empty })).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
    await expect(checkPrivileges({ file: '' })).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });
});
