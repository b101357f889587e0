import { PROTOCOL_VERSION, type RunEvent } from '../protocol/index.ts';
import { ClientError, invalidReply, networkFailed } from './client-error.ts';
import { isRunEvent } from './guards.ts';
import { createEventStreamParser } from './parse-event-stream.ts';
import type { RunEvents } from './transport.ts';

export interface RunEventStreamOptions {
  /** Milliseconds without a byte after which the connection counts as lost. */
  readonly heartbeatTimeoutMs: number;
  readonly maxFrameLength: number;
  readonly signal?: AbortSignal | undefined;
}

/** The events that a reply carries. Throws when it is no event stream of this protocol. */
export function readRunEvents(response: Response, { heartbeatTimeoutMs, maxFrameLength, signal }: RunEventStreamOptions): RunEvents {
  const { runId, threadId } = identify(response);
  if (response.body === null) throw invalidReply('The server sent no events.', response.status);
  const reader = response.body.getReader();
  const parser = createEventStreamParser({ maxFrameLength });
  let isClosed = false;

  function close(): void {
    isClosed = true;
    signal?.removeEventListener('abort', close);
    // A connection that broke cannot be cancelled, and has no need to be.
    reader.cancel().catch(() => {});
  }
  signal?.addEventListener('abort', close);

  async function* events(): AsyncGenerator<RunEvent, void, void> {
    try {
      for (;;) {
        if (isClosed) return;
        const chunk = await within(heartbeatTimeoutMs, reader.read());
        for (const { data } of chunk.done ? parser.end() : parser.push(chunk.value)) {
          const event = parseJson(data);
          // The last frame of a stream that broke off is cut: it comes again.
          if (isClosed || (chunk.done && event === undefined)) return;
          if (!isRunEvent(event)) throw invalidReply('The server sent something that is not an event.', response.status);
          yield event;
          if (event.type === 'run.finished') return;
        }
        if (chunk.done) return;
      }
    } catch (cause) {
      if (isClosed) return;
      if (cause instanceof ClientError) throw cause;
      throw cause instanceof RangeError ? invalidReply(cause.message, response.status) : networkFailed('The connection to the server was lost.');
    } finally {
      close();
    }
  }

  const iterator = events();
  return { runId, threadId, close, [Symbol.asyncIterator]: () => iterator };
}

function identify({ headers, status }: Response): { readonly runId: string; readonly threadId: string } {
  if (!headers.get('content-type')?.startsWith('text/event-stream')) throw invalidReply('The server did not answer with events.', status);
  checkProtocol(headers.get('nl2sql-protocol'));
  const [runId, threadId] = ['nl2sql-run-id', 'nl2sql-thread-id'].map((name) => decoded(headers.get(name)));
  if (!runId || !threadId) throw invalidReply('The server did not say which run its events are of.', status);
  return { runId, threadId };
}

/** A header takes ASCII alone, and a thread may be called anything. */
function decoded(value: string | null): string | null {
  try {
    return value && decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** Throws unless the server speaks the same major version. */
export function checkProtocol(version: string | null): void {
  if (version?.split('.')[0] === PROTOCOL_VERSION) return;
  throw new ClientError({
    code: 'PROTOCOL_MISMATCH',
    message: version === null ? 'The server does not say which protocol it speaks.' : `The server speaks version ${version} of the protocol, and this client version ${PROTOCOL_VERSION}.`,
    hint: version === null ? 'Across origins, the server has to expose the headers nl2sql-protocol, nl2sql-run-id and nl2sql-thread-id.' : 'Load the page anew, or bring both to the same version.',
    retryable: false,
    status: null,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function within<T>(ms: number, reading: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(networkFailed('The server has fallen silent.')), ms);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}
