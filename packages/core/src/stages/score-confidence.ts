import {
  describeEvidence,
  describeJoin,
  levelOf,
  type Confidence,
  type ConfidenceFactor,
  type ConfidenceFactorName,
  type Lock,
  type Proof,
  type ResultWarning,
} from '../protocol/index.ts';
import { tokenise } from '../text/index.ts';
import type { Stage } from './stage.ts';

export interface ScoreConfidenceInput {
  /** The question as the stages read it. */
  readonly question: string;
  /** How many columns the result has. */
  readonly resultColumns: number;
  /** 0–1: how clearly the selected tables stood out. */
  readonly tableConfidence: number;
  readonly ambiguity: 'none' | 'resolved' | 'same_result' | 'assumed' | 'unresolved';
  readonly repairs: number;
  readonly lock: Lock;
  readonly proof: Proof;
  /** Words of the question for which a column was found. */
  readonly resolved: readonly string[];
  /** Words of the question that no column holds or that the statement leaves out. */
  readonly unexplained: readonly string[];
  readonly warnings: readonly ResultWarning[];
}

/**
 * The share of each factor in the score; they sum to 1. They are what `bench:fit-confidence` fits to
 * the answers of a question set, where a factor that hardly varies there keeps the least share.
 */
export const CONFIDENCE_WEIGHTS: Readonly<Record<ConfidenceFactorName, number>> = {
  tableRelevance: 0.2,
  ambiguity: 0.02,
  validation: 0.02,
  columnMatch: 0.02,
  joinEvidence: 0.02,
  termCoverage: 0.28,
  valueMatch: 0.02,
  resultVerification: 0.02,
  complexity: 0.4,
};

const AMBIGUITY = { none: 1, resolved: 1, same_result: 1, assumed: 0.7, unresolved: 0.3 } as const;
const AMBIGUITY_REASON = {
  none: 'The question has one reading.',
  resolved: 'You settled which reading is meant.',
  same_result: 'Every reading gives the same result.',
  assumed: 'A reading was assumed.',
  unresolved: 'Several readings are possible.',
} as const;
const WARNING_COST = { empty_result: 0.5, fan_out: 0.6, all_null_column: 0.4, null_aggregate: 0.5, truncated: 0 } as const;

/** `score = Σ weight × factor`: how much the parts of a run speak for its answer. */
export const scoreConfidence: Stage<ScoreConfidenceInput, Confidence> = async (input) => {
  const factors = (Object.keys(CONFIDENCE_WEIGHTS) as ConfidenceFactorName[]).map((name): ConfidenceFactor => {
    const { value, reason } = FACTORS[name](input);
    return { name, value: round(Math.max(0, Math.min(1, value))), weight: CONFIDENCE_WEIGHTS[name], reason };
  });
  const score = round(factors.reduce((sum, factor) => sum + factor.weight * factor.value, 0));
  return { score, level: levelOf(score), factors };
};

/** Where a question counts as complex: so many joins, further columns, and words beyond a plain question's. */
const MUCH = { joins: 4, columns: 4, plainWords: 6, words: 20 } as const;

type Factor = (input: ScoreConfidenceInput) => { readonly value: number; readonly reason: string };

const FACTORS: Readonly<Record<ConfidenceFactorName, Factor>> = {
  tableRelevance: ({ tableConfidence, lock }) => ({
    value: tableConfidence,
    reason: `${lock.tables.map((table) => table.table).join(', ')} ${tableConfidence >= 0.8 ? 'stand out' : 'do not stand out clearly'} among the candidates.`,
  }),
  ambiguity: ({ ambiguity }) => ({ value: AMBIGUITY[ambiguity], reason: AMBIGUITY_REASON[ambiguity] }),
  validation: ({ repairs }) => ({
    value: 1 - 0.25 * repairs,
    reason: repairs === 0 ? 'The first statement was accepted.' : `The statement was repaired ${repairs === 1 ? 'once' : 'twice'}.`,
  }),
  columnMatch: ({ lock, proof }) => {
    const grounded = lock.tables.flatMap((table) => table.columns.map((column) => `${table.table}.${column}`));
    const used = new Set(proof.used.columns.map((column) => `${column.table}.${column.column}`));
    const hits = grounded.filter((column) => used.has(column)).length;
    return {
      value: grounded.length === 0 ? 1 : hits / grounded.length,
      reason: `${hits} of ${grounded.length} chosen columns are used.`,
    };
  },
  joinEvidence: ({ proof }) => {
    const [weakest] = proof.used.joins.flatMap((join) => (join.source === 'inferred' ? [join] : [])).toSorted((a, b) => a.confidence - b.confidence);
    if (weakest === undefined) return { value: 1, reason: 'No join had to be inferred.' };
    return { value: weakest.confidence, reason: `${describeJoin(weakest)} is ${describeEvidence(weakest)}.` };
  },
  termCoverage: ({ resolved, unexplained }) => {
    const missing = new Set(unexplained.map((word) => word.toLowerCase())).size;
    return {
      value: missing === 0 ? 1 : resolved.length / (resolved.length + 2 * missing),
      reason: missing === 0 ? 'Every part of the question is taken into account.' : `Not understood: ${[...new Set(unexplained)].join(', ')}.`,
    };
  },
  valueMatch: ({ lock }) => {
    const sampled = lock.values.filter((value) => value.coverage === 'sample').length;
    return {
      value: lock.values.length === 0 ? 1 : 1 - (0.2 * sampled) / lock.values.length,
      reason:
        lock.values.length === 0
          ? 'The question names no stored value.'
          : `Found as stored: ${lock.values.map((value) => value.value).join(', ')}.`,
    };
  },
  resultVerification: ({ warnings }) => ({
    value: 1 - warnings.reduce((cost, warning) => cost + WARNING_COST[warning.code], 0),
    reason: warnings.length === 0 ? 'Nothing in the result is suspicious.' : warnings.map((warning) => warning.text).join(' '),
  }),
  complexity: ({ question, resultColumns, proof }) => {
    const joined = Math.max(0, proof.used.tables.length - 1);
    const words = tokenise(question).length;
    return {
      value:
        1 -
        0.8 * share(joined, MUCH.joins) -
        0.5 * share(resultColumns - 1, MUCH.columns) -
        0.5 * share(words - MUCH.plainWords, MUCH.words),
      reason: `${count(joined, 'join')}, ${count(resultColumns, 'result column')}, a question of ${count(words, 'word')}: ${joined + resultColumns > 3 || words > 15 ? 'there was much to get wrong' : 'there was little to get wrong'}.`,
    };
  },
};

function share(amount: number, most: number): number {
  return Math.max(0, Math.min(1, amount / most));
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
