import type { Assumption, Clarification, Resolution } from '../protocol/index.ts';
import { findAlternativeTables } from './ambiguity/alternative-tables.ts';
import { assumeReading, suggestedOption } from './ambiguity/assume-reading.ts';
import { findJoinPaths } from './ambiguity/join-paths.ts';
import { findMeasures } from './ambiguity/measures.ts';
import { findNearColumns } from './ambiguity/near-columns.ts';
import { findPrecomputedFigures } from './ambiguity/precomputed-figures.ts';
import { findRepeatedColumns } from './ambiguity/repeated-columns.ts';
import { findTimeColumns } from './ambiguity/time-columns.ts';
import { findTwinTables } from './ambiguity/twin-tables.ts';
import { findValueColumns } from './ambiguity/value-columns.ts';
import type { RankedTable } from './score-table-relevance.ts';
import type { Stage, StageContext } from './stage.ts';

export interface DetectAmbiguityInput {
  readonly question: string;
  readonly ranking: readonly RankedTable[];
  readonly selected: readonly string[];
  /** What is settled in this run, by the user's answers or by remembered ones. */
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
  findPrecomputedFigures,
  findAlternativeTables,
  findTwinTables,
  findRepeatedColumns,
  findNearColumns,
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
  const asked = input.resolutions.filter((resolution) => !resolution.assumed);
  const mayAsk = asked.length < context.settings.limits.clarifications;
  if (question && mayAsk) return { kind: 'ambiguous', clarification: question.clarification };
  return {
    kind: 'clear',
    assumptions: findings.map((finding) =>
      finding.kind === 'assume' ? finding.assumption : assumeReading(finding.clarification, suggestedOption(finding.clarification)),
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
