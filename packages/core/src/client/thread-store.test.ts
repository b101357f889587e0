import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScriptedTransport, createThreadStore, type Script, type ThreadStore, type Transport, type Turn } from './index.ts';
import { approval, assumption, clarification, interrupted, manualTicks, result, started, step, succeeded } from './scripts.fixture.ts';
import type { ThreadStoreOptions } from './thread-store.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

function storeOf(script: Script, options: Partial<ThreadStoreOptions> = {}, change: (transport: Transport) => Partial<Transport> = () => ({})) {
  const scripted = createScriptedTransport(script);
  const transport = { ...scripted, ...change(scripted) };
  let ids = 0;
  const store = createThreadStore({ transport, storage: null, newId: () => `id-${(ids += 1)}`, ...options });
  return { store, transport };
}

const last = (store: ThreadStore): Turn => store.getSnapshot().turns.at(-1)!;
/** Lets everything happen that needs no time, and the tick of the store. */
const settle = (ms = 250): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('a question', () => {
  it('is there at once, before the server has said anything', async () => {
    const { store } = storeOf({ runs: [[started()]] });
    void store.ask('How many orders?');
    await Promise.resolve();
    expect(last(store)).toMatchObject({ question: 'How many orders?', phase: 'submitting', askedAt: '2026-01-01T00:00:00.000Z', run: { phase: 'idle' } });
  });

  it('is led to its result', async () => {
    const { store } = storeOf({ runs: [[started(), step, ...result([[42]]), succeeded]] });
    await store.ask('How many orders?');
    expect(store.getSnapshot().threadId).toBe('thread-1');
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { result: { rows: [[42]] } }, nextRows: null, problem: null, reconnect: null });
  });

  it('is not taken while a turn is under way, nor when it is empty', async () => {
    const { store } = storeOf({ runs: [[started()]] });
    void store.ask('first');
    await settle();
    await expect(store.ask('second')).rejects.toMatchObject({ name: 'ClientError', code: 'MISUSE', message: 'A question is being worked on.' });
    await expect(store.ask('  ')).rejects.toMatchObject({ code: 'MISUSE' });
    expect(store.getSnapshot().turns).toHaveLength(1);
  });

  it('goes to the thread of the one before', async () => {
    const inputs: unknown[] = [];
    const { store } = storeOf({ runs: (input) => (inputs.push(input), [started(), succeeded]) });
    await store.ask('first');
    await store.ask('second');
    expect(inputs).toEqual([{ question: 'first' }, { question: 'second', threadId: 'thread-1' }]);
    expect(store.getSnapshot().turns.map(({ id }) => id)).toEqual([...new Set(store.getSnapshot().turns.map(({ id }) => id))]);
  });
});

describe('those who watch', () => {
  it('are told of any number of events once a tick, and see the same state until then', async () => {
    const ticks = manualTicks();
    const { store } = storeOf({ runs: [[started(), ...Array.from({ length: 50 }, () => step)]] }, { schedule: ticks.schedule });
    const seen = vi.fn<() => void>();
    void store.ask('q');
    await settle(0);
    ticks.tick();
    store.subscribe(seen);
    const before = store.getSnapshot();
    await settle(0);
    expect(store.getSnapshot()).toBe(before);
    ticks.tick();
    expect(seen.mock.calls.length).toBeLessThanOrEqual(1);
    expect(last(store).run.steps).toHaveLength(50);
    ticks.tick();
    expect(store.getSnapshot()).toBe(store.getSnapshot());
  });

  it('find the turns that did not change the same', async () => {
    const { store } = storeOf({ runs: [[started(), succeeded]] });
    await store.ask('first');
    const [first] = store.getSnapshot().turns;
    await store.ask('second');
    expect(store.getSnapshot().turns[0]).toBe(first);
  });

  it('are not told any more once they said so', async () => {
    const { store } = storeOf({ runs: [[started(), succeeded]] });
    const seen = vi.fn<() => void>();
    store.subscribe(seen)();
    await store.ask('first');
    expect(seen).not.toHaveBeenCalled();
  });
});

