import type { TermHit, ValueHit } from '../contracts/index.ts';
import { catalogKey } from '../schema/catalog.ts';
import { searchDense } from '../schema/dense-index.ts';
import type { SimilarExample } from '../schema/example-matcher.ts';
import { tablesOfTerm } from '../schema/glossary-matcher.ts';
import { plain } from '../schema/textify.ts';
import { withoutIdentifiers } from '../schema/opaque-identifiers.ts';
import { schemaSupport } from '../schema/schema-support.ts';
import { unaskedCopies } from '../schema/table-copies.ts';
import { withoutTimePhrases } from '../schema/time-phrases.ts';
import { addScores, fuseScores, spreadAlongJoins, type RankSignal } from '../schema/fuse-ranks.ts';
import type { Stage, StageContext } from './stage.ts';

export interface RetrieveTableCandidatesInput {
  readonly question: string;
  /** The most candidates to return. */
  readonly topK: number;
}

/** A table that may hold the answer. Columns are on purpose not part of it. */
export interface TableCandidate {
  readonly table: string;
  /** 0–1, comparable within one retrieval only. */
  readonly score: number;
  /** Why it was found: `glossary: churn`, `name: orders`, `value: Paris in cities.name`, `joins orders`. */
  readonly evidence: readonly string[];
}

export interface RetrieveTableCandidatesOutput {
  /** Best first; only tables of the caller's view. */
  readonly candidates: readonly TableCandidate[];
}

/** How much each way of looking counts; fitted on question sets over small and merged schemas. */
const WEIGHTS = { lexical: 0.7, roles: 1, dense: 0.3, values: 0.4, glossary: 1, examples: 0.4 } as const;

/** What a table has of the best score of its schema because it stands in it, whether or not anything else speaks for it. */
const SAME_SCHEMA = 0.05;

/** What a table gains from the strongest and the second strongest table that it is joined with. */
const JOIN_GAIN = { first: 0.2, second: 0.1 } as const;

/** What a copy of another table keeps of its score, when no word of the question asks for the copy. */
const COPY_SHARE = 0.5;

/** How sure a stored value makes of its table, by how it was matched. */
const MATCH_STRENGTH: Readonly<Record<ValueHit['match'], number>> = { exact: 1, folded: 0.9, close: 0.6 };

/** Dense matches that are fused; further ones say nothing. */
const DENSE_DEPTH = 50;

/**
 * Finds the tables that may hold the answer, among those of the caller's view only: by words (BM25F),
 * by meaning where the index has vectors, and by stored values, the more the better their schema covers
 * the question, then along joins. When the view has no more tables than `topK`, all of them are returned, since
 * leaving some out could only lose.
 */
export const retrieveTableCandidates: Stage<RetrieveTableCandidatesInput, RetrieveTableCandidatesOutput> = async ({ question, topK }, context) => {
  const { view, index } = context;
  const tables = new Set(view.tables.keys());
  const mayShow = (table: string, column: string): boolean => view.tables.get(table)?.columns.some(({ name }) => name === column) ?? false;
  const lexical = index.lexical.search(question, { tables, mayShow });
  const hits = context.findValues(question).filter((hit) => mayShow(hit.table, hit.column));
  const dense = await denseScores(question, context);
  const told = termsByTable(context.findTerms(question));
  const alike = await context.findExamples(question);
  const known: readonly RankSignal[] = [
    { scores: valueScores(hits), weight: WEIGHTS.values },
    { scores: new Map([...told.keys()].map((table) => [table, 1])), weight: WEIGHTS.glossary },
    { scores: exampleScores(alike), weight: WEIGHTS.examples },
  ];
  const support = schemaSupport(lexical, tables, addScores(known), view.joins);
  const fused = fuseScores([
    { scores: new Map(lexical.map(({ table, score }) => [table, score])), weight: WEIGHTS.lexical },
    { scores: support?.roles ?? new Map(), weight: WEIGHTS.roles },
    { scores: dense, weight: WEIGHTS.dense },
    ...known,
  ]);
  for (const copy of unaskedCopies(view, question)) fused.set(copy, (fused.get(copy) ?? 0) * COPY_SHARE);
  const spread = spreadAlongJoins(fused, (table) => view.joinGraph.neighbours(table), JOIN_GAIN);

  const words = new Map(lexical.map((match) => [match.table, match]));
  const scored = [...tables].map((table) => {
    const { score, through } = spread.get(table) ?? { score: 0, through: [] };
    return { table, through, score: support === null ? score : (score + SAME_SCHEMA) * (support.shares.get(table) ?? 0) };
  });
  const best = Math.max(...scored.map(({ score }) => score), Number.MIN_VALUE);
  const ranked = scored.sort((a, b) => b.score - a.score).slice(0, topK);
  const candidates = ranked.map(({ table, score, through }): TableCandidate => {
    const joined = through.filter((next) => (fused.get(next) ?? 0) > (fused.get(table) ?? 0)).map((next) => `joins ${next}`);
    return { table, score: score / best, evidence: [...(told.get(table) ?? []), ...(words.get(table)?.evidence ?? []), ...valueEvidence(table, hits), ...exampleEvidence(table, alike), ...similarEvidence(dense.get(table)), ...joined] };
  });
  return { candidates };
};

async function denseScores(question: string, { index, view, signal }: StageContext): Promise<ReadonlyMap<string, number>> {
  if (index.dense === null) return new Map();
  const found = await searchDense(index.dense, catalogKey(index.catalog), withoutIdentifiers(withoutTimePhrases(question)), { tables: view.tables.keys(), topK: DENSE_DEPTH, signal });
  return new Map(found.map(({ table, score }) => [table, score]));
}

/** A value that few tables hold tells more: each phrase counts once a table, shared out among its tables. */
function valueScores(hits: readonly ValueHit[]): Map<string, number> {
  const byPhrase = new Map<number, Map<string, number>>();
  for (const hit of hits) {
    const tables = byPhrase.get(hit.start) ?? new Map<string, number>();
    byPhrase.set(hit.start, tables.set(hit.table, Math.max(tables.get(hit.table) ?? 0, MATCH_STRENGTH[hit.match])));
  }
  const scores = new Map<string, number>();
  for (const tables of byPhrase.values()) {
    for (const [table, strength] of tables) scores.set(table, (scores.get(table) ?? 0) + strength / Math.sqrt(tables.size));
  }
  return scores;
}

/** What the glossary tells of each table that it names. */
function termsByTable(hits: readonly TermHit[]): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, string[]>();
  for (const hit of hits) {
    for (const table of tablesOfTerm(hit)) told.set(table, [...new Set([...(told.get(table) ?? []), `glossary: ${hit.term}`])]);
  }
  return told;
}

/** A table is as sure as the example that is most like the question. */
function exampleScores(alike: readonly SimilarExample[]): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  for (const { example, similarity } of alike) {
    for (const table of example.tables) scores.set(table, Math.max(scores.get(table) ?? 0, similarity));
  }
  return scores;
}

function exampleEvidence(table: string, alike: readonly SimilarExample[]): string[] {
  const best = alike.find(({ example }) => example.tables.includes(table));
  return best === undefined ? [] : [`example: ${plain(best.example.question, 60)}`];
}

function valueEvidence(table: string, hits: readonly ValueHit[]): string[] {
  return [...new Set(hits.filter((hit) => hit.table === table).map((hit) => `value: ${hit.value} in ${hit.table}.${hit.column}`))].slice(0, 3);
}

function similarEvidence(similarity: number | undefined): string[] {
  return similarity === undefined || similarity < 0.3 ? [] : [`meaning: ${similarity.toFixed(2)}`];
}
