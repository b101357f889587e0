import { isDeepStrictEqual } from 'node:util';
import type { FindAccess } from '../access/index.ts';
import type { AccessEvaluator, Database, LanguageModel, Principal, SqlParser } from '../contracts/index.ts';
import { CancelledError, InputError, isNl2SqlError, RunError } from '../errors/index.ts';
import type { InterruptResponse, RunResult } from '../protocol/index.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import type { Settings } from '../settings.ts';
import { abortError, unlessAborted } from './abort.ts';
import { countedDatabase } from './calls-under-way.ts';
import { checkQuestion, checkThreadId, isThreadId } from './check-question.ts';
import { checkRevision } from './chosen-readings.ts';
import { claimPause, findPause, leavesWaiting } from './claim-pause.ts';
import { closeRun, giveBack, type BookKeeping } from './close-run.ts';
import type { RunStream } from './event-stream.ts';
import { isStateWithin } from './narrowing.ts';
import { identityOf, isOwner, snapshotOf } from './principals.ts';
import { NO_LONGER_PERMITTED } from './refusals.ts';
import type { ResumeOptions, RunInput } from './run-input.ts';
import { buildResult, failedResult } from './run-result.ts';
import { initialState, type RunState } from './run-state.ts';
import { RunUsage } from './run-usage.ts';
import { beginWork, type RunWork } from './run-work.ts';
import { Session } from './session.ts';

export interface RunnerResources extends BookKeeping {
  readonly database: Database;
  readonly model: LanguageModel;
  readonly settings: Settings;
  readonly sqlParsers: readonly SqlParser[];
  /** The schema index, built at first use. */
  readonly index: (signal: AbortSignal) => Promise<SchemaIndex>;
  readonly access?: AccessEvaluator;
  readonly findAccess: FindAccess;
}

/** Events of a pause may still be sent after its state was kept; a resumed part starts beyond them. */
const SEQ_ACROSS_PAUSE = 16;

/** Starts, continues and cancels runs. */
export class Runner {
  readonly #resources: RunnerResources;
  readonly #open = new Map<RunWork, Promise<RunResult>>();
  readonly #answers = new Map<string, { readonly body: string; readonly principal: Principal | null; readonly stream: RunStream }>();
  #closed = false;

  constructor(resources: RunnerResources) {
    this.#resources = resources;
  }

  start(input: RunInput): RunStream {
    const threadId = isThreadId(input.threadId) ? input.threadId : crypto.randomUUID();
    const work = beginWork(crypto.randomUUID(), threadId, input.question, snapshotOf(input.principal), this.#resources.now);
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

    const work = beginWork(runId, '', '', given, this.#resources.now);
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
        await giveBack(work, paused, this.#resources);
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

  /** The frame of every run: one terminal event, a result whatever happens, nothing left behind. */
  #execute(work: RunWork, outer: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<RunState>): RunStream {
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

  async #settle(work: RunWork, signal: AbortSignal, run: (signal: AbortSignal) => Promise<RunState>): Promise<RunResult> {
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
    const { waits, databaseStopped } = await closeRun(work, result, canWaitOn, this.#resources);
    if (result.status === 'cancelled') return { ...result, databaseStopped };
    return waits && work.paused && result.status === 'failed' ? { ...result, waitingFor: work.paused.interrupt } : result;
  }

  #timeout(): RunError {
    const seconds = this.#resources.settings.limits.runTimeoutMs / 1000;
    return new RunError('RUN_TIMEOUT', `The run took longer than ${seconds} s and was stopped.`, {
      hint: 'Ask a narrower question, or raise settings.limits.runTimeoutMs.',
    });
  }

  async #session(work: RunWork, state: RunState, signal: AbortSignal): Promise<Session> {
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
