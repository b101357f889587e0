import { sqliteRuns } from '../sqlite-runs.ts';

export type Task = { readonly claim: string } | { readonly resume: string };

/** What a test does in another process: claims an interrupt, or goes on with a paused graph. Ends with its parent's channel. */
const store = await sqliteRuns({ file: process.argv[2]! });
process.on('message', async (task: Task) => {
  process.send?.('claim' in task ? await store.runs.claim('run', task.claim) : await resume(task.resume));
});
process.on('disconnect', () => void store.close());
process.send?.('ready');

async function resume(answer: string): Promise<unknown> {
  const { Annotation, Command, interrupt, START, StateGraph } = await import('@langchain/langgraph');
  const State = Annotation.Root({
    question: Annotation<string>(),
    answer: Annotation<string>(),
    log: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
  });
  const graph = new StateGraph(State)
    .addNode('work', () => ({ log: ['work again'] }))
    .addNode('ask', ({ question }) => ({ answer: interrupt({ about: question }) as string, log: ['ask'] }))
    .addEdge(START, 'work')
    .addEdge('work', 'ask')
    .compile({ checkpointer: store.checkpointer });
  return graph.invoke(new Command({ resume: answer }), { configurable: { thread_id: 'thread' } });
}
