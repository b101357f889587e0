import { createPipeline, type RunResult } from '@nl2sql/core';
import { sqlite } from '../../src/databases/sqlite.ts';
import { offline } from '../../src/language-models/offline.ts';
import { sqliteRuns } from '../../src/stores/sqlite-runs.ts';

/** What the parent sends: which run to go on with, and how. */
export interface Answer {
  readonly runId: string;
  readonly optionId: string;
}

/** Goes on with a paused run in a process that has never seen it: `node resuming-process.ts DATABASE RUNS`. */
const [, , file = '', runsFile = ''] = process.argv;
const stores = await sqliteRuns({ file: runsFile });
const pipeline = createPipeline({
  database: sqlite({ file }),
  model: offline(),
  checkpointer: stores.checkpointer,
  runs: stores.runs,
});
await pipeline.ingest();

process.on('message', async ({ runId, optionId }: Answer) => {
  const result: RunResult = await pipeline.resume(runId, { kind: 'choose', optionId });
  process.send?.(result);
});
process.on('disconnect', async () => {
  await pipeline.close();
  await stores.close();
});
process.send?.('ready');
