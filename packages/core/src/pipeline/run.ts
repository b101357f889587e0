import type { Database, LanguageModel, Principal, RunStore } from '../contracts/index.ts';
import { CancelledError, isNl2SqlError, RunError } from '../errors/index.ts';
import type { InterruptResponse, RunResult } from '../protocol/index.ts';
import { fullView, type CatalogView } from '../schema/catalog.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import type { Settings } from '../settings.ts';
import { unlessAborted } from './abort.ts';
import { checkQuestion } from './check-question.ts';
import { EventSource, type RunStream } from './event-stream.ts';
import type { RunGraph } from './graph.ts';
import { resolveResponse } from './resolve-response.ts';
import { buildResult, failedResult, recordOf } from './run-result.ts';
import { initialState, type RunState } from './run-state.ts';
import { Session } from './session.ts';

/** A question to a pipeline. */
export interface RunInput {
  readonly question: string;
  /** Who asks. */
  readonly principal?: Principal;
  /** The conversation that a follow-up belongs to; a new one when left out. */
  readonly threadId?: string;
  /** Aborting it cancels the run, down to the database. */
  readonly signal?: AbortSignal;
}

export interface ResumeOptions {
  /** When given, it must be the principal who asked. */
  readonly principal?: Principal;
  readonly signal?: AbortSignal;
}

export interface RunnerResources {
  readonly database: Database;
  readonly model: LanguageModel;
  readonly settings: Settings;
  readonly runs: RunStore;
  readonly now: () => Date;
  readonly graph: () => Promise<RunGraph>;
  /** The schema index, built at first use. */
  readonly index: () => Promise<SchemaIndex>;
  readonly onError: (error: unknown, runId: string) => void;
}

/** Events of a pause may still be sent after its state was kept; a resumed part starts beyond them. */
const SEQ_ACROSS_PAUSE = 16;

interface ActiveRun {
  readonly stream: RunStream;
  readonly controller: AbortController;
}

/** Starts, continues and cancels runs. */
export class Runner {
  readonly #resources: RunnerResources;
  readonly #active = new Map<string, ActiveRun>();
  readonly #answers = new Map<string, RunStream>();
  readonly #views = new WeakMap<SchemaIndex, CatalogView>();
  #closed = false;

  constructor(resources: RunnerResources) {
    this.#resources = resources;
  }

  start(input: RunInput): RunStream {
    const runId = crypto.randomUUID();
    const threadId = input.threadId ?? crypto.randomUUID();
    const events = new EventSource({ runId, threadId }, this.#resources.now);
    return this.#execute(events, { runId, threadId }, input.question, input.signal, async (signal) => {
      events.emit('run.started', { question: input.question, resumed: false });
      checkQuestion(input.question, this.#resources.settings.limits.questionLength);
      const principal = input.principal ?? null;
      const history = input.threadId === undefined ? [] : await this.#history(threadId, principal);
      const state = initialState({ runId, threadId, principal, question: input.question, history });
      return { state, go: (graph, session) => graph.run(session, state), signal };
    });
  }

  resume(runId: string, response: InterruptResponse, options: ResumeOptions = {}): RunStream {
    const key = response.idempotencyKey === undefined ? null : `${runId}:${response.idempotencyKey}`;
    const same = key === null ? undefined : this.#answers.get(key);
    if (same) return same;
    const ids = { runId, threadId: '' };
    const events = new EventSource(ids, this.#resources.now);
    const stream = this.#execute(events, ids, '', options.signal, async (signal) => {
      const graph = await this.#resources.graph();
      const state = await this.#claim(graph, runId, response, options);
      ids.threadId = state.threadId;
      events.skipTo(state.seq + SEQ_ACROSS_PAUSE);
      events.emit('run.started', { question: state.question, resumed: true });
      return { state, go: (_graph, session) => graph.run(session, { response }), signal };
    });
    if (key !== null) {
      this.#answers.set(key, stream);
      void stream.result.then(() => this.#answers.delete(key));
    }
    return stream;
  }

  /** True when a run was stopped; false when there was none to stop. */
  async cancel(runId: string): Promise<boolean> {
    const active = this.#active.get(runId);
    if (active) {
      active.controller.abort(new CancelledError());
      return (await active.stream.result).status === 'cancelled';
    }
    const result = await this.resume(runId, { kind: 'cancel' }).result;
    return result.status === 'cancelled';
  }

