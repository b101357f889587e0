import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientError, createScriptedTransport, createThreadStore, type Script, type TextStorage, type ThreadStore, type Transport, type Turn } from './index.ts';
import { cancelled, clarification, interrupted, result, started, step, succeeded } from './scripts.fixture.ts';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

interface Spied extends Transport {
  /** Which methods were called, in order. */
  readonly calls: readonly string[];
}

/** A scripted transport that notes its calls, with some of its methods replaced. */
function spied(script: Script, change: (transport: Transport) => Partial<Transport> = () => ({})): Spied {
  const scripted = createScriptedTransport(script);
  const calls: string[] = [];
  const transport = { ...scripted, ...change(scripted) };
  const noted = Object.fromEntries(
    Object.entries(transport).map(([name, method]) => [name, (...given: unknown[]) => (calls.push(name), (method as (...given: unknown[]) => unknown)(...given))]),
  );
  return { ...(noted as unknown as Transport), calls };
}

function storageOf(content: Readonly<Record<string, string>> = {}): TextStorage & { readonly entries: Map<string, string> } {
  const entries = new Map(Object.entries(content));
  return { entries, getItem: (key) => entries.get(key) ?? null, setItem: (key, value) => void entries.set(key, value), removeItem: (key) => void entries.delete(key) };
}

const storeOver = (transport: Transport, storage: TextStorage | null = null): ThreadStore => createThreadStore({ transport, storage });
const last = (store: ThreadStore): Turn => store.getSnapshot().turns.at(-1)!;
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const never = (): Promise<never> => new Promise(() => {});

describe('rule 1: a run ends once', () => {
  it('and what comes after its end is dropped and counted', async () => {
    const refused = { type: 'run.finished', outcome: 'refused', refusal: { reason: 'off_topic', message: 'No.' } } as const;
    const store = storeOver(spied({ runs: [[started(), succeeded, refused]] }));
    await store.ask('q');
    await pass(300);
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { refusal: null, ignored: { afterEnd: 1 } } });
  });
});

