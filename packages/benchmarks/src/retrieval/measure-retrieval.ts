import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline, defaultStages, fullView, type StageContext } from '@nl2sql/core';
import { scriptedModel } from '@nl2sql/core/testing';
import { CommandError } from '../command-line.ts';
import { reportProgress } from '../progress.ts';
import { askedText } from '../read-pack.ts';
import { percentile, round } from '../statistics.ts';
import { bm25Peer } from './bm25-peer.ts';
import type { RetrievalQuestion } from './read-retrieval-questions.ts';
import type { MergedSchema } from './read-schema.ts';
import { schemaDatabase } from './schema-database.ts';
import { DEPTHS, meanReciprocalRank, summariseRankings, type Ranking, type RecallSummary } from './summarise-retrieval.ts';

/** Parts of the stage on their own, and a search library beside it. */
export type Ablation = Readonly<Record<'lexical' | 'dense' | 'fused' | 'fused+neighbours' | 'bm25Peer', RecallSummary>>;

export interface RetrievalSummary extends RecallSummary {
  readonly questions: number;
  readonly tables: number;
  readonly mrr: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** From an empty index to one that can be asked: structure, words, vectors. */
  readonly buildSeconds: number;
  /** Of the process with the index built. */
  readonly rssMb: number;
  readonly ablation: Ablation;
}

/** A question and what the stage found for it. */
export interface RetrievedQuestion extends Ranking {
  readonly question: RetrievalQuestion;
}

const DEEPEST = Math.max(...DEPTHS);

/** Questions that are asked before time is taken, so that it is that of compiled code. */
const WARM_UP = 20;

/** The longest time limit that a pipeline takes. */
const NO_HURRY_MS = 2_147_483_647;

/** Ingests the schema as the product does and has its stage retrieve tables for every question. */
export async function measureRetrieval(schema: MergedSchema, questions: readonly RetrievalQuestion[]): Promise<{ summary: RetrievalSummary; retrieved: readonly RetrievedQuestion[] }> {
  const started = performance.now();
  let measured: Measured | undefined;
  const pipeline = createPipeline({
    database: schemaDatabase(schema.tables),
    model: scriptedModel({}),
    embedder: offlineEmbedder(),
    vectorStore: memory(),
    settings: { limits: { runTimeoutMs: NO_HURRY_MS } },
    stages: {
      classifyIntent: async ({ question }) => ({ intent: 'read', question, reason: '', assumptions: [] }),
      // Within a run, so that the stage gets the context that a pipeline makes, and nothing else.
      retrieveTableCandidates: async (_input, context) => {
        measured = await measureIn(context, questions);
        return { candidates: [] };
      },
    },
  });
  try {
    await pipeline.ingest();
    const buildSeconds = (performance.now() - started) / 1000;
    const rssMb = process.memoryUsage.rss() / 2 ** 20;
    const result = await pipeline.run({ question: questions[0]?.question ?? '' });
    if (measured === undefined) throw new CommandError(`The run ended before retrieval: ${JSON.stringify(result)}`);
    const { retrieved, times, ablation } = measured;
    const search = bm25Peer(schema.tables);
    const peer = questions.map((question) => ({ gold: question.gold, found: search(askedText(question), DEEPEST) }));
    const summary: RetrievalSummary = {
      questions: questions.length,
      tables: schema.tables.length,
      ...summariseRankings(retrieved),
      mrr: meanReciprocalRank(retrieved),
      p50Ms: round(percentile(times, 0.5), 2),
      p95Ms: round(percentile(times, 0.95), 2),
      buildSeconds: round(buildSeconds, 2),
      rssMb: round(rssMb, 0),
      ablation: { ...ablation, 'fused+neighbours': summariseRankings(retrieved), bm25Peer: summariseRankings(peer) },
    };
    return { summary, retrieved };
  } finally {
    await pipeline.close();
  }
}

interface Measured {
  readonly retrieved: readonly RetrievedQuestion[];
  /** Milliseconds of the stage, one a question. */
  readonly times: readonly number[];
  readonly ablation: Pick<Ablation, 'lexical' | 'dense' | 'fused'>;
}

async function measureIn(context: StageContext, questions: readonly RetrievalQuestion[]): Promise<Measured> {
  const progress = reportProgress('questions', questions.length);
  const parts = partsOf(context);
  const rankings: Record<keyof typeof parts, Ranking[]> = { lexical: [], dense: [], fused: [] };
  const retrieved: RetrievedQuestion[] = [];
  const times: number[] = [];
  for (const question of questions.slice(0, WARM_UP)) await retrieve(question, context);
  for (const question of questions) {
    const start = performance.now();
    const found = await retrieve(question, context);
    times.push(performance.now() - start);
    retrieved.push({ question, gold: question.gold, found });
    for (const part of ['lexical', 'dense', 'fused'] as const) rankings[part].push({ gold: question.gold, found: await retrieve(question, parts[part]) });
    progress.step();
  }
  const { lexical, dense, fused } = rankings;
  return { retrieved, times, ablation: { lexical: summariseRankings(lexical), dense: summariseRankings(dense), fused: summariseRankings(fused) } };
}

/** The context with a part of the index at a time, and without joins. */
function partsOf(context: StageContext): Record<'lexical' | 'dense' | 'fused', StageContext> {
  const fused: StageContext = { ...context, view: fullView({ ...context.index.catalog, joins: [] }) };
  return {
    lexical: { ...fused, index: { ...context.index, dense: null }, findValues: () => [] },
    dense: { ...fused, index: { ...context.index, lexical: { search: () => [] } }, findValues: () => [] },
    fused,
  };
}

async function retrieve(question: RetrievalQuestion, context: StageContext): Promise<readonly string[]> {
  const { candidates } = await defaultStages.retrieveTableCandidates({ question: askedText(question), topK: DEEPEST }, context);
  return candidates.map(({ table }) => table);
}
