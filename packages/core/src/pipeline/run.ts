import { isDeepStrictEqual } from 'node:util';
import type { FindAccess } from '../access/index.ts';
import type { AccessEvaluator, Database, LanguageModel, Principal, RunRecord, RunStore, SqlParser } from '../contracts/index.ts';
import { CancelledError, InputError, isNl2SqlError, RunError } from '../errors/index.ts';
import type { InterruptResponse, Revision, RunResult } from '../protocol/index.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import type { Settings } from '../settings.ts';
import { abortError, unlessAborted } from './abort.ts';
import { CallsUnderWay, countedDatabase } from './calls-under-way.ts';
import { checkQuestion, checkThreadId, isThreadId } from './check-question.ts';
import { checkRevision } from './chosen-readings.ts';
import { claimPause, findPause, isExpired, leavesWaiting } from './claim-pause.ts';
import { EventSource, type RunStream } from './event-stream.ts';
import type { PausedRun, RunGraph } from './graph.ts';
import { isStateWithin } from './narrowing.ts';
import { identityOf, isOwner, snapshotOf } from './principals.ts';
import { NO_LONGER_PERMITTED } from './refusals.ts';
import type { RememberedAnswers } from './remembered-answers.ts';
import { buildResult, failedResult, recordOf } from './run-result.ts';
import { initialState, type RunState } from './run-state.ts';
import { RunUsage } from './run-usage.ts';
import { Session } from './session.ts';
import { withinGrace } from './within-grace.ts';

/** A question to a pipeline. */
export interface RunInput {
  readonly question: string;
  /** Who asks. */
  readonly principal?: Principal;
  /** The conversation that a follow-up belongs to, at most 200 characters; a new one when left out. */
  readonly threadId?: string;
  /** Asks a run of the thread again with other readings; the question is the same. */
  readonly revises?: Revision;
  /** Aborting it cancels the run, down to the database. */
  readonly signal?: AbortSignal;
}

export interface ResumeOptions {
  /**
   * When given, it must be the principal who asked; the run goes on with the roles and attributes given
   * here. With the pipeline's `access` option it must be given, since those of the question may be out of date.
   */
  readonly principal?: Principal;
  readonly signal?: AbortSignal;
}

export interface RunnerResources {
  readonly database: Database;
  readonly model: LanguageModel;
  readonly settings: Settings;
  readonly sqlParsers: readonly SqlParser[];
  readonly runs: RunStore;
  readonly answers: RememberedAnswers;
  readonly now: () => Date;
  readonly graph: () => Promise<RunGraph>;
  /** The schema index, built at first use. */
  readonly index: (signal: AbortSignal) => Promise<SchemaIndex>;
  readonly access?: AccessEvaluator;
  readonly findAccess: FindAccess;
  readonly onError: (error: unknown, runId: string) => void;
}

/** Events of a pause may still be sent after its state was kept; a resumed part starts beyond them. */
const SEQ_ACROSS_PAUSE = 16;
/** `usage` and `run.finished` follow the book-keeping. */
const EVENTS_TO_COME = 2;

/** A run, or a try to resume one, that is under way in this process. */
interface Work {
  readonly runId: string;
  threadId: string;
  question: string;
  principal: Principal | null;
  readonly events: EventSource;
  readonly controller: AbortController;
  readonly calls: CallsUnderWay;
  session: Session | null;
  state: RunState | null;
  /** Settles when nothing of the run is under way any more; it may be later than the run's result is known. */
  running: Promise<unknown>;
  /** The pause that is being answered, and with what. */
  paused: PausedRun | null;
  response: InterruptResponse | null;
  /** Whether this work owns the run: a new run does from the start, a resume once its claim succeeded. */
  claimed: boolean;
  /** Whether what went wrong before the claim leaves the pause as it was. */
  mayWaitOn: boolean;
}

/** Starts, continues and cancels runs. */
export class Runner {
  readonly #resources: RunnerResources;
  readonly #open = new Map<Work, Promise<RunResult>>();
  readonly #answers = new Map<string, { readonly body: string; readonly principal: Principal | null; readonly stream: RunStream }>();
  #closed = false;

  constructor(resources: RunnerResources) {
    this.#resources = resources;
  }

