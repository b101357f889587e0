import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipeline, type RunResult } from '@nl2sql/core';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { sqlite } from '../src/databases/sqlite.ts';
import { offline } from '../src/language-models/offline.ts';
import { sqliteRuns } from '../src/stores/sqlite-runs.ts';
import type { Answer } from './support/resuming-process.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** Two tables that answer the same question, so that it has to be asked back. */
function lookAlikes(folder: string): string {
  const file = join(folder, 'shop.sqlite');
  const database = new Database(file);
  database.exec(`
    CREATE TABLE web_orders (id INTEGER PRIMARY KEY, amount REAL, status TEXT);
    CREATE TABLE store_orders (id INTEGER PRIMARY KEY, amount REAL, status TEXT);
    INSERT INTO web_orders VALUES (1, 10, 'paid'), (2, 20, 'open');
    INSERT INTO store_orders VALUES (1, 100, 'paid'), (2, 200, 'paid'), (3, 300, 'open');
  `);
  database.close();
  return file;
}

async function pausedRun() {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-resume-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = lookAlikes(folder);
  const runsFile = join(folder, 'runs.sqlite');
  const stores = await sqliteRuns({ file: runsFile });
  const pipeline = createPipeline({ database: sqlite({ file }), model: offline(), checkpointer: stores.checkpointer, runs: stores.runs });
  const result = await pipeline.run({ question: 'What is the average amount of orders?' });
  // This process ends its part: what follows happens elsewhere.
  await pipeline.close();
  await stores.close();
  if (result.status !== 'needs_clarification') throw new Error(`Nothing was asked: ${JSON.stringify(result)}`);
  return { file, runsFile, result };
}

async function startProcess(file: string, runsFile: string): Promise<ChildProcess> {
  const child = fork(new URL('./support/resuming-process.ts', import.meta.url), [file, runsFile], {
    execArgv: ['--conditions=@nl2sql/source', '--import', 'tsx'],
  });
  cleanups.push(() => {
    if (child.connected) child.disconnect();
  });
  await nextMessage(child);
  return child;
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The other process ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

describe('a paused run', () => {
  it('goes on in another process, and of two that answer at once only one does', async () => {
    const { file, runsFile, result } = await pausedRun();
    const option = result.clarification.options.find((each) => each.table === 'store_orders');
    const answer: Answer = { runId: result.runId, optionId: option!.id };
    const children = [await startProcess(file, runsFile), await startProcess(file, runsFile)];
    const results = await Promise.all(
      children.map((child) => {
        const reply = nextMessage(child);
        child.send(answer);
        return reply as Promise<RunResult>;
      }),
    );
    const completed = results.filter((each) => each.status === 'completed');
    expect(completed).toMatchObject([{ runId: result.runId, threadId: result.threadId, question: 'What is the average amount of orders?', rows: [[200]] }]);
    expect(results.filter((each) => each.status === 'failed')).toMatchObject([{ error: { code: 'ALREADY_RESUMED' } }]);
  }, 60_000);
});
