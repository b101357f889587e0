import { createFindAccess } from './access/index.ts';
import type { Principal, RunRecord } from './contracts/index.ts';
import { resolveOptions, type PipelineOptions } from './options.ts';
import type { RunStream } from './pipeline/event-stream.ts';
import { createGraph, type RunGraph } from './pipeline/graph.ts';
import { createLookups, type KnownRun, type LookupOptions } from './pipeline/lookups.ts';
import { memoryClarificationStore } from './pipeline/memory-clarification-store.ts';
import { memoryRunStore } from './pipeline/memory-run-store.ts';
import { createRememberedAnswers } from './pipeline/remembered-answers.ts';
import { Runner } from './pipeline/run.ts';
import type { ResumeOptions, RunInput } from './pipeline/run-input.ts';
import { createSharedIngestion, type IngestOptions } from './pipeline/shared-ingestion.ts';
import type { InterruptResponse, RunResult, SchemaStructure } from './protocol/index.ts';
import type { IngestReport } from './schema/ingest.ts';
import type { Settings } from './settings.ts';

/** From questions to answers over one database. */
export interface Pipeline {
  /**
   * Reads the structure of the database, and the values of the tables that may have changed since the
   * last time, and indexes both. The first run does it by itself when it was not called and no catalog is
   * stored.
   *
   * @throws DatabaseError when the database cannot be read.
   */
  ingest(options?: IngestOptions): Promise<IngestReport>;
  /** Answers a question. Expected outcomes are results, told apart by `status`; it does not throw. */
  run(input: RunInput): Promise<RunResult>;
  /** The same run as typed events. It goes on whether or not the events are read. */
  stream(input: RunInput): RunStream;
  /**
   * Answers the question of a paused run and goes on with it, in any process that shares the
   * checkpointer. Of several answers to one question the first counts; the others fail with
   * `ALREADY_RESUMED`.
   */
  resume(runId: string, response: InterruptResponse, options?: ResumeOptions): Promise<RunResult>;
  /** `resume` as typed events. */
  streamResume(runId: string, response: InterruptResponse, options?: ResumeOptions): RunStream;
  /**
   * Stops a run, down to the database, or gives up a paused one. True when there was one to stop;
   * with a principal, only a run of that principal is stopped.
   */
  cancel(runId: string, options?: { readonly principal?: Principal }): Promise<boolean>;
  /** What is kept of a run of the principal; null when there is none, or it is somebody else's. */
  find(runId: string, options?: LookupOptions): Promise<KnownRun | null>;
  /** The completed runs of a thread, oldest first, at most the last `limit`, that the principal asked. */
  turns(threadId: string, limit: number, options?: LookupOptions): Promise<readonly RunRecord[]>;
  /**
   * The tables that the principal may read. Ingests when nothing is known of the database yet.
   *
   * @throws DatabaseError when the database cannot be read.
   */
  structure(options?: LookupOptions): Promise<SchemaStructure>;
  /** The settings in force. */
  readonly settings: Settings;
  /** Stops every run and closes the database and the vector store. */
  close(): Promise<void>;
}

/**
 * Builds a pipeline. Nothing is read and nothing is connected before the first call.
 *
 * @throws ConfigurationError when an option is missing, unknown or out of range.
 *
 * @example
 * ```ts
 * import { createPipeline } from '@nl2sql/core';
 * import { sqlite } from '@nl2sql/adapters/databases/sqlite';
 * import { offline } from '@nl2sql/adapters/language-models/offline';
 *
 * const pipeline = createPipeline({ database: sqlite({ file: 'shop.sqlite' }), model: offline() });
 * const result = await pipeline.run({ question: 'How many orders are there?' });
 * if (result.status === 'completed') console.log(result.rows);
 * await pipeline.close();
 * ```
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const resolved = resolveOptions(options);
  const { database, embedder, vectorStore, settings, access, knowledge } = resolved;
  let graph: Promise<RunGraph> | null = null;
  let closing: Promise<void> | null = null;

  /** Loads what the first run needs while the database is read, so that the run does not wait for it. */
  const getGraph = () => (graph ??= createGraph(resolved.stages, resolved.checkpointer, resolved.onError));
  const ingestion = createSharedIngestion({
    ...{ database, settings, knowledge, now: resolved.now },
    ...(embedder && vectorStore ? { embedder, vectorStore, embedValues: access === undefined } : {}),
    ...(resolved.catalogStore ? { catalogStore: resolved.catalogStore } : {}),
    onError: (error) => resolved.onError(error, null),
    warmUp: getGraph,
  });
  const shared = {
    database,
    runs: resolved.runs ?? memoryRunStore(),
    graph: getGraph,
    findAccess: createFindAccess(access, database.dialect, knowledge),
    index: (signal: AbortSignal) => ingestion.index(signal),
  };
  const runner = new Runner({
    ...resolved,
    ...shared,
    answers: createRememberedAnswers({ ...resolved, store: resolved.clarifications ?? memoryClarificationStore() }),
  });
  const close = async () => {
    await Promise.all([runner.close(), ingestion.close()]);
    await Promise.all([database.close(), vectorStore?.close()]);
  };

  return {
    ingest: (ingestOptions) => ingestion.ingest(ingestOptions),
    run: (input) => runner.start(input).result,
    stream: (input) => runner.start(input),
    resume: (runId, response, resumeOptions) => runner.resume(runId, response, resumeOptions).result,
    streamResume: (runId, response, resumeOptions) => runner.resume(runId, response, resumeOptions),
    cancel: (runId, cancelOptions) => runner.cancel(runId, cancelOptions),
    ...createLookups(shared),
    settings,
    close: () => (closing ??= close()),
  };
}