describe('rule 3: stopping', () => {
  it('cancels on the server, and reads on until it says so', async () => {
    const transport = spied({ runs: [{ asked: [started(), step], cancelled: [{ wait: 3000 }, { type: 'step.finished', step: 'ground-columns', ms: 1, summary: '' }, cancelled] }] });
    const store = storeOver(transport);
    const asking = store.ask('q');
    await pass(300);
    const stopping = store.stop();
    expect(last(store).phase).toBe('stopping');
    await pass(2900);
    expect(last(store).phase).toBe('stopping');
    await pass(500);
    await Promise.all([stopping, asking]);
    expect(last(store)).toMatchObject({ phase: 'cancelled', problem: null, run: { databaseStopped: true, steps: [{ status: 'done' }] } });
    expect(transport.calls.filter((name) => name === 'cancel')).toHaveLength(1);
  });

  it('takes what the run ends with, when that comes first', async () => {
    const store = storeOver(spied({ runs: [{ asked: [started()], cancelled: [...result([[1]]), succeeded] }] }));
    void store.ask('q');
    await pass(300);
    await store.stop();
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { result: { rows: [[1]] } } });
  });

  it('waits five seconds and no longer, and does not claim that the database stopped', async () => {
    const store = storeOver(spied({ runs: [{ asked: [started()], cancelled: [] }] }));
    const asking = store.ask('q');
    await pass(300);
    const stopping = store.stop();
    await pass(4900);
    expect(last(store).phase).toBe('stopping');
    await pass(200);
    await Promise.all([stopping, asking]);
    expect(last(store)).toMatchObject({ phase: 'cancelled', run: { phase: 'cancelled', databaseStopped: false } });
  });

  it('without a connection ends after five seconds too', async () => {
    const failed = new ClientError({ code: 'NETWORK_FAILED', message: 'Gone.', hint: null, retryable: true, status: null });
    const transport = spied({ runs: [[started(), { wait: 10 }, { disconnect: true }]] }, () => ({ attach: () => Promise.reject(failed), cancel: () => Promise.reject(failed) }));
    const store = storeOver(transport);
    void store.ask('q');
    await pass(100_000);
    expect(last(store).phase).toBe('offline');
    const stopping = store.stop();
    await pass(4000);
    expect(last(store).phase).toBe('stopping');
    await pass(100_000);
    await stopping;
    expect(last(store)).toMatchObject({ phase: 'cancelled', problem: { code: 'NETWORK_FAILED' }, run: { databaseStopped: false } });
  });

  it('before there is a run stops it when there is one', async () => {
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const transport = spied({ runs: [[started()]] }, ({ start }) => ({ start: (...call) => opened.then(() => start(...call)) }));
    const store = storeOver(transport);
    void store.ask('q');
    await pass(0);
    const stopping = store.stop();
    await pass(1000);
    expect(transport.calls).toEqual(['start']);
    open();
    await stopping;
    expect(last(store)).toMatchObject({ phase: 'cancelled', run: { databaseStopped: true } });
  });

  it('before there is a run stops it even when nobody waits any more', async () => {
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    const transport = spied({ runs: ({ question }) => (question === 'first' ? [started()] : [started(), succeeded]) }, ({ start }) => {
      let asked = 0;
      return { start: (...call) => ((asked += 1) === 1 ? opened.then(() => start(...call)) : start(...call)) };
    });
    const store = storeOver(transport);
    void store.ask('first');
    await pass(0);
    void store.stop();
    await pass(5100);
    expect(last(store)).toMatchObject({ phase: 'cancelled', run: { databaseStopped: null } });
    const asking = store.ask('second');
    open();
    await asking;
    await pass(0);
    expect(transport.calls.filter((name) => name === 'cancel')).toHaveLength(1);
    expect(store.getSnapshot().turns.map(({ phase }) => phase)).toEqual(['cancelled', 'succeeded']);
  });

  it('gives up a run that waits', async () => {
    const store = storeOver(spied({ runs: [[started(), interrupted(clarification())]] }));
    await store.ask('q');
    await store.stop();
    expect(last(store)).toMatchObject({ phase: 'cancelled', run: { interrupts: [], databaseStopped: true } });
  });

  it('twice is stopping once', async () => {
    const transport = spied({ runs: [{ asked: [started()], cancelled: [] }] });
    const store = storeOver(transport);
    void store.ask('q');
    await pass(300);
    const both = Promise.all([store.stop(), store.stop()]);
    await pass(5100);
    await both;
    expect(last(store).phase).toBe('cancelled');
    expect(transport.calls.filter((name) => name === 'cancel')).toHaveLength(1);
  });

  it('where nothing runs does nothing', async () => {
    const transport = spied({ runs: [[started(), succeeded]] });
    const store = storeOver(transport);
    await store.stop();
    await store.ask('q');
    await store.stop();
    expect(transport.calls).toEqual(['start']);
    expect(last(store).phase).toBe('succeeded');
  });
});

describe('rule 3: leaving', () => {
  it.each([
    ['the page', (store: ThreadStore) => store.dispose()],
    ['the conversation', (store: ThreadStore) => store.startThread()],
  ])('%s lets the run go on', async (_, leave) => {
    const transport = spied({ runs: [[started(), { wait: 10_000 }, ...result([[1]]), succeeded]] });
    const store = storeOver(transport);
    const asking = store.ask('q');
    await pass(300);
    leave(store);
    await asking;
    await pass(20_000);
    expect(transport.calls).toEqual(['start']);
    expect((await transport.run('run-1'))?.phase).toBe('succeeded');
  });

  it('and coming back reads on', async () => {
    const transport = spied({ runs: [[started(), { wait: 10_000 }, ...result([[1]]), succeeded]] });
    const store = storeOver(transport);
    void store.ask('q');
    await pass(300);
    store.dispose();
    const back = store.restore();
    await pass(20_000);
    await back;
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { result: { rows: [[1]] } } });
    expect(transport.calls.filter((name) => name === 'start')).toHaveLength(1);
  });

  it('while a question is on its way sends it again with the same key', async () => {
    const keys: string[] = [];
    const transport = spied({ runs: [[started(), succeeded]] }, ({ start }) => ({
      start: async (input, options) => {
        keys.push(options.idempotencyKey);
        if (keys.length > 1) return start(input, options);
        return new Promise((_, reject) => {
          options.signal!.addEventListener('abort', () => reject(new ClientError({ code: 'ABORTED', message: '', hint: null, retryable: true, status: null })));
        });
      },
    }));
    const store = storeOver(transport);
    const asking = store.ask('q');
    await pass(0);
    store.dispose();
    await asking;
    await store.restore();
    expect(last(store).phase).toBe('succeeded');
    expect(keys).toEqual([keys[0], keys[0]]);
  });
});

