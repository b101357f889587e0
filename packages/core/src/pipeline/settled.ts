import type { Assumption, Resolution } from '../protocol/index.ts';
import type { RunState } from './run-state.ts';

/**
 * What the stages after the ambiguity check keep to: the answers given or remembered, then the readings that
 * were assumed. Without the latter an answer could rest on another reading than the one it states.
 */
export function settledReadings(state: RunState): readonly Resolution[] {
  const answered = new Set(state.resolutions.map(({ clarificationId }) => clarificationId));
  const others = state.assumptions.filter(({ id }) => !answered.has(id));
  return [...state.resolutions, ...others.flatMap(asResolution)];
}

/** Nobody has said that the other readings are not meant: the question may need their columns for something else. */
function asResolution({ id, kind, phrase = '', chosen }: Assumption): Resolution[] {
  if (!chosen || kind === 'follow_up' || kind === 'limit' || kind === 'join' || kind === 'other') return [];
  return [{ clarificationId: id, kind, phrase, chosen, rejected: [] }];
}
