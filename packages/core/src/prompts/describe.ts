import type { ValueHit } from '../contracts/index.ts';
import type { Join, Resolution } from '../protocol/index.ts';
import { dataBlock } from './untrusted.ts';

/** Join lines for a prompt; no block when there are none. */
export function describeJoins(joins: readonly Join[]): string[] {
  if (joins.length === 0) return [];
  const lines = joins.map(
    (join) =>
      `${join.from.table}.${join.from.column} = ${join.to.table}.${join.to.column}${join.source === 'inferred' ? ' (not declared; found from names and values)' : ''}`,
  );
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
