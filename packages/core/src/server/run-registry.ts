import type { Principal } from '../contracts/index.ts';
import type { Pipeline } from '../create-pipeline.ts';
import { Nl2SqlError, type ErrorCode } from '../errors/index.ts';
import type { InterruptResponse, Revision, RunEvent, RunResult, WireError } from '../protocol/index.ts';
import { HeldRun } from './held-run.ts';
import type { ResolvedServerOptions } from './options.ts';
import { mayBeShown, ownerOf } from './ownership.ts';
import { ProblemError } from './problem.ts';
import { rebuildRun } from './rebuild-run.ts';
import { lengthWithin, rowsWithin } from './rows-within.ts';

type RunStream = ReturnType<Pipeline['stream']>;

export interface Question {
  readonly question: string;
  readonly threadId?: string;
  readonly revises?: Revision;
}

const BROKEN: WireError = { code: 'INTERNAL', message: 'Something unexpected stopped the run.', hint: 'The log of the server has the cause.', stage: null, retryable: false };

/** Why an answer was not taken. The run is then as it was. */
const NOT_TAKEN: readonly string[] = ['ALREADY_RESUMED', 'RUN_NOT_WAITING', 'RUN_NOT_FOUND', 'INVALID_INPUT'] satisfies ErrorCode[];

