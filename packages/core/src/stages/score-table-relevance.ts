import type { ScoreTableRelevanceInput, ScoreTableRelevanceReply } from '../contracts/index.ts';
import { scoreTableRelevancePrompt } from '../prompts/score-table-relevance.ts';
import type { Resolution } from '../protocol/index.ts';
import { taskTable } from '../schema/textify.ts';
import { askUntilUsable } from './ask-until-usable.ts';
import type { TableCandidate } from './retrieve-table-candidates.ts';
import type { Stage, StageContext } from './stage.ts';
import { coversTables, taskTerms } from './task-knowledge.ts';

export interface ScoreTableRelevanceStageInput {
  readonly question: string;
  readonly candidates: readonly TableCandidate[];
  readonly resolutions: readonly Resolution[];
}

/** A candidate after the model has ranked it. */
export interface RankedTable {
  readonly table: string;
  /** 0–1. */
  readonly relevance: number;
  readonly required: boolean;
  readonly reason: string;
}

export interface ScoreTableRelevanceOutput {
  /** Every candidate, most relevant first. */
  readonly ranking: readonly RankedTable[];
  /** The tables to answer from; empty when none is relevant. */
  readonly selected: readonly string[];
  /** 0–1: how clearly the selected tables stand out. */
  readonly confidence: number;
}

/** Has the model rank the candidates. It cannot add one: such an answer is asked again once, then fails. */
export const scoreTableRelevance: Stage<ScoreTableRelevanceStageInput, ScoreTableRelevanceOutput> = async (
  input,
  context,
) => {
  const rejected = rejectedTables(input.resolutions);
  const candidates = input.candidates.filter((candidate) => !rejected.has(candidate.table));
  if (candidates.length === 0) return { ranking: [], selected: [], confidence: 0 };
  const ranking = prefer(await rank(input, candidates, context), input.resolutions);
  const selected = select(ranking, context);
  return { ranking, selected, confidence: standsOut(ranking, selected, context.settings.ambiguity.margin) };
};

async function rank(
  input: ScoreTableRelevanceStageInput,
  candidates: readonly TableCandidate[],
  context: StageContext,
): Promise<readonly RankedTable[]> {
  const names = new Set(candidates.map((candidate) => candidate.table));
  const joins = context.view.joins.filter((join) => names.has(join.from.table) && names.has(join.to.table));
  const task: ScoreTableRelevanceInput = {
    question: input.question,
    candidates: candidates.flatMap((candidate) => {
      const table = context.view.tables.get(candidate.table);
      return table
        ? [{ ...taskTable(table, { joins: context.view.joins, prompts: context.settings.prompts }), score: candidate.score }]
        : [];
    }),
    joins,
    values: context.findValues(input.question).filter((hit) => names.has(hit.table)),
    terms: taskTerms(input.question, coversTables(names), context),
    resolutions: input.resolutions,
  };
  const { ranking } = await askUntilUsable(
    {
      task: 'score-table-relevance',
      input: task,
      prompt: (problem) => scoreTableRelevancePrompt(task, problem),
      findProblem: (reply) => findProblem(reply, names),
      failure: 'The model did not rank the candidate tables',
    },
    context,
  );
  return ranking.toSorted((a, b) => b.relevance - a.relevance);
}

function findProblem(reply: ScoreTableRelevanceReply, names: ReadonlySet<string>): string | null {
  const seen = new Set<string>();
  for (const entry of reply.ranking) {
    if (!names.has(entry.table)) return 'It ranks a table that is not among the candidates.';
    if (seen.has(entry.table)) return 'It ranks a table twice.';
    seen.add(entry.table);
  }
  return seen.size === names.size ? null : 'It leaves out candidates.';
}

function select(ranking: readonly RankedTable[], context: StageContext): string[] {
  const { select: threshold, floor } = context.settings.relevance;
  const best = ranking[0];
  if (!best || best.relevance < floor) return [];
  const required = ranking.filter((entry) => entry.required && entry.relevance >= floor);
  const chosen = required.length > 0 ? required : ranking.filter((entry) => entry.relevance >= threshold);
  return (chosen.length > 0 ? chosen : [best]).map((entry) => entry.table);
}

/** A table that the user chose is certain, whatever the model makes of it. */
function prefer(ranking: readonly RankedTable[], resolutions: readonly Resolution[]): readonly RankedTable[] {
  const chosen = new Set(
    resolutions.flatMap((resolution) =>
      'table' in resolution.chosen && resolution.chosen.table !== undefined ? [resolution.chosen.table] : [],
    ),
  );
  return ranking
    .map((entry) => (chosen.has(entry.table) ? { ...entry, relevance: 1, required: true } : entry))
    .toSorted((a, b) => b.relevance - a.relevance);
}

function rejectedTables(resolutions: readonly Resolution[]): ReadonlySet<string> {
  return new Set(
    resolutions.flatMap((resolution) =>
      resolution.kind === 'table' ? resolution.rejected.map((rejected) => rejected.table) : [],
    ),
  );
}

function standsOut(ranking: readonly RankedTable[], selected: readonly string[], margin: number): number {
  const weakest = ranking.findLast((entry) => selected.includes(entry.table))?.relevance ?? 0;
  const nextBest = ranking.find((entry) => !selected.includes(entry.table))?.relevance ?? 0;
  const gap = Math.max(0, weakest - nextBest);
  return weakest * (0.7 + 0.3 * Math.min(1, margin > 0 ? gap / margin : 1));
}
