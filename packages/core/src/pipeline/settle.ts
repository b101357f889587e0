import type { Assumption } from '../protocol/index.ts';
import { wantedReading, type TakenReading } from './chosen-readings.ts';
import type { RunState } from './run-state.ts';
import type { Session } from './session.ts';

/** Settles what the run would be paused for. */
export function settle(state: RunState, session: Session, { resolution, assumption }: TakenReading): Partial<RunState> {
  return {
    interrupt: null,
    askedAs: null,
    resolutions: [...state.resolutions, resolution],
    ...assume(state, session, [assumption]),
  };
}

/** Takes what the detector assumed, save where something else was asked for or is settled already. */
export function settleAssumed(state: RunState, session: Session, assumptions: readonly Assumption[]): Partial<RunState> {
  const settled = new Set(state.resolutions.map(({ clarificationId }) => clarificationId));
  const open = assumptions.filter(({ id }) => !settled.has(id));
  const taken = open.flatMap((assumption) => wantedReading(assumption, state.wanted) ?? []);
  const chosen = new Map(taken.map(({ assumption }) => [assumption.id, assumption]));
  return {
    interrupt: null,
    askedAs: null,
    resolutions: [...state.resolutions, ...taken.map(({ resolution }) => resolution)],
    wanted: state.wanted.filter(({ assumptionId }) => !chosen.has(assumptionId)),
    rank: taken.some(({ resolution }) => resolution.kind === 'table'),
    ...assume(state, session, open.map((assumption) => chosen.get(assumption.id) ?? assumption)),
  };
}

/** Adds to what the answer assumes. */
export function assume(state: RunState, session: Session, added: readonly Assumption[]): Partial<RunState> {
  const known = new Map(state.assumptions.map((assumption) => [assumption.id, assumption]));
  for (const assumption of added) {
    if (known.get(assumption.id)?.text !== assumption.text) session.emit('assumption.added', { assumption });
    known.set(assumption.id, assumption);
  }
  return { assumptions: [...known.values()] };
}