/** Every run of this process that is under way or has ended a while ago, and no more than may be held. */
export class RunRegistry {
  readonly #options: ResolvedServerOptions;
  /** Those that have ended stand in the order of their ends. */
  readonly #runs = new Map<string, HeldRun>();
  readonly #abandoned = new Map<string, ReturnType<typeof setTimeout>>();
  #sweeping: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(options: ResolvedServerOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#runs.size;
  }

  get readers(): number {
    return [...this.#runs.values()].reduce((sum, run) => sum + run.readers, 0);
  }

  /** @throws ProblemError when too many are under way. */
  start(principal: Principal, question: Question): HeldRun {
    const owner = ownerOf(principal);
    this.#assertRoom(owner.identity);
    const stream = this.#options.pipeline.stream({ ...question, principal });
    const run = new HeldRun({ runId: stream.runId, threadId: stream.threadId, owner }, this.#options.limits);
    this.#runs.set(run.runId, run);
    this.#follow(run, stream, principal);
    return run;
  }

  /** A run of the principal, held or from what the pipeline keeps of it; null when there is none. */
  async find(runId: string, principal: Principal): Promise<HeldRun | null> {
    const owner = ownerOf(principal);
    const held = this.#held(runId, owner.identity);
    const isShown = held !== null && mayBeShown(held.owner, owner);
    // Another process may have gone on with a run that waits.
    if (isShown && (held.isLive || held.isAnswered || held.state.phase !== 'awaitingInput')) return held;
    const known = await this.#options.pipeline.find(runId, { principal });
    if (isShown && (held.isLive || held.isAnswered || (known !== null && known.waitingFor !== null))) return held;
    if (isShown) this.#forget(held);
    return known && rebuildRun(known, owner, this.#now(), this.#options.limits);
  }

  /** The runs of a conversation that are held, and may be shown to the principal. */
  ofThread(threadId: string, principal: Principal): readonly HeldRun[] {
    const owner = ownerOf(principal);
    return [...this.#runs.values()].filter((run) => run.threadId === threadId && mayBeShown(run.owner, owner));
  }

  /**
   * Goes on with a run that waits.
   *
   * @throws ProblemError when the answer was not taken; the run is then as it was.
   */
  async resume(found: HeldRun, principal: Principal, response: InterruptResponse): Promise<{ readonly run: HeldRun; readonly result: Promise<RunResult> }> {
    const run = this.#adopt(found, principal);
    if (run.isLive || run.isAnswered) throw new ProblemError('ALREADY_RESUMED');
    this.#assertRoom(run.owner.identity);
    run.isAnswered = true;
    try {
      const stream = this.#options.pipeline.streamResume(run.runId, response, { principal });
      await assertTaken(stream);
      this.#follow(run, stream, principal);
      return { run, result: stream.result };
    } finally {
      run.isAnswered = false;
    }
  }

  /** Whether there was something to stop. */
  async cancel(found: HeldRun, principal: Principal): Promise<boolean> {
    const held = this.#held(found.runId, found.owner.identity);
    // A pause is called off by an answer, so that those who read the run are told.
    if (held && !held.isLive && !held.isAnswered && held.state.phase === 'awaitingInput') {
      const { result } = await this.resume(held, principal, { kind: 'cancel' });
      return (await result).status === 'cancelled';
    }
    return this.#options.pipeline.cancel(found.runId, { principal });
  }

  /** Ends every reading and forgets all; the runs under way go on. */
  close(): void {
    this.#closed = true;
    if (this.#sweeping !== null) clearTimeout(this.#sweeping);
    for (const timer of this.#abandoned.values()) clearTimeout(timer);
    this.#abandoned.clear();
    for (const run of this.#runs.values()) run.release();
    this.#runs.clear();
  }

  #held(runId: string, identity: string): HeldRun | null {
    this.#sweep();
    const held = this.#runs.get(runId);
    return held?.owner.identity === identity ? held : null;
  }

  /** The run as it is held; one that was rebuilt takes the place of what is out of date. */
  #adopt(found: HeldRun, principal: Principal): HeldRun {
    const held = this.#runs.get(found.runId);
    if (held && (held.isLive || held.isAnswered || mayBeShown(held.owner, ownerOf(principal)))) return held;
    if (held) this.#forget(held);
    this.#runs.set(found.runId, found);
    return found;
  }

  #forget(run: HeldRun): void {
    if (this.#runs.get(run.runId) === run) this.#runs.delete(run.runId);
    run.release();
  }

  #assertRoom(identity: string): void {
    if (this.#closed) throw new ProblemError('SERVER_CLOSED');
    const live = [...this.#runs.values()].filter((run) => run.isLive);
    const { liveRuns, liveRunsEach } = this.#options.limits;
    if (live.length >= liveRuns) throw new ProblemError('SERVER_BUSY');
    if (live.filter(({ owner }) => owner.identity === identity).length >= liveRunsEach) throw new ProblemError('TOO_MANY_RUNS');
  }

  #follow(run: HeldRun, stream: RunStream, principal: Principal): void {
    run.begin();
    run.whenRead((isRead) => this.#watchAbandoned(run, principal, isRead));
    void this.#pump(run, stream);
  }

  async #pump(run: HeldRun, stream: RunStream): Promise<void> {
    const { limits, onError } = this.#options;
    const push = (event: RunEvent) => run.push(event, this.#now());
    try {
      for await (const event of stream) {
        if (event.type === 'result.rows') push({ ...event, ...rowsOf(event, limits.previewBytes) });
        else if (event.type !== 'run.finished') push(event);
        else {
          // Whoever is told of the end finds the rows.
          this.#hold(run, await stream.result);
          push(event);
        }
      }
      if (run.isLive) throw new Error('The events of a run ended without its end.');
    } catch (error) {
      onError(error, null);
      const { runId, threadId, state } = run;
      if (run.isLive) push({ type: 'run.finished', seq: state.lastSeq + 1, runId, threadId, at: this.#options.now().toISOString(), outcome: 'error', error: BROKEN });
    }
    this.#watchAbandoned(run, null, true);
    if (this.#runs.get(run.runId) !== run) return;
    this.#runs.delete(run.runId);
    this.#runs.set(run.runId, run);
    this.#sweep();
  }

  #hold(run: HeldRun, result: RunResult): void {
    if (result.status !== 'completed') return;
    const bytes = lengthWithin(result.rows, this.#options.limits.resultBytes);
    if (bytes === null || this.#closed) return;
    run.rows = { columns: result.columns, rows: result.rows };
    run.rowBytes = bytes;
  }

  /** Forgets what is too old, and the oldest of what is too much. */
  #sweep(): void {
    if (this.#closed) return;
    const { heldRuns, heldBytes, heldMs } = this.#options.limits;
    const ended = [...this.#runs.values()].filter((run) => !run.isLive && !run.isAnswered);
    let runs = ended.length;
    let bytes = [...this.#runs.values()].reduce((sum, run) => sum + run.bytes, 0);
    let next: HeldRun | null = null;
    for (const run of ended) {
      if (runs <= heldRuns && bytes <= heldBytes && this.#now() - run.endedAt! < heldMs) {
        next = run;
        break;
      }
      this.#forget(run);
      runs -= 1;
      bytes -= run.bytes;
    }
    if (this.#sweeping !== null) clearTimeout(this.#sweeping);
    this.#sweeping = next && idleTimer(() => this.#sweep(), Math.max(1, next.endedAt! + heldMs - this.#now()));
  }

  #watchAbandoned(run: HeldRun, principal: Principal | null, isRead: boolean): void {
    clearTimeout(this.#abandoned.get(run.runId));
    this.#abandoned.delete(run.runId);
    const { abandonAfterMs } = this.#options.limits;
    if (abandonAfterMs === null || isRead || principal === null || !run.isLive || this.#closed) return;
    const cancel = () => {
      this.#abandoned.delete(run.runId);
      this.#options.pipeline.cancel(run.runId, { principal }).catch((error: unknown) => this.#options.onError(error, null));
    };
    this.#abandoned.set(run.runId, setTimeout(cancel, abandonAfterMs));
  }

  #now(): number {
    return this.#options.now().getTime();
  }
}

function rowsOf({ rows }: { readonly rows: Parameters<typeof rowsWithin>[0] }, bytes: number) {
  return { rows: rowsWithin(rows, { count: rows.length, bytes }).rows };
}

/**
 * Reads a resumed run up to where it shows whether its answer was taken.
 *
 * @throws Nl2SqlError when it was not
 */
async function assertTaken(stream: RunStream): Promise<void> {
  let hasStarted = false;
  for await (const event of stream) {
    if (event.type === 'usage') continue;
    if (event.type !== 'run.started') {
      if (event.type !== 'run.finished' || event.outcome !== 'error') return;
      const { code, message, hint } = event.error;
      if (hasStarted && !NOT_TAKEN.includes(code)) return;
      throw new Nl2SqlError(code as ErrorCode, message, hint === null ? {} : { hint });
    }
    hasStarted = true;
  }
}

/** A timer that keeps no process from ending, where there are processes. */
function idleTimer(callback: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(callback, ms);
  if (typeof timer === 'object') timer.unref();
  return timer;
}
