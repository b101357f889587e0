import type { TaskExample, TermHit, ValueHit } from '../contracts/index.ts';
import { describeEvidence, describeJoin, type Join, type Resolution } from '../protocol/index.ts';
import { dataBlock } from './untrusted.ts';

/** The question, composed as text is that people type. */
export function describeQuestion(question: string): string {
  return `The question:\n${dataBlock('question', question.normalize('NFC'))}`;
}

/** Join lines for a prompt; no block when there are none. */
export function describeJoins(joins: readonly Join[]): string[] {
  if (joins.length === 0) return [];
  const lines = joins.map((join) => (join.source === 'declared' ? describeJoin(join) : `${describeJoin(join)} (inferred: ${describeEvidence(join)})`));
  return [`Known joins:\n${dataBlock('joins', lines)}`];
}

/** Words of the question that were found among the stored values. */
export function describeValues(values: readonly ValueHit[]): string[] {
  if (values.length === 0) return [];
  const hits = values.map((hit) => ({
    words: hit.phrase,
    column: `${hit.table}.${hit.column}`,
    storedAs: hit.value,
    listComplete: hit.coverage === 'complete',
  }));
  return [`Words of the question that are stored values:\n${dataBlock('values', hits)}`];
}

/** What the host's glossary says of words of the question; each entry once. */
export function describeTerms(terms: readonly TermHit[]): string[] {
  if (terms.length === 0) return [];
  const entries = new Map(
    terms.map(({ term, phrase, meaning, tables, columns }) => [
      term,
      {
        words: phrase,
        term,
        ...(meaning === undefined ? {} : { meaning }),
        ...(tables.length === 0 ? {} : { tables }),
        ...(columns.length === 0 ? {} : { columns: columns.map(({ table, column }) => `${table}.${column}`) }),
      },
    ]),
  );
  return [`What words of the question mean here:\n${dataBlock('glossary', [...entries.values()])}`];
}

/** Similar questions with their statements. */
export function describeExamples(examples: readonly TaskExample[]): string[] {
  if (examples.length === 0) return [];
  return [`Similar questions, and statements that answer them:\n${dataBlock('examples', examples)}`];
}

/** What the user has settled; it outranks every other reading. */
export function describeResolutions(resolutions: readonly Resolution[]): string[] {
  if (resolutions.length === 0) return [];
  const settled = resolutions.map((resolution) => ({
    about: resolution.phrase,
    chosen: resolution.chosen,
    notMeant: resolution.rejected,
  }));
  return [`These points are settled, by the user or by a rule that the user is told of; keep to them:\n${dataBlock('settled', settled)}`];
}
