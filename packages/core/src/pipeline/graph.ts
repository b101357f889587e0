import type { BaseCheckpointSaver, CompiledStateGraph } from '@langchain/langgraph';
import type { Checkpointer } from '../contracts/index.ts';
import type { ClarificationAnswer, ClarificationInterrupt, InterruptResponse, Resolution, StageName } from '../protocol/index.ts';
import type { Stages } from '../stages/index.ts';
import { takeAnswer } from './chosen-readings.ts';
import { READING_STAGES } from './compare-readings.ts';
import { createNodes, type Update } from './nodes.ts';
import type { RunState } from './run-state.ts';
import type { Session } from './session.ts';
import { settle } from './settle.ts';
import { createSettleReading } from './settle-reading.ts';

/** The order of the stages, as a graph that can pause. */
export interface RunGraph {
  /** Runs until the end or the next pause. `response` goes on with a paused run. */
  run(session: Session, start: RunState | { readonly response: InterruptResponse }): Promise<RunState>;
  /** A run that is paused; null when it is not, or is not known. */
  paused(runId: string): Promise<PausedRun | null>;
  /** Takes the right to answer this very pause, also against other processes that share the checkpointer. */
  claim(paused: PausedRun): Promise<boolean>;
  /** Puts a claimed run back to its pause, when it could not be continued for now. */
  restore(paused: PausedRun, counted: Pick<RunState, 'seq' | 'usage'>): Promise<void>;
  /** Forgets a run that has ended. */
  forget(runId: string): Promise<void>;
  /** The graph's nodes and edges, for documentation and for tests of its shape. */
  readonly shape: { readonly nodes: readonly string[]; readonly edges: readonly (readonly [string, string])[] };
}

/** A run that waits for an answer, as it was when it was looked up. */
export interface PausedRun {
  readonly state: RunState;
  readonly interrupt: ClarificationInterrupt;
  /** The checkpoint that holds the pause, in the checkpointer's own terms. */
  readonly checkpoint: object;
}

/** Paused runs that are kept in memory when no checkpointer was given; the oldest are given up. */
const PAUSES_IN_MEMORY = 1_000;

const GATE = 'clarification-gate';
/** Named after all that it may run, so that the graph's shape tells it. */
const SETTLE = ['settle-reading', ...READING_STAGES].join('+');
const CLAIM_CHANNEL = 'nl2sql:claim';
/** The longest way through the graph, with a wider retrieval, two questions and two repairs, has 21 steps; an answer that is remembered adds three. */
const RECURSION_LIMIT = 64;

/**
 * Builds the graph around the stages. LangGraph is loaded here and only here, at first use, because
 * it takes some 0.4 s.
 */