describe('rule 5: a reload', () => {
  const script: Script = { runs: [[started('How many secrets?'), step, { wait: 10_000 }, ...result([[42]]), succeeded]] };

  it('keeps where to ask, and nothing of what was asked or answered', async () => {
    const storage = storageOf();
    const store = storeOver(spied(script), storage);
    const asking = store.ask('How many secrets?');
    await pass(300);
    expect(JSON.parse(storage.entries.get('nl2sql')!)).toEqual({ threadId: 'thread-1', runId: 'run-1', lastSeq: 2 });
    await pass(20_000);
    await asking;
    expect([...storage.entries]).toEqual([['nl2sql', '{"threadId":"thread-1","runId":"run-1","lastSeq":8}']]);
    store.startThread();
    expect(storage.entries.size).toBe(0);
  });

  it('of a run that goes on asks the server first, then attaches', async () => {
    const transport = spied(script);
    const storage = storageOf();
    void storeOver(transport, storage).ask('How many secrets?');
    await pass(300);
    const before = transport.calls.length;
    const store = storeOver(transport, storage);
    const restoring = store.restore();
    expect(store.getSnapshot().isRestoring).toBe(true);
    await pass(1000);
    expect(store.getSnapshot()).toMatchObject({ isRestoring: false, threadId: 'thread-1', turns: [{ phase: 'streaming', question: 'How many secrets?' }], capabilities: { protocol: '1' } });
    await pass(20_000);
    await restoring;
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { result: { rows: [[42]] } } });
    expect(transport.calls.slice(before).filter((name) => name !== 'capabilities')).toEqual(['thread', 'attach']);
  });

  it('of a run that waits shows what for, as the server has it', async () => {
    const transport = spied({ runs: [{ asked: [started(), interrupted(clarification())] }] });
    const storage = storageOf();
    await storeOver(transport, storage).ask('q');
    const store = storeOver(transport, storage);
    await store.restore();
    expect(last(store)).toMatchObject({ phase: 'awaitingInput', run: { interrupts: [{ id: 'which-orders' }] } });
    await store.respond({ kind: 'choose', optionId: 'orders' });
    expect(last(store).phase).toBe('succeeded');
  });

  it('of a run that is over shows it, with every turn before', async () => {
    const transport = spied({ runs: [[started(), succeeded]] });
    const storage = storageOf();
    const first = storeOver(transport, storage);
    await first.ask('first');
    await first.ask('second');
    const store = storeOver(transport, storage);
    await store.restore();
    expect(store.getSnapshot().turns.map(({ phase }) => phase)).toEqual(['succeeded', 'succeeded']);
    expect(transport.calls).not.toContain('attach');
  });

  it('asks of a thread that is not kept for the run alone', async () => {
    const transport = spied({ runs: [[started('q'), succeeded]] }, () => ({ thread: async () => null }));
    const storage = storageOf();
    await storeOver(transport, storage).ask('q');
    const store = storeOver(transport, storage);
    await store.restore();
    expect(store.getSnapshot().turns).toMatchObject([{ question: 'q', phase: 'succeeded' }]);
  });

  it('of what the server has forgotten begins anew, and forgets it too', async () => {
    const storage = storageOf({ nl2sql: '{"threadId":"gone","runId":"gone","lastSeq":3}' });
    const store = storeOver(spied({ runs: [[started(), succeeded]] }), storage);
    await store.restore();
    expect(store.getSnapshot()).toMatchObject({ turns: [], threadId: null, isRestoring: false, problem: null });
    expect(storage.entries.size).toBe(0);
  });

  it('that fails says so, and can be tried again', async () => {
    let isDown = true;
    const history = { threadId: 'thread-9', runs: [] };
    const transport = spied({ runs: [[started(), succeeded]], history }, ({ thread }) => ({
      thread: (...call) => (isDown ? Promise.reject(new ClientError({ code: 'NETWORK_FAILED', message: 'Gone.', hint: null, retryable: true, status: null })) : thread(...call)),
    }));
    const store = createThreadStore({ transport, storage: null, threadId: 'thread-9' });
    await store.restore();
    expect(store.getSnapshot()).toMatchObject({ isRestoring: false, problem: { code: 'NETWORK_FAILED' } });
    isDown = false;
    await store.restore();
    expect(store.getSnapshot()).toMatchObject({ problem: null, threadId: 'thread-9' });
  });

  it('lets a question wait until it is known what was there', async () => {
    const transport = spied(script);
    const storage = storageOf();
    void storeOver(transport, storage).ask('How many secrets?');
    await pass(300);
    const store = storeOver(transport, storage);
    void store.restore();
    await expect(store.ask('another')).rejects.toMatchObject({ code: 'MISUSE', message: 'A question is being worked on.' });
  });

  it.each([
    ['fails', { getItem: () => { throw new Error('no'); }, setItem: () => { throw new Error('full'); }, removeItem: () => { throw new Error('no'); } }],
    ['holds something else', storageOf({ nl2sql: '{"threadId":7}' })],
    ['holds no JSON', storageOf({ nl2sql: '{' })],
  ])('from a storage that %s is none', async (_, storage) => {
    const store = storeOver(spied({ runs: [[started(), succeeded]] }), storage);
    await store.restore();
    await store.ask('q');
    expect(store.getSnapshot()).toMatchObject({ problem: null, turns: [{ phase: 'succeeded' }] });
  });
});