  start(input: RunInput): RunStream {
    const threadId = isThreadId(input.threadId) ? input.threadId : crypto.randomUUID();
    const work = this.#work(crypto.randomUUID(), threadId, input.question, snapshotOf(input.principal));
    work.claimed = true;
    return this.#execute(work, input.signal, async (signal) => {
      work.events.emit('run.started', { question: input.question, resumed: false });
      checkQuestion(input.question, this.#resources.settings.limits.questionLength);
      checkThreadId(input.threadId);
      const { runId, threadId, question, principal } = work;
      const wanted = checkRevision(input.revises);
      const history = input.threadId === undefined ? [] : await this.#history(threadId, principal, input.revises?.runId);
      work.state = initialState({ runId, threadId, principal, question, history, wanted });
      work.session = await this.#session(work, work.state, signal);
      const graph = await this.#resources.graph();
      return graph.run(work.session, work.state);
    });
  }

  resume(runId: string, response: InterruptResponse, resumeOptions?: ResumeOptions): RunStream {
    const options = resumeOptions ?? {};
    const given = snapshotOf(options.principal);
    const { idempotencyKey, ...answer } = response ?? {};
    const key = idempotencyKey === undefined ? null : JSON.stringify([runId, String(idempotencyKey), identityOf(given)]);
    const body = JSON.stringify(answer, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    const same = key === null ? undefined : this.#answers.get(key);
    if (same?.body === body && isDeepStrictEqual(same.principal, given)) return same.stream;

    const work = this.#work(runId, '', '', given);
    const stream = this.#execute(work, options.signal, async (signal) => {
      if (same) throw new InputError('Another answer was sent with this idempotency key.', { hint: 'Use a new key for a new answer.' });
      const graph = await this.#resources.graph();
      const { runs, answers, now } = this.#resources;
      const claims = { graph, runs, answers, now };
      const paused = await findPause(runId, options, claims);
      const { state } = paused;
      Object.assign(work, { paused, response, state, threadId: state.threadId, question: state.question });
      work.principal = given ?? state.principal;
      const sent = (await runs.load(runId))?.lastSeq ?? 0;
      work.events.skipTo(Math.max(state.seq, sent) + SEQ_ACROSS_PAUSE);
      work.events.emit('run.started', { question: state.question, resumed: true });
      const isCancelled = response?.kind === 'cancel';
      if (this.#resources.access && given === null && state.principal !== null && !isCancelled) {
        throw new InputError('The answer does not say who gives it.', { hint: 'The run still waits. Pass the principal with the roles they have now.' });
      }
      // Everything that may fail for a while comes before the claim, so that the run still waits then.
      work.session = await this.#session(work, state, signal);
      if (signal.aborted) throw abortError(signal);
      await claimPause(paused, response, claims);
      // A claim that came after the run's deadline is given back: nobody is left to use it.
      if (signal.aborted) {
        await this.#giveBack(work, paused);
        throw abortError(signal);
      }
      work.claimed = true;
      // What was found with other permissions may name what must not be named any more.
      if (!isCancelled && !isStateWithin(state, work.session.access.view)) return { ...state, interrupt: null, refusal: NO_LONGER_PERMITTED };
      return graph.run(work.session, { response });
    });
    if (key !== null && !same) {
      this.#answers.set(key, { body, principal: given, stream });
      void stream.result.then(() => this.#answers.delete(key));
    }
    return stream;
  }

  /** True when a run was stopped; false when there was none to stop, or it is somebody else's. */
  async cancel(runId: string, options: { readonly principal?: Principal } = {}): Promise<boolean> {
    for (const [work, result] of [...this.#open]) {
      if (work.runId !== runId) continue;
      if (options.principal && identityOf(options.principal) !== identityOf(work.principal)) continue;
      work.controller.abort(new CancelledError());
      const ended = await result;
      if (work.claimed && ended.status === 'cancelled') return true;
      if (work.claimed && ended.status !== 'needs_clarification' && !('waitingFor' in ended)) return false;
    }
    // What is left, if anything, is a pause.
    const result = await this.resume(runId, { kind: 'cancel' }, options).result;
    return result.status === 'cancelled';
  }

  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#open];
    for (const [{ controller }] of open) {
      controller.abort(new RunError('PIPELINE_CLOSED', 'The pipeline was closed while the run was under way.'));
    }
    await Promise.all(open.map(([, result]) => result));
  }

  #work(runId: string, threadId: string, question: string, principal: Principal | null): Work {
    const work: Omit<Work, 'events'> = {
      runId,
      threadId,
      question,
      principal,
      controller: new AbortController(),
      calls: new CallsUnderWay(),
      session: null,
      state: null,
      running: Promise.resolve(),
      paused: null,
      response: null,
      claimed: false,
      mayWaitOn: false,
    };
    const ids = { runId, get threadId() { return work.threadId; } };
    return Object.assign(work, { events: new EventSource(ids, this.#resources.now) });
  }

  /** The frame of every run: one terminal event, a result whatever happens, nothing left behind. */
  #execute(work: Work, outer: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<RunState>): RunStream {
    const { runId, events, controller } = work;
    // Joined rather than listened to: one signal of a host may stand for any number of runs.
    const signal = outer ? AbortSignal.any([controller.signal, outer]) : controller.signal;
    // Registered before any work, so that a run can be cancelled from its first event on.
    const result = Promise.resolve().then(async () => {
      const deadline = setTimeout(() => controller.abort(this.#timeout()), this.#resources.settings.limits.runTimeoutMs);
      try {
        const answer = await this.#settle(work, signal, run);
        events.emit('usage', { usage: answer.usage });
        events.finish(answer);
        return answer;
      } finally {
        clearTimeout(deadline);
      }
    });
    this.#open.set(work, result);
    const drop = () => this.#open.delete(work);
    result.then(drop, drop);
    return {
      runId,
      get threadId() {
        return work.threadId;
      },
      result,
      [Symbol.asyncIterator]: () => events.log[Symbol.asyncIterator](),
    };
  }

  async #settle(work: Work, signal: AbortSignal, run: (signal: AbortSignal) => Promise<RunState>): Promise<RunResult> {
    let result: RunResult;
    let canWaitOn = false;
    try {
      if (this.#closed) throw new RunError('PIPELINE_CLOSED', 'The pipeline is closed.', { hint: 'Create a new one.' });
      const state = await unlessAborted(signal, () => {
        const running = run(signal);
        work.running = running.catch(() => {});
        return running;
      });
      work.state = state;
      // A cancel that came in the last moment before a pause is not lost to the pause.
      if (signal.aborted && state.interrupt) throw abortError(signal);
      result = buildResult(state, work.session!);
    } catch (error) {
      if (!isNl2SqlError(error)) this.#resources.onError(error, work.runId);
      result = failedResult(work, error, work.session, work.state);
      work.mayWaitOn = leavesWaiting(error);
      canWaitOn = work.paused !== null && isNl2SqlError(error) && (error.retryable || error.code === 'PIPELINE_CLOSED');
    }
    const { waits, databaseStopped } = await this.#tidy(work, result, canWaitOn);
    if (result.status === 'cancelled') return { ...result, databaseStopped };
    return waits && work.paused && result.status === 'failed' ? { ...result, waitingFor: work.paused.interrupt } : result;
  }

  /**
   * Book-keeping after a run. Its trouble goes to the host's log and never takes the answer away. Tells
   * whether the run waits for an answer afterwards, and whether nothing of it works on.
   */
  async #tidy(work: Work, result: RunResult, canWaitOn: boolean): Promise<{ readonly waits: boolean; readonly databaseStopped: boolean }> {
    const { runs, answers, graph, onError, now } = this.#resources;
    const { runId, state, paused } = work;
    const log = (error: unknown) => onError(error, runId);
    // An aborted graph still writes its last checkpoint: what is forgotten before that would come back.
    const databaseStopped = await withinGrace(() => Promise.all([work.running, work.calls.ended()]), log);
    const save = (status: RunRecord['status'] | null) => {
      if (!state) return Promise.resolve(true);
      const record = recordOf(result, state, work.events.seq + EVENTS_TO_COME, now());
      return withinGrace(() => runs.save(status ? { ...record, status } : record), log);
    };
    if (!work.claimed) {
      if (!paused) return { waits: false, databaseStopped };
      const expired = isExpired(paused.interrupt, now());
      if (expired) await withinGrace(async () => (await graph()).forget(runId), log);
      const waits = !expired && work.mayWaitOn;
      if (waits) await save('waiting');
      return { waits, databaseStopped };
    }
    const restored = canWaitOn && paused !== null && (await withinGrace(() => this.#giveBack(work, paused), log));
    const waits = restored || result.status === 'needs_clarification';
    if (!waits && state) await withinGrace(async () => (await graph()).forget(runId), log);
    // An answer that came to nothing is not kept: it would come to nothing again, with nobody asked.
    const hasServed = result.status === 'completed' || result.status === 'needs_clarification';
    if (paused && work.response && hasServed) await answers.remember(paused.state, work.response);
    await save(restored ? 'waiting' : null);
    return { waits, databaseStopped };
  }

  /** Puts a claimed run back to its pause, for another answer. */
  async #giveBack(work: Work, paused: PausedRun): Promise<void> {
    const { runs, graph } = this.#resources;
    const counted = { seq: work.events.seq, usage: work.session?.usage ?? paused.state.usage };
    await (await graph()).restore(paused, counted);
    await runs.release(work.runId, paused.interrupt.id);
  }

  #timeout(): RunError {
    const seconds = this.#resources.settings.limits.runTimeoutMs / 1000;
    return new RunError('RUN_TIMEOUT', `The run took longer than ${seconds} s and was stopped.`, {
      hint: 'Ask a narrower question, or raise settings.limits.runTimeoutMs.',
    });
  }

  async #session(work: Work, state: RunState, signal: AbortSignal): Promise<Session> {
    const { database, model, settings, sqlParsers, answers, now, onError } = this.#resources;
    const { runId, threadId, principal, events } = work;
    const access = await this.#resources.findAccess(principal, await this.#resources.index(signal)).catch((error: unknown) => {
      if (isNl2SqlError(error) && error.cause !== undefined) onError(error.cause, runId);
      throw error;
    });
    return new Session({ runId, threadId, principal, database: countedDatabase(database, work.calls), model, settings, sqlParsers, access, answers, now, events, signal, usage: new RunUsage(state.usage) });
  }

  /** The turns before a run that is asked again, else all of them. */
  async #history(threadId: string, principal: Principal | null, before: string | undefined): Promise<RunState['history']> {
    const { runs, settings } = this.#resources;
    const turns = await runs.turns(threadId, settings.limits.historyTurns);
    const end = turns.findIndex(({ runId }) => runId === before);
    return turns
      .slice(0, end < 0 ? undefined : end)
      .filter((turn) => isOwner(principal, turn))
      .map(({ question, sql, tables }) => ({ question, sql, tables }));
  }
}
