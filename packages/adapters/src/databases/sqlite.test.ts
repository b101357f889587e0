import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseCases } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { sqlite } from './sqlite.ts';

describe('sqlite keeps the contract', () => {
  let folder: string;
  let files = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nl2sql-sqlite-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const harness = {
    runaway: 'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT max(n) AS n FROM numbers LIMIT 1',
    async create(statements: readonly string[]) {
      files += 1;
      const file = join(folder, `contract-${files}.sqlite`);
      const writer = new Libsql(file);
      for (const statement of statements) writer.exec(statement);
      writer.close();
      return sqlite({ file });
    },
  };
  for (const { name, run } of databaseCases) it(name, () => run(harness));
});
