import type { ClarificationOption, InterruptResponse, NeedsClarificationResult, RunEvent, RunResult } from '@nl2sql/core/protocol';
import { equalResults } from './compare-results.ts';
import { predictedRows, type GoldDatabase } from './gold-database.ts';
import { lockViolations } from './names-in-sql.ts';
import { askedText, type PackQuestion } from './read-pack.ts';
import { share } from './statistics.ts';

/** The part of a pipeline that a benchmark uses. */
export interface AskedPipeline {
  stream(request: { readonly question: string }): AsyncIterable<RunEvent> & { readonly result: Promise<RunResult> };
  resume(runId: string, response: InterruptResponse): Promise<RunResult>;
}

/** What came of one question. */
export interface Answer {
  readonly question: PackQuestion;
  readonly result: RunResult;
  readonly correct: boolean;
  /** Whether the gold statement has rows. */
  readonly nonEmpty: boolean;
  /** The share of the gold tables among the first eight candidates; null when gold reads no table. */
  readonly recallAt8: number | null;
  /** Clarifications that were answered for the user. */
  readonly clarified: number;
  readonly lockViolations: readonly string[];
  /** Milliseconds from the question to the last result. */
  readonly ms: number;
}

const CANDIDATES = 8;
const ORACLE_ROUNDS = 2;

/** Asks one question and compares the rows with those of gold; null when gold cannot be run. */
export async function answerQuestion(
  question: PackQuestion,
  pipeline: AskedPipeline,
  gold: GoldDatabase,
  options: { readonly oracleChoice: boolean },
): Promise<Answer | null> {
  const wanted = await gold.answer(question.sql);
  if (wanted === null) return null;

  const start = performance.now();
  const stream = pipeline.stream({ question: askedText(question) });
  let candidates: readonly string[] | null = null;
  for await (const event of stream) {
    if (event.type === 'tables.selected') candidates ??= event.candidates.slice(0, CANDIDATES).map(({ table }) => table);
  }
  let result = await stream.result;
  let clarified = 0;
  while (options.oracleChoice && result.status === 'needs_clarification' && clarified < ORACLE_ROUNDS) {
    const option = oracleOption(result, wanted.tables);
    if (option === null) break;
    clarified += 1;
    result = await pipeline.resume(result.runId, { kind: 'choose', optionId: option.id });
  }
  const ms = performance.now() - start;

  const candidateSet = new Set((candidates ?? []).map(fold));
  return {
    question,
    result,
    correct: result.status === 'completed' && equalResults(predictedRows(result), wanted.rows, wanted),
    nonEmpty: wanted.rows.length > 0,
    recallAt8: share(wanted.tables, (table) => candidateSet.has(fold(table))),
    clarified,
    lockViolations: result.status === 'completed' ? lockViolations(result) : [],
    ms,
  };
}

/** What a user who has gold in mind would choose: the first option whose table gold reads. */
export function oracleOption(result: NeedsClarificationResult, goldTables: readonly string[]): ClarificationOption | null {
  const { options, suggested } = result.clarification;
  const wanted = new Set(goldTables.map(fold));
  return (
    options.find((option) => option.table !== undefined && wanted.has(fold(option.table))) ??
    options.find((option) => option.id === suggested) ??
    options[0] ??
    null
  );
}

function fold(name: string): string {
  return name.toLowerCase();
}
