import { asClientError, ClientError, invalidReply, networkFailed, problemOf } from './client-error.ts';
import { pause, pauseAfter, type RetryPolicy } from './retry.ts';
import type { Turn } from './thread-state.ts';
import type { RunEvents, Transport } from './transport.ts';
import { applyEvent, isOver, takeRun } from './turns.ts';

/** Who reads a run, and for which turn. */
export interface RunReader {
  readonly transport: Transport;
  readonly retry: RetryPolicy;
  /** Aborted when nobody reads any more. */
  readonly signal: AbortSignal;
  /** Aborted to end the pause between two tries. */
  readonly hurry: () => AbortSignal;
  readonly turn: () => Turn;
  readonly change: (change: (turn: Turn) => Turn) => void;
}

/** How reading a connection ended. */
type Ending = { readonly isFinished: true } | { readonly isFinished: false; readonly hasAdvanced: boolean; readonly error: ClientError };

/**
 * Reads a run to its end, or to its next pause, over as many connections as it takes. After too many tries in a
 * row, or one that cannot succeed, the turn is offline.
 *
 * @param events - The connection to begin with; null begins with a new one.
 */
export async function followRun(events: RunEvents | null, reader: RunReader): Promise<void> {
  const { retry, signal, change } = reader;
  let ending = await (events ? readEvents(events, reader) : readOn(reader));
  for (let failures = 0; !signal.aborted && !ending.isFinished; ) {
    failures = ending.hasAdvanced ? 1 : failures + 1;
    const { error } = ending;
    if (!error.retryable || failures > retry.attempts) {
      change((turn) => (turn.phase === 'stopping' ? turn : { ...turn, phase: 'offline', reconnect: null, problem: problemOf(error) }));
      return;
    }
    const reconnect = { attempt: failures, of: retry.attempts };
    change((turn) => ({ ...turn, phase: turn.phase === 'stopping' ? 'stopping' : 'reconnecting', reconnect, problem: problemOf(error) }));
    await pause(pauseAfter(failures, retry, error.retryAfterMs), signal, reader.hurry());
    if (!signal.aborted) ending = await readOn(reader);
  }
}

/** Reads on from the last event that is known, over a new connection. */
async function readOn(reader: RunReader): Promise<Ending> {
  const { transport, signal, turn, change } = reader;
  const { runId, lastSeq } = turn().run;
  if (runId === null) throw new TypeError('A turn without a run has nothing to be read.');
  try {
    const events = await transport.attach(runId, { after: lastSeq > 0 ? lastSeq : null, signal });
    if (events !== null) return await readEvents(events, reader);
    const run = await transport.run(runId, { signal });
    if (signal.aborted) return FINISHED;
    if (run === null) change((before) => ({ ...before, phase: 'failed', reconnect: null, problem: RUN_IS_GONE }));
    else if (run.phase === 'streaming') return lost(networkFailed('The server has no events of a run that goes on.'), false);
    else change((before) => ({ ...takeRun(before, run), problem: before.reconnect === null ? before.problem : null }));
    return FINISHED;
  } catch (cause) {
    return lost(asClientError(cause), false);
  }
}

/** Folds the events of one connection into the turn. */
async function readEvents(events: RunEvents, { signal, turn, change }: RunReader): Promise<Ending> {
  const runId = events.runId;
  let hasAdvanced = false;
  let isFinished = false;
  let error = networkFailed('The connection to the server was lost.');
  signal.addEventListener('abort', events.close);
  try {
    for await (const event of events) {
      if (signal.aborted) return FINISHED;
      if (event.runId !== runId) continue;
      const before = turn().run.lastSeq;
      change((known) => applyEvent(known, event));
      if (turn().run.gap) {
        events.close();
        return lost(networkFailed('Some events of the run did not arrive.'), hasAdvanced);
      }
      hasAdvanced ||= event.type !== 'snapshot' && turn().run.lastSeq > before;
      isFinished ||= event.type === 'run.finished';
    }
  } catch (cause) {
    // What is no error of the transport's came of an event that the reducer could not use.
    error = cause instanceof ClientError ? cause : invalidReply('The server sent an event that cannot be used.', null);
  } finally {
    signal.removeEventListener('abort', events.close);
  }
  return signal.aborted || isFinished || isOver(turn()) ? FINISHED : lost(error, hasAdvanced);
}

const FINISHED: Ending = { isFinished: true };
const lost = (error: ClientError, hasAdvanced: boolean): Ending => ({ isFinished: false, hasAdvanced, error });

const RUN_IS_GONE = {
  code: 'RUN_NOT_FOUND',
  message: 'The server does not know the run any more.',
  hint: 'Ask again.',
  retryable: true,
} as const;
