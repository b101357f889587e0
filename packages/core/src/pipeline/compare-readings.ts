import type { Database, LanguageModel, QueryOptions } from '../contracts/index.ts';
import { isNl2SqlError, ModelError } from '../errors/index.ts';
import type { Clarification, ClarificationOption, StageName } from '../protocol/index.ts';
import type { Settings } from '../settings.ts';
import { assumeReading, suggestedOption } from '../stages/ambiguity/assume-reading.ts';
import { abortError } from './abort.ts';
import { EventBuffer, type EventSink } from './event-stream.ts';
import { forwardingDatabase } from './forwarding-database.ts';
import type { Node, Update } from './nodes.ts';
import { resolveResponse } from './resolve-response.ts';
import { checkedOf, resultOf } from './run-parts.ts';
import type { RunState } from './run-state.ts';
import { isSameResult, isTelling, type ComparedResult } from './same-result.ts';
import type { Session } from './session.ts';
import { assume } from './settle.ts';

type Limits = NonNullable<Settings['ambiguity']['compareReadings']>;

/** What a reading goes through, by the nodes of the run itself: as after an answer, without repairs. */
const TO_STATEMENT = ['score-table-relevance', 'detect-ambiguity', 'ground-columns', 'generate-sql'] as const;
export const READING_STAGES: readonly StageName[] = [...TO_STATEMENT, 'validate-sql', 'execute-query'];

/** A reading that came to a result. */
interface Reading extends ComparedResult {
  /** The run as it is with the statement of this reading, which nobody has checked in it yet. */
  readonly state: RunState;
  /** Sends the events that led to it. */
  readonly announce: (sink: EventSink) => void;
}

/**
 * Tries the readings between which the user would choose. When all give the same telling result, the
 * run goes on with the statement of the suggested one; null at the first failure, doubt or difference,
 * and then the question is asked.
 */
export async function compareReadings(
  state: RunState,
  session: Session,
  nodes: Readonly<Record<StageName, Node>>,
  onError: (error: unknown, runId: string) => void,
): Promise<Update | null> {
  const limits = session.context.settings.ambiguity.compareReadings;
  const clarification = state.interrupt?.clarification;
  const suggested = clarification && suggestedOption(clarification);
  if (!limits || !suggested || clarification.options.length < 2 || clarification.options.length > limits.readings) return null;

  const bounds = boundsOf(limits, session);
  const options = [suggested, ...clarification.options.filter((option) => option !== suggested)];
  let first: Reading | null = null;
  for (const [index, option] of options.entries()) {
    session.emit('step.progress', { step: 'detect-ambiguity', text: `Trying reading ${index + 1} of ${options.length}: ${option.label}` });
    const reading = await tryReading(option, clarification, state, bounds(), nodes).catch((error: unknown) => {
      if (session.context.signal.aborted) throw abortError(session.context.signal);
      if (!isNl2SqlError(error)) onError(error, state.runId);
      return null;
    });
    if (!reading || !isTelling(reading) || (first && !isSameResult(first, reading))) return null;
    first ??= reading;
  }
  return first && goOnWith(first, state, session, clarification, suggested);
}

async function tryReading(
  option: ClarificationOption,
  clarification: Clarification,
  before: RunState,
  { session, events }: { readonly session: Session; readonly events: EventBuffer },
  nodes: Readonly<Record<StageName, Node>>,
): Promise<Reading | null> {
  const resolution = resolveResponse(clarification, { kind: 'choose', optionId: option.id });
  if (!resolution) return null;
  const state: { -readonly [K in keyof RunState]: RunState[K] } = { ...before, interrupt: null, askedAs: null, wanted: [] };
  state.resolutions = [...before.resolutions, { ...resolution, assumed: true }];
  for (const name of TO_STATEMENT.slice(resolution.kind === 'table' ? 0 : 1)) {
    Object.assign(state, await nodes[name](state, session));
    if (state.refusal || state.interrupt || state.selected.length === 0) return null;
  }
  const announce = events.take();
  const validated: RunState = { ...state, ...(await nodes['validate-sql'](state, session)) };
  if (validated.problems.length > 0) return null;
  await nodes['execute-query'](validated, session);
  return { state, announce, result: resultOf(session), ordered: checkedOf(session).tree.orderBy.length > 0 };
}

function goOnWith(reading: Reading, before: RunState, session: Session, clarification: Clarification, chosen: ClarificationOption): Update {
  const assumption = assumeReading(clarification, chosen);
  const others = clarification.options.filter((option) => option !== chosen).map(({ label }) => label);
  const same = `${others.length === 1 ? 'The other reading gives' : 'The other readings give'} the same: ${others.join(', ')}.`;
  reading.announce(session);
  const assumed = assume(reading.state, session, [{ ...assumption, text: `${assumption.text} ${same}`, basis: 'same_result' }]);
  return { ...reading.state, resolutions: before.resolutions, wanted: before.wanted, ...assumed };
}

/** Makes sessions for one reading each, which share what all of them may take. */
function boundsOf(limits: Limits, session: Session): () => { readonly session: Session; readonly events: EventBuffer } {
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  const calls = { left: limits.modelCalls };
  return () => {
    const events = new EventBuffer();
    const aside = session.aside(({ database, model, signal }) => ({
      database: brieflyAsked(database, limits),
      model: seldomAsked(model, calls),
      signal: AbortSignal.any([signal, deadline]),
      events,
    }));
    return { session: aside, events };
  };
}

/** A database that gives few rows and little time, whatever a stage asks of it. */
function brieflyAsked(database: Database, { rows, queryTimeoutMs }: Limits): Database {
  const least = ({ maxRows, timeoutMs }: QueryOptions) => ({ maxRows: Math.min(maxRows, rows), timeoutMs: Math.min(timeoutMs, queryTimeoutMs) });
  return {
    ...forwardingDatabase(database),
    query: (sql, options) => database.query(sql, { ...options, ...least(options) }),
    stream: (sql, options) => database.stream(sql, { ...options, ...least(options) }),
  };
}

function seldomAsked(model: LanguageModel, calls: { left: number }): LanguageModel {
  return {
    id: model.id,
    async generate(request) {
      calls.left -= 1;
      if (calls.left < 0) throw new ModelError('MODEL_UNAVAILABLE', 'The readings have used up their calls of the model.');
      return model.generate(request);
    },
  };
}
