import type { Transport } from './transport.ts';
import { createConversation } from './conversation.ts';
import { loadRows } from './load-rows.ts';
import { atNextFrame, type Schedule } from './observable.ts';
import { randomId } from './random-id.ts';
import { restoreThread } from './restore-thread.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import { createTurnRunner } from './run-turns.ts';
import { createThreadMemory, tabStorage, type TextStorage } from './thread-memory.ts';
import type { ThreadState, ThreadStore } from './thread-state.ts';

export interface ThreadStoreOptions {
  /** How the server is reached: `createHttpTransport` over HTTP, `createDirectTransport` within one process. */
  readonly transport: Transport;
  /** The conversation to begin with; by default the one that the storage remembers, or none. */
  readonly threadId?: string;
  /** Keeps which run was read last, over a reload; the session storage where there is one, and with null none. */
  readonly storage?: TextStorage | null;
  /** The key in the storage; `nl2sql` by default. Two conversations on one page need two. */
  readonly storageKey?: string;
  /** How a lost connection is got back. */
  readonly reconnect?: Partial<RetryPolicy>;
  /** Milliseconds since the epoch; the clock by default. */
  readonly now?: () => number;
  /** Makes ids of turns and idempotency keys; never the same twice, also over reloads. By chance by default. */
  readonly newId?: () => string;
  /** When those who watch are told of events; at the next frame by default. Of what a reader does they are told at once. */
  readonly schedule?: Schedule;
}

/**
 * Makes a conversation that can be watched. It asks nothing of the server until an action does; call
 * `restore` to begin where the page was before.
 *
 * @example
 * ```ts
 * import { createHttpTransport, createThreadStore } from '@nl2sql/core/client';
 * const store = createThreadStore({ transport: createHttpTransport({ baseUrl: '/api/nl2sql' }) });
 * store.subscribe(() => console.log(store.getSnapshot().turns.at(-1)?.phase));
 * await store.restore();
 * await store.ask('How many orders were there in May?');
 * console.log(store.getSnapshot().turns.at(-1)?.run.result?.rows);
 * ```
 */
export function createThreadStore(options: ThreadStoreOptions): ThreadStore {
  const { transport } = options;
  const storage = options.storage === undefined ? tabStorage() : options.storage;
  const memory = createThreadMemory(storage, options.storageKey ?? 'nl2sql');
  const retry = { ...DEFAULT_RETRY, ...options.reconnect };
  const conversation = createConversation({
    transport,
    newId: options.newId ?? randomId,
    now: options.now ?? Date.now,
    schedule: options.schedule ?? atNextFrame,
    threadId: options.threadId ?? null,
    onPublish: remember,
  });
  let runner = createTurnRunner(conversation, retry);
  let life = new AbortController();
  let restoring: Promise<void> | null = null;
  let watchers = 0;

  function remember({ turns }: ThreadState): void {
    const last = turns.findLast(({ run }) => run.runId !== null)?.run;
    if (last?.runId != null && last.threadId !== null) memory.save({ threadId: last.threadId, runId: last.runId, lastSeq: last.lastSeq });
  }

  function detach(): void {
    life.abort();
    life = new AbortController();
    restoring = null;
    runner.detach();
    conversation.rest();
  }

  async function learnCapabilities(signal: AbortSignal): Promise<void> {
    if (conversation.state().capabilities !== null) return;
    // What a server offers is good to know and nothing depends on it.
    const capabilities = await transport.capabilities({ signal }).catch(() => null);
    if (capabilities === null || signal.aborted) return;
    conversation.change({ capabilities });
    conversation.publish();
  }

  async function restore(signal: AbortSignal): Promise<void> {
    if (conversation.lastTurn() === undefined) await restoreThread(conversation, memory, signal);
  }

  const online = (): void => void runner.reconnect();
  const events = globalThis as Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;

  return {
    async ask(question) {
      await restoring;
      await runner.ask(question);
    },
    stop: () => runner.stop(),
    respond: (answer) => runner.respond(answer),
    retry: (turnId) => runner.retry(turnId),
    revise: (turnId, assumptionId, readingId) => runner.revise(turnId, assumptionId, readingId),
    loadRows: (turnId) => loadRows(conversation, turnId, life.signal),
    reconnect: () => runner.reconnect(),
    async restore() {
      const { signal } = life;
      void learnCapabilities(signal);
      // What was ended by `dispose` is watched over again.
      conversation.change({});
      restoring ??= restore(signal);
      const own = restoring;
      await own;
      if (restoring === own) restoring = null;
      if (!signal.aborted) await runner.resume();
    },
    startThread() {
      detach();
      runner = createTurnRunner(conversation, retry);
      memory.save(null);
      conversation.change({ threadId: null, turns: [], isRestoring: false, problem: null });
      conversation.publish();
    },
    getSnapshot: conversation.snapshot,
    subscribe(listener) {
      const unsubscribe = conversation.subscribe(listener);
      if (watchers === 0) events.addEventListener?.('online', online);
      watchers += 1;
      let isOn = true;
      return () => {
        if (!isOn) return;
        isOn = false;
        unsubscribe();
        watchers -= 1;
        if (watchers === 0) events.removeEventListener?.('online', online);
      };
    },
    dispose: detach,
  };
}
