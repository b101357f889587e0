import type { AnswerReach, StageName } from '../protocol/index.ts';
import { assumeReading } from '../stages/ambiguity/assume-reading.ts';
import { unlessAborted } from './abort.ts';
import { wantedOption } from './chosen-readings.ts';
import { compareReadings } from './compare-readings.ts';
import { isStateWithin } from './narrowing.ts';
import type { Node, Update } from './nodes.ts';
import { resolveResponse } from './resolve-response.ts';
import type { RunState } from './run-state.ts';
import type { Session } from './session.ts';
import { settle } from './settle.ts';

/**
 * Looks for a way to spare the user the question that the run would pause at: the reading that the run was
 * asked for with, an answer that was given before, or else that every reading gives the same result.
 * Without one the run is left as it is.
 */
export function createSettleReading(
  nodes: Readonly<Record<StageName, Node>>,
  onError: (error: unknown, runId: string) => void,
): Node {
  return async (state, session) => {
    // What a replaced detector offers from elsewhere is neither tried nor recalled.
    if (!isStateWithin(state, session.context.view)) return {};
    return askedFor(state, session) ?? (await recalled(state, session)) ?? (await compareReadings(state, session, nodes, onError)) ?? {};
  };
}

const BASIS: Readonly<Record<AnswerReach, string>> = {
  thread: 'You chose this earlier in the conversation.',
  user: 'You chose this before.',
  tenant: 'This was chosen for everybody.',
};

function askedFor(state: RunState, session: Session): Update | null {
  const clarification = state.interrupt?.clarification;
  const taken = clarification && wantedOption(clarification, state.wanted);
  if (!taken) return null;
  return { ...settle(state, session, taken), wanted: state.wanted.filter(({ assumptionId }) => assumptionId !== clarification.id) };
}

async function recalled(state: RunState, session: Session): Promise<Update | null> {
  const clarification = state.interrupt?.clarification;
  // A detector that asks on after its question was settled means something else.
  if (!clarification || state.resolutions.some(({ clarificationId }) => clarificationId === clarification.id)) return null;
  const known = await unlessAborted(session.context.signal, () => session.answers.recall(state));
  const option = clarification.options.find(({ id }) => id === known?.optionId);
  const resolution = option && resolveResponse(clarification, { kind: 'choose', optionId: option.id });
  if (!known || !resolution) return null;
  const assumption = assumeReading(clarification, option);
  return settle(state, session, {
    resolution: { ...resolution, assumed: true },
    assumption: { ...assumption, text: `${assumption.text} ${BASIS[known.reach]}`, basis: 'remembered' },
  });
}