describe('an answer', () => {
  const script: Script = {
    runs: [{ asked: [started(), interrupted(clarification())], answered: () => [started('How many orders?', true), ...result([[7]]), succeeded] }],
  };

  it('leads the run on, under the same turn', async () => {
    const { store, transport } = storeOf(script);
    const resume = vi.spyOn(transport, 'resume');
    await store.ask('How many orders?');
    expect(last(store).phase).toBe('awaitingInput');
    const answering = store.respond({ kind: 'choose', optionId: 'orders', remember: 'user' });
    expect(last(store)).toMatchObject({ phase: 'responding', run: { interrupts: [{ id: 'which-orders' }] } });
    await answering;
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { result: { rows: [[7]] }, gap: false } });
    const [threadId, { runId, response }, { idempotencyKey }] = resume.mock.calls[0]!;
    expect([threadId, runId]).toEqual(['thread-1', 'run-1']);
    expect(response).toEqual({ kind: 'choose', optionId: 'orders', remember: 'user', interruptId: 'which-orders', idempotencyKey });
  });

  it('is refused where nothing waits for it', async () => {
    const { store } = storeOf(script);
    await expect(store.respond({ kind: 'cancel' })).rejects.toMatchObject({ code: 'MISUSE' });
    await store.ask('How many orders?');
    await expect(store.respond({ kind: 'approve', sqlHash: 'h', challenge: 'c' })).rejects.toMatchObject({ code: 'MISUSE' });
  });

  it('is not taken past its time', async () => {
    const { store } = storeOf({ runs: [[started(), interrupted(clarification('c', '2026-01-01T00:10:00.000Z'))]] });
    await store.ask('How many orders?');
    await settle(10 * 60_000 - 1000);
    expect(last(store).phase).toBe('awaitingInput');
    await settle(1500);
    expect(last(store).phase).toBe('expired');
    await expect(store.respond({ kind: 'choose', optionId: 'orders' })).rejects.toMatchObject({ message: 'The time for an answer is over.' });
  });

  it('(rule 7) approves only the statement that was shown, byte for byte, and only by who may', async () => {
    const { store, transport } = storeOf({ runs: [[started(), interrupted(approval())]] });
    const resume = vi.spyOn(transport, 'resume');
    await store.ask('Close them');
    await expect(store.respond({ kind: 'approve', sqlHash: 'hash-2', challenge: 'sîgned=+/ ' })).rejects.toMatchObject({ code: 'MISUSE' });
    await expect(store.respond({ kind: 'approve', sqlHash: 'hash-1', challenge: 'sîgned=+/' })).rejects.toMatchObject({ code: 'MISUSE' });
    expect(resume).not.toHaveBeenCalled();
    await store.respond({ kind: 'approve', sqlHash: 'hash-1', challenge: 'sîgned=+/ ' });
    expect(resume.mock.calls[0]![1].response).toMatchObject({ kind: 'approve', sqlHash: 'hash-1', challenge: 'sîgned=+/ ', interruptId: 'approve-1' });
    const barred = storeOf({ runs: [[started(), interrupted(approval(false))]] }).store;
    await barred.ask('Close them');
    await expect(barred.respond({ kind: 'approve', sqlHash: 'hash-1', challenge: 'sîgned=+/ ' })).rejects.toMatchObject({ code: 'MISUSE' });
  });
});

describe('asking again', () => {
  const script: Script = { runs: [[started(), assumption('when'), assumption('what', 'chosen'), assumption('where', 'remembered'), succeeded]] };

  it('with another reading keeps the readings that were chosen', async () => {
    const { store, transport } = storeOf(script);
    const start = vi.spyOn(transport, 'start');
    await store.ask('How many orders?');
    const { id } = last(store);
    await store.revise(id, 'when', 'when:third');
    expect(start.mock.calls[1]![0]).toEqual({
      question: 'How many orders?',
      threadId: 'thread-1',
      revises: { runId: 'run-1', readings: [{ assumptionId: 'what', readingId: 'what:first' }, { assumptionId: 'when', readingId: 'when:third' }] },
    });
    expect(last(store)).toMatchObject({ revises: id, phase: 'succeeded', question: 'How many orders?' });
    await expect(store.revise(id, 'when', 'when:tenth')).rejects.toMatchObject({ code: 'MISUSE' });
    await expect(store.revise('nobody', 'when', 'when:third')).rejects.toMatchObject({ code: 'MISUSE' });
  });

  it('as it was is a new turn with a new key', async () => {
    const { store, transport } = storeOf(script);
    const start = vi.spyOn(transport, 'start');
    await store.ask('How many orders?');
    await store.retry(last(store).id);
    expect(store.getSnapshot().turns).toHaveLength(2);
    expect(new Set(start.mock.calls.map(([, { idempotencyKey }]) => idempotencyKey)).size).toBe(2);
  });
});

describe('rows', () => {
  const rows = Array.from({ length: 250 }, (_, n) => [n]);

  it('are read on in pages, after those that came with the events', async () => {
    const { store } = storeOf({ runs: [{ asked: [started(), ...result(rows.slice(0, 30), 250), succeeded], rows }] });
    await store.ask('q');
    expect(last(store).nextRows).toBe('');
    const loading = store.loadRows(last(store).id);
    expect(last(store).isLoadingRows).toBe(true);
    await loading;
    expect(last(store)).toMatchObject({ isLoadingRows: false, nextRows: '100' });
    await store.loadRows(last(store).id);
    await store.loadRows(last(store).id);
    expect(last(store).run.result!.rows).toEqual(rows);
    expect(last(store).nextRows).toBeNull();
  });

  it('of a page that does not follow on are not shown', async () => {
    const { store } = storeOf({ runs: [{ asked: [started(), ...result(rows.slice(0, 30), 250), succeeded], rows }] }, {}, (transport) => ({
      rows: async (...call) => ({ ...(await transport.rows(...call)), runId: 'another' }),
    }));
    await store.ask('q');
    await store.loadRows(last(store).id);
    expect(last(store)).toMatchObject({ run: { result: { rows: rows.slice(0, 30) } }, nextRows: null });
  });
});
