/**
 * Where the graph keeps the state of a run, so that a paused one survives a restart. Any LangGraph
 * checkpoint saver fits: this is the part of its shape that names no type of LangGraph.
 */
export interface Checkpointer {
  getTuple(config: object): Promise<unknown>;
  list(config: object, options?: object): AsyncGenerator<unknown>;
  put(config: object, checkpoint: object, metadata: object, newVersions: object): Promise<unknown>;
  putWrites(config: object, writes: unknown[], taskId: string): Promise<void>;
  deleteThread(threadId: string): Promise<void>;
}
