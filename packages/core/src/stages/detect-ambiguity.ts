import type { AssumedReading, Assumption, Clarification, ClarificationOption, Resolution } from '../protocol/index.ts';
import { findAlternativeTables } from './ambiguity/alternative-tables.ts';
import { findJoinPaths } from './ambiguity/join-paths.ts';
import { findMeasures } from './ambiguity/measures.ts';
import { findTimeColumns } from './ambiguity/time-columns.ts';
import { findValueColumns } from './ambiguity/value-columns.ts';
import type { RankedTable } from './score-table-relevance.ts';
import type { Stage, StageContext } from './stage.ts';

export interface DetectAmbiguityInput {
  readonly question: string;
  readonly ranking: readonly RankedTable[];
  readonly selected: readonly string[];
  /** What the user has settled in this run. */
  readonly resolutions: readonly Resolution[];
}

export type DetectAmbiguityOutput =
  | { readonly kind: 'clear'; readonly assumptions: readonly Assumption[] }
  | { readonly kind: 'ambiguous'; readonly clarification: Clarification };

/** What one rule finds: nothing, a reading that is safe to assume, or a question for the user. */
export type Finding =
  | { readonly kind: 'assume'; readonly assumption: Assumption }
  | { readonly kind: 'ask'; readonly clarification: Clarification };

/** A deterministic reason to doubt the question's reading. */
export type AmbiguityRule = (input: DetectAmbiguityInput, context: StageContext) => readonly Finding[];

/** The rules in the order in which their questions are asked: tables first, since the rest follows. */
const RULES: readonly AmbiguityRule[] = [
  findAlternativeTables,
  findJoinPaths,
  findValueColumns,
  findMeasures,
  findTimeColumns,
];

/**
 * Decides by rules whether the question has more than one reading. One question is asked at a time;
 * when the run has asked its share, the suggested reading becomes an assumption that the user sees.
 */
export const detectAmbiguity: Stage<DetectAmbiguityInput, DetectAmbiguityOutput> = async (input, context) => {
  const findings = RULES.flatMap((rule) => rule(input, context)).filter(
    (finding) => finding.kind === 'assume' || !isSettled(finding.clarification, input.resolutions),
  );
  const question = findings.find((finding) => finding.kind === 'ask');
  const mayAsk = input.resolutions.length < context.settings.limits.clarifications;
  if (question && mayAsk) return { kind: 'ambiguous', clarification: question.clarification };
  return {
    kind: 'clear',
    assumptions: findings.map((finding) =>
      finding.kind === 'assume' ? finding.assumption : assumeSuggested(finding.clarification),
    ),
  };
};

function isSettled(clarification: Clarification, resolutions: readonly Resolution[]): boolean {
  return resolutions.some(
    (resolution) =>
      resolution.clarificationId === clarification.id ||
      (resolution.kind === clarification.kind && resolution.phrase === clarification.span?.text),
  );
}

function assumeSuggested(clarification: Clarification): Assumption {
  const { options, suggested, span } = clarification;
  const chosen = options.find((option) => option.id === suggested) ?? options[0];
  return {
    id: clarification.id,
    kind: clarification.kind === 'join_path' ? 'join' : clarification.kind,
    text: chosen?.consequence ?? 'The most likely reading was assumed.',
    ...(span ? { phrase: span.text } : {}),
    ...(chosen ? { chosen: asReading(chosen) } : {}),
    alternatives: options.filter((option) => option !== chosen).map(asReading),
  };
}

function asReading({ id, label, table, column }: ClarificationOption): AssumedReading {
  return { id, label, ...(table === undefined ? {} : { table }), ...(column === undefined ? {} : { column }) };
}
