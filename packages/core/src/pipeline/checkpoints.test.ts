import { Annotation, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { shopModel, undecided } from '../../test/support/shop-model.ts';
import { createPipeline } from '../create-pipeline.ts';
import { defaultStages } from '../stages/index.ts';
import { claimPause } from './claim-pause.ts';
import { createGraph } from './graph.ts';
import { memoryRunStore } from './memory-run-store.ts';

const question = 'total amount';
const orders = { kind: 'choose', optionId: 'table:orders' } as const;
const ambiguous = { 'score-table-relevance': undecided };

describe('checkpoints', () => {
  it('are gone when their run has ended, however it ended', async () => {
    const checkpointer = new MemorySaver();
    const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel(), checkpointer });
    const writing = createPipeline({
      database: fakeDatabase(),
      model: shopModel({ 'classify-intent': { intent: 'delete', standaloneQuestion: question, reason: '' } }),
      checkpointer,
    });
    const failing = createPipeline({ database: fakeDatabase({ query: () => Promise.reject(new Error('gone')) }), model: shopModel(), checkpointer });
    const asking = createPipeline({ database: fakeDatabase(), model: shopModel(ambiguous), checkpointer });
    expect((await pipeline.run({ question })).status).toBe('completed');
    expect((await writing.run({ question })).status).toBe('refused');
    expect((await failing.run({ question })).status).toBe('failed');
    expect(await asking.cancel((await asking.run({ question })).runId)).toBe(true);
    const stopped = createPipeline({ database: fakeDatabase({ query: () => new Promise(() => {}) }), model: shopModel(), checkpointer });
    const stream = stopped.stream({ question });
    for await (const event of stream) if (event.type === 'execution.started') expect(await stopped.cancel(stream.runId)).toBe(true);
    expect((await stream.result).status).toBe('cancelled');
    expect(Object.keys(checkpointer.storage)).toEqual([]);
    const waiting = await asking.run({ question });
    expect(Object.keys(checkpointer.storage)).toEqual([waiting.runId]);
  });

  it('hold JSON and no rows', async () => {
    const checkpointer = new MemorySaver();
    const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel(ambiguous), checkpointer });
    const { runId } = await pipeline.run({ question });
    const tuple = await checkpointer.getTuple({ configurable: { thread_id: runId } });
    const state = tuple?.checkpoint.channel_values['run'];
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('a claim', () => {
  it('that was prepared for an earlier pause does not take a later one', async () => {
    const checkpointer = new MemorySaver();
    let asked = 0;
    const detectAmbiguity: typeof defaultStages.detectAmbiguity = async () => ({
      kind: 'ambiguous',
      clarification: { id: `x:${(asked += 1)}`, kind: 'time', question: 'When?', span: null, options: [], suggested: null, allowFreeText: true },
    });
    const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel(), checkpointer, stages: { detectAmbiguity } });
    const { runId } = await pipeline.run({ question });
    const elsewhere = await createGraph(defaultStages, checkpointer);
    const seenEarlier = await elsewhere.paused(runId);
    expect((await pipeline.resume(runId, { kind: 'text', text: 'now' })).status).toBe('needs_clarification');
    expect(await elsewhere.claim(seenEarlier!)).toBe(false);
    const seenNow = await elsewhere.paused(runId);
    expect(await elsewhere.claim(seenNow!)).toBe(true);
    expect(await elsewhere.claim(seenNow!)).toBe(false);
  });

  it('is given back when the pause has been answered and put back since', async () => {
    const checkpointer = new MemorySaver();
    const runs = memoryRunStore();
    const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel(ambiguous), checkpointer, runs });
    const { runId } = await pipeline.run({ question });
    const graph = await createGraph(defaultStages, checkpointer);
    const stale = (await graph.paused(runId))!;
    await graph.restore(stale, stale.state);
    await expect(claimPause(stale, orders, { graph, runs, answers: { assertReach() {} }, now: () => new Date() })).rejects.toMatchObject({ code: 'ALREADY_RESUMED' });
    expect((await pipeline.resume(runId, orders)).status).toBe('completed');
  });

  it('that cannot be kept takes no finished answer away', async () => {
    const checkpointer = Object.assign(new MemorySaver(), { put: () => Promise.reject(new Error('disk full')) });
    const seen: unknown[] = [];
    const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel(), checkpointer, onError: (error) => seen.push(error) });
    expect((await pipeline.run({ question })).status).toBe('completed');
    expect(seen.length).toBeGreaterThan(0);
  });

  it('knows no run that does not wait', async () => {
    const graph = await createGraph(defaultStages, undefined);
    expect(await graph.paused('nothing')).toBeNull();
  });
});

describe('a host that is itself a LangGraph graph', () => {
  it('can pause and resume a run from inside a node', async () => {
    const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel(ambiguous) });
    const State = Annotation.Root({ status: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }) });
    const host = new StateGraph(State)
      .addNode('ask', async () => {
        const asked = await pipeline.run({ question });
        const answered = await pipeline.resume(asked.runId, orders);
        return { status: [asked.status, answered.status] };
      })
      .addEdge(START, 'ask')
      .compile({ checkpointer: new MemorySaver() });
    const { status } = await host.invoke({}, { configurable: { thread_id: 'host' } });
    expect(status).toEqual(['needs_clarification', 'completed']);
  });
});