export async function createGraph(
  stages: Stages,
  checkpointer: Checkpointer | undefined,
  onError: (error: unknown, runId: string) => void = () => {},
): Promise<RunGraph> {
  const [langGraph, { Runnable }, { AsyncLocalStorageProviderSingleton }] = await Promise.all([
    import('@langchain/langgraph'),
    import('@langchain/core/runnables'),
    import('@langchain/core/singletons'),
  ]);
  const { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } = langGraph;
  const saver = (checkpointer ?? new MemorySaver()) as BaseCheckpointSaver;
  /** Runs under way here, each with the state its last node left. */
  const active = new Map<string, { readonly session: Session; state: RunState | null; isOver: boolean }>();
  const nodes = createNodes(stages);
  const settleReading = createSettleReading(nodes, onError);

  const State = Annotation.Root({
    run: Annotation<RunState, Update>({
      reducer: (state, update) => ({ ...state, ...update }),
      default: () => ({}) as RunState,
    }),
  });
  type Channels = typeof State.State;

  /** A function as a node or a branch. A bare function would cost a trace object and a context of its own at each step. */
  class Direct<Output> extends Runnable<Channels, Output> {
    readonly lc_namespace = ['nl2sql'];
    readonly #call: (channels: Channels) => Output | Promise<Output>;

    constructor(call: (channels: Channels) => Output | Promise<Output>) {
      super();
      this.#call = call;
    }

    async invoke(channels: Channels): Promise<Output> {
      return this.#call(channels);
    }
  }

  const activeRun = (runId: string) => {
    const here = active.get(runId);
    if (!here) throw new Error(`No session for run ${runId}`);
    return here;
  };

  type Target = string | typeof END;

  /**
   * One step of the graph: stages between which nothing is decided, and where the run goes from them. A
   * run that was refused or not repaired ends anywhere. LangGraph takes 0.7 ms a step, so stages share one.
   */
  const step = (
    stagesOfStep: readonly StageName[],
    ends: readonly Target[],
    next: (run: RunState) => Target,
  ): [string, Direct<InstanceType<typeof Command>>, { ends: Target[] }] => [
    stepOf(...stagesOfStep),
    new Direct(async ({ run }) => {
      const here = activeRun(run.runId);
      const after: { -readonly [K in keyof RunState]: RunState[K] } = { ...run };
      for (const name of stagesOfStep) {
        const update = await nodes[name](after, here.session);
        Object.assign(after, update, { seq: here.session.seq, usage: here.session.usage });
      }
      here.state = after;
      const goto = after.refusal !== null || after.exhausted ? END : next(after);
      here.isOver = goto === END;
      return new Command({ update: { run: after }, goto });
    }),
    { ends: [...ends, END] },
  ];

  const settleOrAsk = async ({ run }: Channels) => {
    const here = activeRun(run.runId);
    const update = await settleReading(run, here.session);
    const after: RunState = { ...run, ...update, seq: here.session.seq, usage: here.session.usage };
    here.state = after;
    const goto = after.interrupt ? GATE : after.sql === null ? afterAnswer(after.resolutions.at(-1)) : 'validate-sql';
    return new Command({ update: { run: after }, goto });
  };

  // The gate only asks: on resume LangGraph runs the interrupted node again from its start.
  const gate = async ({ run }: Channels) => {
    const clarification = run.interrupt!.clarification;
    const response = interrupt(run.interrupt) as ClarificationAnswer;
    const taken = takeAnswer(clarification, response);
    const here = activeRun(run.runId);
    const update: Update = taken ? settle(run, here.session, taken) : { interrupt: null, cancelled: true };
    here.state = { ...run, ...update };
    const goto = taken ? afterAnswer(taken.resolution) : END;
    return new Command({ update: { run: update }, goto });
  };

  const write = stepOf('ground-columns', 'generate-sql');
  const answer = stepOf('execute-query', 'verify-result', 'explain-sql', 'score-confidence', 'suggest-charts');
  const graph = new StateGraph(State)
    .addNode(...step(['classify-intent'], ['retrieve-table-candidates'], () => 'retrieve-table-candidates'))
    .addNode(...step(['retrieve-table-candidates'], ['score-table-relevance'], () => 'score-table-relevance'))
    .addNode(
      ...step(['score-table-relevance'], ['detect-ambiguity', 'retrieve-table-candidates'], ({ selected }) =>
        selected.length > 0 ? 'detect-ambiguity' : 'retrieve-table-candidates',
      ),
    )
    .addNode(
      ...step(['detect-ambiguity'], [SETTLE, 'score-table-relevance', write], ({ interrupt: pause, rank }) =>
        pause ? SETTLE : rank ? 'score-table-relevance' : write,
      ),
    )
    .addNode(SETTLE, new Direct(settleOrAsk), { ends: [GATE, 'score-table-relevance', 'detect-ambiguity', 'validate-sql'] })
    .addNode(GATE, gate, { ends: ['score-table-relevance', 'detect-ambiguity', END] })
    .addNode(...step(['ground-columns', 'generate-sql'], ['validate-sql'], () => 'validate-sql'))
    .addNode(...step(['validate-sql'], ['repair-sql', answer], ({ problems }) => (problems.length > 0 ? 'repair-sql' : answer)))
    .addNode(...step(['repair-sql'], ['validate-sql'], () => 'validate-sql'))
    .addNode(...step(['execute-query', 'verify-result', 'explain-sql', 'score-confidence', 'suggest-charts'], [], () => END))
    .addEdge(START, 'classify-intent' as never)
    .compile({ checkpointer: saver });

  const configOf = (runId: string) => ({ configurable: { thread_id: runId } });
  /** A host that is itself a LangGraph node would hand its own thread and checkpointer down to this graph. */
  const alone = <T>(work: () => Promise<T>): Promise<T> =>
    AsyncLocalStorageProviderSingleton.getInstance().run(undefined, work) as Promise<T>;
  const pausedHere = new Set<string>();

  /** Without a checkpointer nobody else clears up: pauses that are never answered must not pile up. */
  const boundPauses = async (runId: string, isPaused: boolean): Promise<void> => {
    pausedHere.delete(runId);
    if (checkpointer || !isPaused) return;
    pausedHere.add(runId);
    const [oldest] = pausedHere;
    if (pausedHere.size <= PAUSES_IN_MEMORY || oldest === undefined) return;
    pausedHere.delete(oldest);
    await saver.deleteThread(oldest);
  };

  return {
    async run(session, start) {
      const { runId } = session.context;
      const here = { session, state: null as RunState | null, isOver: false };
      active.set(runId, here);
      try {
        const input = 'response' in start ? new Command({ resume: start.response }) : { run: start };
        // One checkpoint, at the pause or the end: between stages there is nothing to come back to. And
        // nothing is streamed: events tell what happens, and the nodes leave their state here.
        const options = { ...configOf(runId), recursionLimit: RECURSION_LIMIT, durability: 'exit' as const, streamMode: [] };
        try {
          await alone(() => graph.invoke(input as never, options));
        } catch (error) {
          // A checkpoint that cannot be written of a run that is over takes no answer away.
          if (!here.isOver) throw error;
          onError(error, runId);
        }
        if (!here.state) throw new Error(`Run ${runId} ended before its first stage.`);
        await boundPauses(runId, here.state.interrupt !== null);
        return here.state;
      } finally {
        active.delete(runId);
      }
    },

    async paused(runId) {
      const snapshot = await alone(() => graph.getState(configOf(runId)));
      const state = (snapshot.values as Partial<Channels>).run;
      if (!state?.interrupt || !snapshot.next.includes(GATE)) return null;
      return { state, interrupt: state.interrupt, checkpoint: snapshot.config };
    },

    async claim({ state, interrupt: { id }, checkpoint }) {
      const taskId = `claim:${id}`;
      const token = crypto.randomUUID();
      // A saver keeps the first write of a task's channel: of several claimants one finds its own token.
      await saver.putWrites(checkpoint, [[CLAIM_CHANNEL, token]], taskId);
      const held = await saver.getTuple(checkpoint);
      const latest = await saver.getTuple(configOf(state.runId));
      // The run may have gone on to another pause since it was looked up.
      if (!held || held.checkpoint.id !== latest?.checkpoint.id) return false;
      const kept = held.pendingWrites?.find(([task, channel]) => task === taskId && channel === CLAIM_CHANNEL);
      return kept?.[2] === token;
    },

    async restore({ state }, counted) {
      // As if nothing had spared the question: the next step is the gate again, on a checkpoint nobody has claimed.
      await alone(() => graph.updateState(configOf(state.runId), new Command({ update: { run: { ...state, ...counted } }, goto: GATE }) as never, SETTLE));
    },

    async forget(runId) {
      pausedHere.delete(runId);
      await saver.deleteThread(runId);
    },

    shape: describeShape(graph as unknown as CompiledStateGraph<unknown, unknown>),
  };
}

/** Where a run goes on once a question is settled: another table changes what the others are worth. */
function afterAnswer(resolution: Resolution | undefined): 'score-table-relevance' | 'detect-ambiguity' {
  return resolution?.kind === 'table' ? 'score-table-relevance' : 'detect-ambiguity';
}

/** The name of a step: its stages, in the order in which they run. */
function stepOf(...stages: readonly StageName[]): string {
  return stages.join('+');
}

function describeShape(graph: CompiledStateGraph<unknown, unknown>): RunGraph['shape'] {
  const drawn = graph.getGraph();
  return {
    nodes: Object.keys(drawn.nodes),
    edges: drawn.edges.map((edge) => [edge.source, edge.target] as const),
  };
}
