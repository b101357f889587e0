import { expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { shopModel } from '../../test/support/shop-model.ts';
import { createPipeline } from '../create-pipeline.ts';
import { CancelledError } from '../errors/index.ts';
import type { RunEvent } from '../protocol/index.ts';

/** A pipeline whose database, once a statement is sent to it, ends it when `stop` is called. */
function slow() {
  let reached = () => {};
  let stop = () => {};
  const executing = new Promise<void>((resolve) => (reached = resolve));
  const database = fakeDatabase({
    query: () => {
      reached();
      return new Promise((_resolve, reject) => (stop = () => reject(new CancelledError())));
    },
  });
  return { pipeline: createPipeline({ database, model: shopModel() }), executing, stop: () => stop() };
}

async function lastOf(events: AsyncIterable<RunEvent>): Promise<RunEvent | undefined> {
  let last: RunEvent | undefined;
  for await (const event of events) last = event;
  return last;
}

it('a cancelled run ends when the database has stopped, and says so', async () => {
  const { pipeline, executing, stop } = slow();
  const stream = pipeline.stream({ question: 'total amount' });
  await executing;
  let ended = false;
  void stream.result.then(() => (ended = true));
  const cancelling = pipeline.cancel(stream.runId);
  await new Promise(setImmediate);
  expect(ended).toBe(false);
  stop();
  expect(await cancelling).toBe(true);
  expect(await stream.result).toMatchObject({ status: 'cancelled', databaseStopped: true });
  expect(await lastOf(stream)).toMatchObject({ type: 'run.finished', outcome: 'cancelled', databaseStopped: true });
});

it('a database that does not stop is not waited for, and the run says that it may work on', { timeout: 15_000 }, async () => {
  const { pipeline, executing } = slow();
  const stream = pipeline.stream({ question: 'total amount' });
  await executing;
  await pipeline.cancel(stream.runId);
  expect(await stream.result).toMatchObject({ status: 'cancelled', databaseStopped: false });
});
