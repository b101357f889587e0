import { asClientError, misuse, problemOf } from './client-error.ts';
import type { Conversation } from './conversation.ts';
import { addRows } from './turns.ts';

/** Fetches the next rows of a turn's result, and puts them after those that are there. */
export async function loadRows(conversation: Conversation, turnId: string, signal: AbortSignal): Promise<void> {
  const turn = conversation.turn(turnId);
  if (turn === undefined) throw misuse('The conversation has no such turn.', 'Take the id of one of `turns`.');
  const { runId } = turn.run;
  if (turn.isLoadingRows || turn.nextRows === null || runId === null) return;
  conversation.changeTurn(turnId, (before) => ({ ...before, isLoadingRows: true, problem: null }));
  conversation.publish();
  try {
    const page = await conversation.transport.rows(runId, turn.nextRows || null, { signal });
    conversation.changeTurn(turnId, (before) => addRows(before, page));
  } catch (cause) {
    if (!signal.aborted) conversation.changeTurn(turnId, (before) => ({ ...before, problem: problemOf(asClientError(cause)) }));
  }
  conversation.changeTurn(turnId, (before) => ({ ...before, isLoadingRows: false }));
  conversation.publish();
}