describe('rule 6: what is not known is not shown', () => {
  it('an answer waits for the server', async () => {
    const store = storeOver(spied({ runs: [[started(), interrupted(clarification())]] }, () => ({ resume: never })));
    await store.ask('q');
    void store.respond({ kind: 'choose', optionId: 'orders' });
    await pass(10_000);
    expect(last(store)).toMatchObject({ phase: 'responding', run: { phase: 'awaitingInput', interrupts: [{ id: 'which-orders' }] } });
    await expect(store.respond({ kind: 'choose', optionId: 'returns' })).rejects.toMatchObject({ code: 'MISUSE' });
  });
});

describe('rule 8: rows belong to an execution', () => {
  it('and are gone with a newer statement', async () => {
    const store = storeOver(spied({ runs: [[started(), ...result([[1]]), { type: 'sql.proposed', version: 2, sql: 'SELECT 2', sqlHash: 'hash-2', reason: 'repair' }]] }));
    void store.ask('q');
    await pass(300);
    expect(last(store).run).toMatchObject({ result: null, versions: [{ version: 1 }, { version: 2 }] });
  });
});

describe('a server that asks for a pause', () => {
  it('is attached to after it', async () => {
    const busy = new ClientError({ code: 'SERVER_BUSY', message: 'Busy.', hint: null, retryable: true, status: 503, retryAfterMs: 20_000 });
    let tries = 0;
    const transport = spied({ runs: [[started(), { wait: 10 }, { disconnect: true }, succeeded]] }, ({ attach }) => ({
      attach: (...call) => ((tries += 1) === 1 ? Promise.reject(busy) : attach(...call)),
    }));
    const store = storeOver(transport);
    void store.ask('q');
    await pass(15_000);
    expect(last(store)).toMatchObject({ phase: 'reconnecting', reconnect: { attempt: 2, of: 6 }, problem: { code: 'SERVER_BUSY' } });
    expect(tries).toBe(1);
    await pass(7000);
    expect(last(store)).toMatchObject({ phase: 'succeeded', problem: null });
  });
});