  async close(): Promise<void> {
    this.#closed = true;
    const active = [...this.#active.values()];
    for (const { controller } of active) {
      controller.abort(new RunError('PIPELINE_CLOSED', 'The pipeline was closed while the run was under way.'));
    }
    await Promise.all(active.map(({ stream }) => stream.result));
  }

  /** The frame of every run: one terminal event, a result whatever happens, nothing left behind. */
  #execute(
    events: EventSource,
    ids: { readonly runId: string; readonly threadId: string },
    question: string,
    outer: AbortSignal | undefined,
    prepare: (signal: AbortSignal) => Promise<Prepared>,
  ): RunStream {
    const controller = new AbortController();
    const { runId } = ids;
    const cancel = () => controller.abort(new CancelledError());
    const work = async (): Promise<RunResult> => {
      const { settings, runs, onError } = this.#resources;
      const deadline = setTimeout(() => {
        controller.abort(
          new RunError('RUN_TIMEOUT', `The run took longer than ${settings.limits.runTimeoutMs / 1000} s and was stopped.`, {
            hint: 'Ask a narrower question, or raise settings.limits.runTimeoutMs.',
          }),
        );
      }, settings.limits.runTimeoutMs);
      outer?.addEventListener('abort', cancel, { once: true });
      if (outer?.aborted) cancel();
      let session: Session | null = null;
      let state: RunState | null = null;
      let result: RunResult;
      try {
        if (this.#closed) throw new RunError('PIPELINE_CLOSED', 'The pipeline is closed.', { hint: 'Create a new one.' });
        const prepared = await prepare(controller.signal);
        state = prepared.state;
        const index = await unlessAborted(controller.signal, this.#resources.index);
        session = this.#session(state, events, controller.signal, index);
        const graph = await this.#resources.graph();
        state = await prepared.go(graph, session);
        result = buildResult(state, session);
        if (result.status !== 'needs_clarification') await graph.forget(runId);
      } catch (error) {
        if (!isNl2SqlError(error)) onError(error, runId);
        const base = { runId, threadId: ids.threadId, question: state?.question ?? question };
        result = failedResult(base, error, session, state);
      } finally {
        clearTimeout(deadline);
        outer?.removeEventListener('abort', cancel);
      }
      if (state) await this.#keep(runs, recordOf(result, state, events.seq, this.#resources.now()));
      events.emit('usage', { usage: result.usage });
      events.finish(result);
      return result;
    };
    // The stream is registered before any work, so that a run can be cancelled from its first event on.
    const result = Promise.resolve().then(work);
    const stream: RunStream = {
      runId,
      get threadId() {
        return ids.threadId;
      },
      result,
      [Symbol.asyncIterator]: () => events.log[Symbol.asyncIterator](),
    };
    const active = { stream, controller };
    if (!this.#active.has(runId)) this.#active.set(runId, active);
    void result.finally(() => {
      if (this.#active.get(runId) === active) this.#active.delete(runId);
    });
    return stream;
  }

  #session(state: RunState, events: EventSource, signal: AbortSignal, index: SchemaIndex): Session {
    const { database, model, settings, now } = this.#resources;
    const { runId, threadId, principal, usage } = state;
    const view = this.#views.get(index) ?? fullView(index.catalog);
    this.#views.set(index, view);
    return new Session({ runId, threadId, principal, database, model, settings, index, view, now, events, signal, usage });
  }

  async #claim(graph: RunGraph, runId: string, response: InterruptResponse, options: ResumeOptions): Promise<RunState> {
    const { runs, now } = this.#resources;
    const state = await graph.paused(runId);
    const isOther = options.principal !== undefined && state !== null && state.principal?.id !== options.principal.id;
    if (!state || isOther) {
      const record = isOther ? null : await runs.load(runId);
      throw record
        ? new RunError('ALREADY_RESUMED', 'This run no longer waits for an answer.', { hint: 'Ask the question again for another answer.' })
        : new RunError('RUN_NOT_FOUND', 'No run with this id waits for an answer.', {
            hint: 'To continue a run in another process, give both pipelines the same durable checkpointer.',
          });
    }
    const interrupt = state.interrupt;
    if (!interrupt || (response.interruptId !== undefined && response.interruptId !== interrupt.id)) {
      throw new RunError('RUN_NOT_WAITING', 'The run does not wait for this answer.', { hint: 'Answer the interrupt it waits for now.' });
    }
    if (interrupt.expiresAt !== null && response.kind !== 'cancel' && now().toISOString() > interrupt.expiresAt) {
      throw new RunError('RUN_NOT_WAITING', 'The question has expired.', { hint: 'Ask the original question again.' });
    }
    resolveResponse(interrupt.clarification, response);
    if ((await runs.claim(runId, interrupt.id)) && (await graph.claim(runId, interrupt.id))) return state;
    throw new RunError('ALREADY_RESUMED', 'Another answer to this question came first.', { hint: 'Its result stands; nothing was run twice.' });
  }

  async #history(threadId: string, principal: Principal | null): Promise<RunState['history']> {
    const { runs, settings } = this.#resources;
    const turns = await runs.turns(threadId, settings.limits.historyTurns);
    return turns
      .filter((turn) => turn.principalId === (principal?.id ?? null))
      .map(({ question, sql, tables }) => ({ question, sql, tables }));
  }

  async #keep(runs: RunStore, record: Parameters<RunStore['save']>[0]): Promise<void> {
    try {
      await runs.save(record);
    } catch (error) {
      // The answer is already there: losing its record must not lose the answer.
      this.#resources.onError(error, record.runId);
    }
  }
}

interface Prepared {
  readonly state: RunState;
  readonly signal: AbortSignal;
  readonly go: (graph: RunGraph, session: Session) => Promise<RunState>;
}

