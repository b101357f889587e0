import { PROTOCOL_VERSION, type Capabilities, type InterruptResponse, type JsonRunState, type RunEvent, type SchemaStructure } from '../protocol/index.ts';
import { ClientError } from './client-error.ts';
import { createRunLog, type RunLog, type ScriptedEvent, type ScriptedPart, type ScriptedRun } from './scripted-run.ts';
import type { StartRun, Transport } from './transport.ts';

/** What a server would do that is none. */
export interface Script {
  /**
   * What happens to the questions, in turn, and to all later ones what happened to the last; or by what is
   * asked. An error that is thrown is what the call comes to.
   */
  readonly runs: readonly (ScriptedRun | ScriptedPart)[] | ((input: StartRun) => ScriptedRun | ScriptedPart);
  /** A conversation that is there already. */
  readonly history?: { readonly threadId: string; readonly runs: readonly JsonRunState[] };
  readonly schema?: SchemaStructure;
  readonly capabilities?: Partial<Capabilities>;
  /** Rows of a page; 100 by default. */
  readonly pageRows?: number;
  /** Passes the time of the script; by a timer by default. */
  readonly wait?: (ms: number) => Promise<void>;
  /** Milliseconds since the epoch; the clock by default. */
  readonly now?: () => number;
}

/**
 * A transport without a server, for stories, tests and demonstrations. Runs go on whether or not somebody
 * reads them, can be attached to, answered and stopped, and do what a key says once.
 *
 * @example
 * ```ts
 * import { createScriptedTransport, createThreadStore } from '@nl2sql/core/client';
 * const transport = createScriptedTransport({
 *   runs: [
 *     [
 *       { type: 'run.started', question: 'How many orders?', resumed: false },
 *       { wait: 200 },
 *       { type: 'result.meta', columns: [{ name: 'orders', type: 'integer' }] },
 *       { type: 'result.rows', rows: [[42]] },
 *       { type: 'result.finished', rowCount: 1, truncated: false },
 *       { type: 'run.finished', outcome: 'success' },
 *     ],
 *   ],
 * });
 * const store = createThreadStore({ transport, storage: null });
 * await store.ask('How many orders?');
 * ```
 */
export function createScriptedTransport(script: Script): Transport {
  const { wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)), now = Date.now, pageRows = 100 } = script;
  const threads = new Map<string, JsonRunState[]>();
  if (script.history) threads.set(script.history.threadId, [...script.history.runs]);
  const logs = new Map<string, RunLog>();
  const done = new Map<string, RunLog>();
  let asked = 0;

  function next(input: StartRun): ScriptedRun {
    const { runs } = script;
    const run = typeof runs === 'function' ? runs(input) : runs[Math.min(asked, runs.length - 1)];
    if (run === undefined) throw new TypeError('The script has no run.');
    return 'asked' in run ? run : { asked: run };
  }

  const known = (runId: string): RunLog => logs.get(runId) ?? refuse(404, 'RUN_NOT_FOUND', 'There is no such run.');
  const stateOf = (runId: string): JsonRunState | null =>
    logs.get(runId)?.state() ?? [...threads.values()].flat().find((run) => run.runId === runId) ?? null;

  return {
    async start(input, { idempotencyKey }) {
      const before = done.get(idempotencyKey);
      if (before) return before.read(0);
      const run = next(input);
      asked += 1;
      const threadId = input.threadId ?? `thread-${threads.size + 1}`;
      const log = createRunLog({ runId: `run-${asked}`, threadId, script: run, wait, now });
      logs.set(log.runId, log);
      done.set(idempotencyKey, log);
      threads.set(threadId, [...(threads.get(threadId) ?? []), { ...log.state(), runId: log.runId, threadId, question: input.question }]);
      log.play(run.asked);
      return log.read(0);
    },
    async attach(runId, { after }) {
      const log = logs.get(runId);
      if (log === undefined) return null;
      const state = after === null ? log.state() : log.stateAt(after);
      if (after !== null && state.phase !== 'streaming' && state.lastSeq === log.state().lastSeq) return null;
      const snapshot: RunEvent = { type: 'snapshot', state, seq: state.lastSeq, runId, threadId: log.threadId, at: new Date(now()).toISOString() };
      return log.read(state.lastSeq, snapshot);
    },
    async resume(_, { runId, response }, { idempotencyKey }) {
      const log = known(runId);
      if (!done.has(idempotencyKey)) {
        if (log.state().phase !== 'awaitingInput') refuse(409, 'already_decided', 'Somebody has answered already.');
        done.set(idempotencyKey, log);
        log.play(partAfter(log, response));
      }
      return log.read(log.state().lastSeq);
    },
    async cancel(runId) {
      const { state, script: run, play } = known(runId);
      const stopped = state().phase === 'streaming' || state().phase === 'awaitingInput';
      if (stopped) play(run.cancelled ?? [CANCELLED]);
      return { stopped };
    },
    run: async (runId) => stateOf(runId),
    async thread(threadId) {
      const runs = threads.get(threadId);
      return runs === undefined ? null : { threadId, runs: runs.map((run) => stateOf(run.runId ?? '') ?? run) };
    },
    async rows(runId, cursor) {
      const result = stateOf(runId)?.result;
      if (result == null) refuse(404, 'RESULT_NOT_FOUND', 'There are no rows of this run.');
      const rows = logs.get(runId)?.script.rows ?? result.rows;
      const offset = Number(cursor ?? 0);
      const end = offset + pageRows;
      return { runId, columns: result.columns, rows: rows.slice(offset, end), offset, rowCount: rows.length, next: end < rows.length ? `${end}` : null };
    },
    schema: async () => script.schema ?? { dialect: 'sqlite', tables: [], joins: [] },
    capabilities: async () => ({
      ...{ protocol: PROTOCOL_VERSION, remember: ['thread'], mayIngest: false },
      limits: { questionLength: 2000, bodyBytes: 65_536, previewRows: 200, pageRows, rows: 10_000 },
      ...script.capabilities,
    }),
  };
}

const CANCELLED: ScriptedEvent = { type: 'run.finished', outcome: 'cancelled', databaseStopped: true };

function partAfter({ script, state }: RunLog, response: InterruptResponse): ScriptedPart {
  if (response.kind === 'cancel') return script.cancelled ?? [CANCELLED];
  if (script.answered) return script.answered(response);
  return [{ type: 'run.started', question: state().question ?? '', resumed: true }, { type: 'run.finished', outcome: 'success' }];
}

function refuse(status: number, code: string, message: string): never {
  throw new ClientError({ code, message, hint: null, retryable: false, status });
}
