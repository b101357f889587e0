import { initialRunState, reduceRun, type Cell, type JsonRunState, type ResultColumn, type RunEvent } from '@nl2sql/core/protocol';
import { Nl2SqlRoot, ResultTable, type TableResult } from '@nl2sql/react';
import { createElement, useSyncExternalStore, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import '@nl2sql/react/styles.css';

/** What the page measures; the benchmark calls it from outside. */
export interface TableMeasures {
  /** Milliseconds from the first render to the first frame that shows it. */
  readonly mount: (rows: number) => Promise<number>;
  readonly scroll: (rows: number, milliseconds: number) => Promise<{ readonly framesPerSecond: number; readonly slowestFrameMs: number; readonly emptyFrames: number }>;
  /** One row an event, each its own task. A draw is a change of the table that the browser was handed. */
  readonly stream: (events: number) => Promise<{ readonly milliseconds: number; readonly frames: number; readonly draws: number; readonly mostDrawsInAFrame: number; readonly rowsShown: number }>;
}

const columns: readonly ResultColumn[] = [
  { name: 'order_id', type: 'integer' },
  { name: 'country', type: 'text' },
  { name: 'revenue', type: 'decimal' },
  { name: 'items', type: 'integer' },
  { name: 'shipped', type: 'date' },
  { name: 'updated', type: 'timestamp' },
];
const rowOf = (at: number): readonly Cell[] => [at, `country ${at % 97}`, `${(at * 7_919) % 1_000_003}.25`, at % 500, '2026-03-01', '2026-03-01T10:00:00Z'];

const container = document.querySelector('#page')!;
const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const show = (table: ReactNode): { readonly end: () => void } => {
  const root = createRoot(container);
  root.render(createElement(Nl2SqlRoot, { theme: 'light' }, table));
  return { end: () => root.unmount() };
};
const loaded = (count: number): TableResult => ({
  columns,
  rows: Array.from({ length: count }, (_, at) => rowOf(at)),
  rowCount: count,
  truncated: false,
  version: 1,
  startedAt: null,
  finishedAt: null,
});

async function mount(count: number): Promise<number> {
  const result = loaded(count);
  await frame();
  const started = performance.now();
  const { end } = show(createElement(ResultTable, { result }));
  while (container.querySelector('[data-row="0"]') === null) await frame();
  // The frame after the one in which the rows are there has painted them.
  const milliseconds = (await frame()) - started;
  end();
  return milliseconds;
}

const scroll: TableMeasures['scroll'] = async (count, milliseconds) => {
  const { end } = show(createElement(ResultTable, { result: loaded(count) }));
  while (container.querySelector('[data-row="0"]') === null) await frame();
  const scroller = container.querySelector('.nl2sql-result__scroller')!;
  const started = await frame();
  let [last, frames, slowestFrameMs, emptyFrames] = [started, 0, 0, 0];
  while (last - started < milliseconds) {
    scroller.scrollTop += 300;
    const now = await frame();
    slowestFrameMs = Math.max(slowestFrameMs, now - last);
    last = now;
    frames += 1;
    const { top, height } = scroller.getBoundingClientRect();
    const middle = document.elementFromPoint(40, top + height / 2);
    if (!middle?.closest('[data-row]')) emptyFrames += 1;
  }
  end();
  return { framesPerSecond: (frames * 1_000) / (last - started), slowestFrameMs, emptyFrames };
};

/** A run's state outside of React, as a session keeps it. */
function runStore(): { readonly add: (event: RunEvent) => void; readonly subscribe: (listener: () => void) => () => void; readonly get: () => JsonRunState } {
  let state = initialRunState;
  const listeners = new Set<() => void>();
  return {
    add: (event) => {
      state = reduceRun(state, event);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get: () => state,
  };
}

const stream: TableMeasures['stream'] = async (events) => {
  const store = runStore();
  let seq = 0;
  const envelope = (): { seq: number; runId: string; threadId: string; at: string } => ({ seq: (seq += 1), runId: 'r', threadId: 't', at: '2026-03-01T10:00:00Z' });
  const Table = (): ReactNode => createElement(ResultTable, { result: useSyncExternalStore(store.subscribe, store.get).result });
  const { end } = show(createElement(Table));
  store.add({ ...envelope(), type: 'run.started', question: 'q', resumed: false });
  store.add({ ...envelope(), type: 'result.meta', columns });
  while (container.querySelector('table') === null) await frame();

  const over = new AbortController();
  let [frames, draws, inFrame, mostDrawsInAFrame] = [0, 0, 0, 0];
  const observer = new MutationObserver(() => {
    draws += 1;
    inFrame += 1;
  });
  observer.observe(container, { subtree: true, childList: true, characterData: true, attributes: true });
  const counted = (async () => {
    while (!over.signal.aborted) {
      await frame();
      frames += 1;
      mostDrawsInAFrame = Math.max(mostDrawsInAFrame, inFrame);
      inFrame = 0;
    }
  })();

  const started = performance.now();
  const channel = new MessageChannel();
  await new Promise<void>((resolve) => {
    let sent = 0;
    channel.port1.addEventListener('message', () => {
      store.add({ ...envelope(), type: 'result.rows', rows: [rowOf(sent)] });
      sent += 1;
      if (sent < events) channel.port2.postMessage(null);
      else resolve();
    });
    channel.port1.start();
    channel.port2.postMessage(null);
  });
  const milliseconds = performance.now() - started;
  await frame();
  await frame();
  over.abort();
  await counted;
  observer.disconnect();
  const rowsShown = store.get().result?.rows.length ?? 0;
  end();
  return { milliseconds, frames, draws, mostDrawsInAFrame, rowsShown };
};

Object.assign(window, { tableMeasures: { mount, scroll, stream } satisfies TableMeasures });
