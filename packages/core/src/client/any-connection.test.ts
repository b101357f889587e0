import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunEvent } from '../protocol/index.ts';
import { numbered, snapshotOf, stateOf } from './events-over-http.fixture.ts';
import { ClientError, createScriptedTransport, createThreadStore, type RunEvents } from './index.ts';
import { assumption, result, started, step, succeeded } from './scripts.fixture.ts';

const run = numbered([started(), step, assumption('when'), { type: 'step.finished', step: 'ground-columns', ms: 1, summary: 'read' }, ...result([[1], [2]]), succeeded]);

/** What becomes of one connection: where it breaks, and what of it is left out, doubled or comes too late. */
const fault = fc.record({
  isRefused: fc.boolean(),
  length: fc.nat({ max: run.length }),
  isClean: fc.boolean(),
  dropped: fc.array(fc.nat({ max: run.length }), { maxLength: 2 }),
  doubled: fc.array(fc.nat({ max: run.length }), { maxLength: 2 }),
  swapped: fc.option(fc.nat({ max: run.length })),
});
type Fault = typeof fault extends fc.Arbitrary<infer F> ? F : never;

const lost = new ClientError({ code: 'NETWORK_FAILED', message: 'Gone.', hint: null, retryable: true, status: null });

function connection(events: readonly RunEvent[], { length, isClean, dropped, doubled, swapped }: Fault): RunEvents {
  const sent = events.flatMap((event, at) => (dropped.includes(at) ? [] : doubled.includes(at) ? [event, event] : [event])).slice(0, length);
  if (swapped !== null && swapped + 1 < sent.length) [sent[swapped], sent[swapped + 1]] = [sent[swapped + 1]!, sent[swapped]!];
  async function* read(): AsyncGenerator<RunEvent, void, void> {
    for (const event of sent) {
      yield event;
      if (event.type === 'run.finished') return;
    }
    if (!isClean) throw lost;
  }
  const iterator = read();
  return { runId: 'run-1', threadId: 'thread-1', close: () => {}, [Symbol.asyncIterator]: () => iterator };
}

const whole: Fault = { isRefused: false, length: 99, isClean: true, dropped: [], doubled: [], swapped: null };

it('comes to the same whatever becomes of its connections', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 5 }), async (faults) => {
      let connected = 0;
      let posted = 0;
      const next = (): Fault => faults[(connected += 1) - 1] ?? whole;
      const store = createThreadStore({
        transport: {
          ...createScriptedTransport({ runs: [] }),
          async start() {
            posted += 1;
            return connection(run, next());
          },
          async attach(_, { after }) {
            const seen = run.filter(({ seq }) => seq <= (after ?? 0));
            const here = next();
            if (here.isRefused) throw lost;
            // The snapshot is what an attachment begins with: nothing comes before it.
            const { dropped, swapped } = here;
            return connection([snapshotOf(seen), ...run.slice(seen.length)], { ...here, dropped: dropped.filter((at) => at > 0), swapped: swapped || null });
          },
        },
        storage: null,
        reconnect: { baseMs: 0, attempts: 6 },
        schedule: (publish) => publish(),
      });
      await store.ask('How many orders?');
      const { phase, run: state } = store.getSnapshot().turns[0]!;
      expect(phase).toBe('succeeded');
      expect({ ...state, ignored: null }).toEqual({ ...stateOf(run), ignored: null });
      expect(posted).toBe(1);
    }),
    { numRuns: 100 },
  );
});
