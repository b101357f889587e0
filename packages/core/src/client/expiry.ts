import type { Turn } from './thread-state.ts';

/** Milliseconds since the epoch at which a turn stops waiting; infinite when it does not. */
function expiryOf({ phase, run }: Turn): number {
  if (phase !== 'awaitingInput' || run.interrupts.length === 0) return Number.POSITIVE_INFINITY;
  // A time that cannot be read is none: the server says in the end what is late.
  return Math.max(...run.interrupts.map(({ expiresAt }) => Date.parse(expiresAt ?? '') || Number.POSITIVE_INFINITY));
}

/** The turns, with those expired whose time is over; the same array when none is. */
export function expireTurns(turns: readonly Turn[], now: number): readonly Turn[] {
  if (turns.every((turn) => expiryOf(turn) > now)) return turns;
  return turns.map((turn) => (expiryOf(turn) > now ? turn : { ...turn, phase: 'expired' }));
}

/** When the next turn expires, in milliseconds since the epoch; infinite when none will. */
export function nextExpiry(turns: readonly Turn[]): number {
  return Math.min(Number.POSITIVE_INFINITY, ...turns.map(expiryOf));
}
