import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipeline } from '@nl2sql/core';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { sqlite } from '../src/databases/sqlite.ts';
import { offline } from '../src/language-models/offline.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** Rentals with two dates, which of the two a year refers to nobody can know. */
function rentals(rows: string) {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-'));
  const file = join(folder, 'rentals.sqlite');
  const database = new Database(file);
  database.exec(`CREATE TABLE rentals (id INTEGER PRIMARY KEY, price REAL, collected_on TEXT, returned_on TEXT); INSERT INTO rentals VALUES ${rows};`);
  database.close();
  const pipeline = createPipeline({ database: sqlite({ file }), model: offline() });
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }), () => pipeline.close());
  return pipeline;
}

const question = 'How many rentals were there in 2024?';

describe('a question with two readings, over a SQLite file', () => {
  it('is answered when both give the same', async () => {
    const pipeline = rentals("(1, 20, '2024-02-01', '2024-02-09'), (2, 30, '2024-05-01', '2024-05-02'), (3, 10, '2023-05-01', '2023-05-02')");
    expect(await pipeline.run({ question })).toMatchObject({ status: 'completed', rows: [[2]], assumptions: [{ kind: 'time', basis: 'same_result' }] });
  });

  it('is asked when they differ, and not again in its thread', async () => {
    const pipeline = rentals("(1, 20, '2024-02-01', '2024-02-09'), (2, 30, '2023-12-30', '2024-01-02')");
    const asked = await pipeline.run({ question, threadId: 'thread' });
    expect(asked).toMatchObject({ status: 'needs_clarification', clarification: { kind: 'time' } });
    const collected = { kind: 'choose', optionId: 'time:rentals.collected_on' } as const;
    expect(await pipeline.resume(asked.runId, collected)).toMatchObject({ status: 'completed', rows: [[1]] });
    expect(await pipeline.run({ question, threadId: 'thread' })).toMatchObject({ status: 'completed', rows: [[1]], assumptions: [{ basis: 'remembered' }] });
  });

  it('is asked when there is nothing to tell the readings by', async () => {
    const pipeline = rentals("(1, 20, '2021-02-01', '2022-02-09')");
    expect((await pipeline.run({ question })).status).toBe('needs_clarification');
  });
});
