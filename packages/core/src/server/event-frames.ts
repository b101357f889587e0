import type { RunEvent } from '../protocol/index.ts';
import type { HeldRun } from './held-run.ts';

/** Where a reading begins. */
export interface ReadingStart {
  /** What is told first, if anything. */
  readonly first: RunEvent | null;
  /** The events after this one follow. */
  readonly after: number;
}

const encoder = new TextEncoder();
const HEARTBEAT = encoder.encode(': hb\n\n');
/** Frames are put together up to about this length. */
const CHUNK_LENGTH = 65_536;

/** A value as one frame of an event stream. JSON has no line breaks, so that no value can end its frame. */
export function frameOf(type: string, value: unknown, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(value)}\n\n`;
}

/** The headers of an event stream. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

/**
 * The events of a run as a stream of bytes, which ends after `run.finished`. It makes a frame when one is
 * read and keeps none: for a reader who is too slow to get all events one by one it ends early, and they
 * attach again. Cancelling it ends the reading, never the run.
 */
export function readEvents(run: HeldRun, start: ReadingStart, options: { readonly heartbeatMs: number; readonly signal: AbortSignal }): ReadableStream<Uint8Array> {
  let { first, after } = start;
  let ended = false;
  let wake: () => void = () => {};
  let leave: () => void = () => {};

  const end = () => {
    if (ended) return;
    ended = true;
    options.signal.removeEventListener('abort', end);
    leave();
    wake();
  };

  /** Frames of what is there; null when some of it is not held any more. */
  const take = (): string | null => {
    const events = run.eventsAfter(after);
    if (events === null) return null;
    let text = first ? frameOf(first.type, first, first.seq) : '';
    first = null;
    for (const event of events) {
      if (text.length >= CHUNK_LENGTH) break;
      text += frameOf(event.type, event, event.seq);
      after = event.seq;
      if (event.type !== 'run.finished') continue;
      end();
      break;
    }
    return text;
  };

  const news = () =>
    new Promise<'news' | 'silence'>((resolve) => {
      const timer = setTimeout(() => resolve('silence'), options.heartbeatMs);
      wake = () => {
        clearTimeout(timer);
        resolve('news');
      };
    });

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        leave = run.attach({
          wake: () => wake(),
          end: () => {
            end();
            close(controller);
          },
        });
        if (options.signal.aborted) end();
        else options.signal.addEventListener('abort', end);
      },
      async pull(controller) {
        for (;;) {
          const text = ended ? null : take();
          if (text) controller.enqueue(encoder.encode(text));
          if (text === null) end();
          if (ended) return close(controller);
          if (text !== '') return;
          if ((await news()) === 'silence' && !ended) return controller.enqueue(HEARTBEAT);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

/** Closing twice, or after a cancel, throws. */
function close(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch {
    // It is closed already.
  }
}
