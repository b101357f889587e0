import { initialRunState, reduceRun, type ChosenReading, type Interrupt, type JsonRunState, type RowPage, type RunEvent, type RunPhase } from '../protocol/index.ts';
import { misuse } from './client-error.ts';
import type { Answer, Turn, TurnPhase } from './thread-state.ts';

/** A question that has just been asked. */
export function newTurn({ id, question, askedAt, revises }: Pick<Turn, 'id' | 'question' | 'askedAt' | 'revises'>): Turn {
  return { id, question, askedAt, phase: 'submitting', run: initialRunState, reconnect: null, problem: null, isLoadingRows: false, nextRows: null, revises };
}

/** A run that a server told of. */
export function turnOf(id: string, run: JsonRunState, askedAt: string): Turn {
  return takeRun(newTurn({ id, question: run.question ?? '', askedAt: run.startedAt ?? askedAt, revises: null }), run);
}

/** A turn whose run stands as it says itself. */
export function takeRun(turn: Turn, run: JsonRunState): Turn {
  return { ...turn, run, phase: phaseOf(run.phase, turn.phase), reconnect: null, nextRows: hasMoreRows(run) ? '' : null };
}

/** A turn after one more event of its run. */
export function applyEvent(turn: Turn, event: RunEvent): Turn {
  const run = reduceRun(turn.run, event);
  // What is counted only says nothing about where the run stands.
  if (run.lastSeq === turn.run.lastSeq && event.type !== 'snapshot') return { ...turn, run };
  return { ...takeRun(turn, run), problem: turn.reconnect === null ? turn.problem : null };
}

function phaseOf(phase: RunPhase, before: TurnPhase): TurnPhase {
  if (phase === 'idle') return before;
  return phase === 'streaming' && before === 'stopping' ? 'stopping' : phase;
}

function hasMoreRows({ phase, result }: JsonRunState): boolean {
  return phase === 'succeeded' && result !== null && result.rowCount !== null && result.rows.length < result.rowCount;
}

const UNDER_WAY: ReadonlySet<TurnPhase> = new Set(['submitting', 'streaming', 'reconnecting', 'offline', 'stopping', 'responding']);
const OVER: ReadonlySet<RunPhase> = new Set(['succeeded', 'cancelled', 'refused', 'failed']);

/**
 * Whether something of the turn is still to come without anybody's doing; false without a turn.
 *
 * @example
 * ```ts
 * import { isUnderWay, type ThreadStore } from '@nl2sql/core/client';
 *
 * const isBusy = (store: ThreadStore): boolean => isUnderWay(store.getSnapshot().turns.at(-1));
 * ```
 */
export const isUnderWay = (turn: Turn | undefined): boolean => turn !== undefined && UNDER_WAY.has(turn.phase);

/** Whether the run has ended for good. */
export const isOver = ({ run }: Turn): boolean => OVER.has(run.phase);

/** A turn whose run did not say in time that it stopped. */
export function givenUp(turn: Turn): Turn {
  // Nothing was heard of the database where a run is known; where none is, there is nothing to be said of it.
  const databaseStopped = turn.run.runId === null ? null : false;
  return { ...turn, phase: 'cancelled', reconnect: null, run: { ...turn.run, phase: 'cancelled', interrupts: [], executingSince: null, databaseStopped } };
}

/** A turn with the rows of a page after its own. A page that does not follow on them changes nothing. */
export function addRows(turn: Turn, page: RowPage): Turn {
  const { result } = turn.run;
  if (result === null || page.runId !== turn.run.runId || page.offset > result.rows.length) return { ...turn, nextRows: null };
  const rows = [...result.rows, ...page.rows.slice(result.rows.length - page.offset)];
  return { ...turn, run: { ...turn.run, result: { ...result, rows } }, nextRows: page.next };
}

/** The readings for asking again: those that were chosen before, and the changed one. */
export function readingsWith({ run }: Turn, assumptionId: string, readingId: string): readonly ChosenReading[] {
  const assumption = run.assumptions.find(({ id }) => id === assumptionId);
  const readings = [assumption?.chosen, ...(assumption?.alternatives ?? [])];
  if (!readings.some((reading) => reading?.id === readingId)) throw misuse('The turn has no such reading.', 'Take a reading of one of its assumptions.');
  const kept = run.assumptions.flatMap(({ id, basis, chosen }) =>
    basis === 'chosen' && chosen && id !== assumptionId ? [{ assumptionId: id, readingId: chosen.id }] : [],
  );
  return [...kept, { assumptionId, readingId }];
}

/** What an answer is to. Throws when the turn waits for no such thing, or nobody may answer it here and now. */
export function interruptFor({ run, phase }: Turn, answer: Answer): Interrupt {
  if (phase === 'expired') throw misuse('The time for an answer is over.', 'Ask again.');
  const interrupt = phase === 'awaitingInput' ? run.interrupts.find(({ kind }) => (kind === 'approval') === isDecision(answer)) : undefined;
  if (interrupt === undefined) throw misuse('The turn does not wait for such an answer.', 'See what its run is interrupted by.');
  if (interrupt.kind !== 'approval' || !isDecision(answer)) return interrupt;
  const { approval } = interrupt;
  if (!approval.viewer.mayDecide) throw misuse('Whoever looks at this request may not decide on it.', 'See `viewer.because`.');
  if (answer.sqlHash !== approval.sqlHash || answer.challenge !== approval.challenge) throw misuse('The statement is not the one that was shown.', 'Read it again and decide then.');
  return interrupt;
}

const isDecision = (answer: Answer): answer is Extract<Answer, { readonly challenge: string }> => answer.kind === 'approve' || answer.kind === 'reject';
