import type { Assumption, ColumnRefOrTable, Resolution } from '../protocol/index.ts';
import type { RunState } from './run-state.ts';

/**
 * What the stages after the ambiguity check keep to: the user's own answers, then the readings that
 * were assumed. Without the latter an answer could rest on another reading than the one it states.
 */
export function settledReadings(state: RunState): readonly Resolution[] {
  return [...state.resolutions, ...state.assumptions.flatMap(asResolution)];
}

function asResolution({ id, kind, phrase = '', chosen, alternatives = [] }: Assumption): Resolution[] {
  if (!chosen || kind === 'follow_up' || kind === 'limit' || kind === 'other') return [];
  return [
    {
      clarificationId: id,
      kind: kind === 'join' ? 'join_path' : kind,
      phrase,
      chosen,
      rejected: alternatives.flatMap(({ table, column }): ColumnRefOrTable[] => {
        if (table === undefined) return [];
        return column === undefined ? [{ table }] : [{ table, column }];
      }),
    },
  ];
}
