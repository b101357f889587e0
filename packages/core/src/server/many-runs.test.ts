import { expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { allEvents, closingAfterEach, eventsOf, gate, serve } from '../../test/support/http.ts';
import type { RunEvent } from '../protocol/index.ts';

const RUNS = 100;
const served = closingAfterEach(serve);
const limits = { liveRunsEach: RUNS };
const questions = Array.from({ length: RUNS }, (_, n) => `total amount of orders, number ${n}`);

function assertWhole(events: readonly RunEvent[], question: string): void {
  expect(events[0]).toMatchObject({ type: 'run.started', question });
  expect(new Set(events.map(({ runId }) => runId)).size).toBe(1);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'run.finished')).toEqual([events.at(-1)]);
}

it('tells each of a hundred readers the events of their own run, and its one end', { timeout: 60_000 }, async () => {
  const { send, handler } = served({ server: { limits } });
  const all = await Promise.all(questions.map(async (question) => allEvents(await send('/runs', { body: { question } }))));
  for (const [index, events] of all.entries()) assertWhole(events, questions[index]!);
  expect(new Set(all.map(([first]) => first!.runId)).size).toBe(RUNS);
  expect(handler.held()).toEqual({ runs: RUNS, readers: 0 });
});

it('tells those who leave at any moment, and come back, nothing twice and nothing less', { timeout: 60_000 }, async () => {
  const { send, handler } = served({ server: { limits } });
  await Promise.all(
    questions.map(async (question, n) => {
      const first = await send('/runs', { body: { question } });
      const path = `/runs/${first.headers.get('nl2sql-run-id')}/events`;
      const seen: RunEvent[] = [];
      // A different number of events for each, and again after each return.
      let response = first;
      for (let patience = n % 7; ; patience += 1) {
        const reading = eventsOf(response);
        for (let told = 0; told <= patience; told += 1) {
          const { value, done } = await reading.next();
          if (done) break;
          if (value.type !== 'snapshot') seen.push(value);
        }
        await reading.return(undefined);
        if (seen.at(-1)?.type === 'run.finished') break;
        response = await send(`${path}?after=${seen.at(-1)?.seq ?? 0}`);
      }
      assertWhole(seen, question);
    }),
  );
  expect(handler.held()).toEqual({ runs: RUNS, readers: 0 });
});

it('leaves nothing behind of readers and runs that are gone', { timeout: 60_000 }, async () => {
  const answer = gate();
  let asked = 0;
  const database = fakeDatabase({
    query: async () => {
      asked += 1;
      await answer.promise;
      return { columns: [{ name: 'n', type: 'integer' }], rows: [[3]], truncated: false };
    },
  });
  let now = 0;
  const { send, handler } = served({ pipeline: { database }, server: { limits: { ...limits, heldMs: 1_000 }, now: () => new Date(now) } });
  const before = timers();
  const leaving = new AbortController();
  const responses = await Promise.all(questions.map((question) => send('/runs', { body: { question }, signal: leaving.signal })));
  const reading = responses.map(async (response) => allEvents(response).catch(() => []));
  await expect.poll(() => asked).toBe(RUNS);
  expect(handler.held()).toEqual({ runs: RUNS, readers: RUNS });
  leaving.abort();
  await Promise.all(reading);
  expect(handler.held().readers).toBe(0);
  answer.open();
  await Promise.all(responses.map(async ({ headers }) => expect((await allEvents(await send(`/runs/${headers.get('nl2sql-run-id')}/events`))).at(-1)!.type).toBe('run.finished')));
  now = 1_000;
  await send('/runs/nobody');
  expect(handler.held()).toEqual({ runs: 0, readers: 0 });
  await expect.poll(timers).toBeLessThanOrEqual(before);
});

/** Timers that keep the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}
