import { InputError } from '../errors/index.ts';
import type { Assumption, ChosenReading, Clarification, ClarificationAnswer, Resolution, Revision } from '../protocol/index.ts';
import { assumeReading } from '../stages/ambiguity/assume-reading.ts';
import { isThreadId } from './check-question.ts';
import { placesOf, resolveResponse } from './resolve-response.ts';

/** The readings that a run was asked for with. Each is only a choice among what the run itself finds. */
const MOST_READINGS = 20;

/** @throws InputError when something cannot be a revision; leaving it out is fine. */
export function checkRevision(revises: Revision | undefined): readonly ChosenReading[] {
  if (revises === undefined) return [];
  const readings: unknown = revises?.readings;
  const fits =
    isThreadId(revises?.runId) &&
    Array.isArray(readings) &&
    readings.length <= MOST_READINGS &&
    readings.every((reading: Partial<ChosenReading> | null) => typeof reading?.assumptionId === 'string' && typeof reading.readingId === 'string');
  if (fits) return revises.readings.map(({ assumptionId, readingId }) => ({ assumptionId, readingId }));
  throw new InputError('`revises` is no revision.', {
    hint: `Nothing was run. Pass { runId, readings: [{ assumptionId, readingId }] } with at most ${MOST_READINGS} readings.`,
  });
}

/** @throws InputError when readings were asked for that never came up. */
export function assertAllTaken(wanted: readonly ChosenReading[]): void {
  if (wanted.length === 0) return;
  throw new InputError('A reading that was asked for is not among those of this question.', {
    hint: 'Nothing was run. Ask the question again, and choose among the readings of its answer.',
  });
}

/** What a choice changes: how the words are settled, and what the answer says of it. */
export interface TakenReading {
  readonly resolution: Resolution;
  readonly assumption: Assumption;
}

/** The choice that was asked for among the options of a clarification. */
export function wantedOption(clarification: Clarification, wanted: readonly ChosenReading[]): TakenReading | null {
  const choice = wanted.find(({ assumptionId }) => assumptionId === clarification.id);
  return choice && clarification.options.some(({ id }) => id === choice.readingId)
    ? takeAnswer(clarification, { kind: 'choose', optionId: choice.readingId })
    : null;
}

/** What a person's answer settles; null when they called the run off. */
export function takeAnswer(clarification: Clarification, answer: ClarificationAnswer): TakenReading | null {
  const resolution = resolveResponse(clarification, answer);
  if (!resolution) return null;
  const { chosen } = resolution;
  const option = 'id' in chosen ? clarification.options.find(({ id }) => id === chosen.id) : undefined;
  const assumption = assumeReading(clarification, option);
  const text = option ? assumption.text : `“${resolution.phrase}” is meant as you wrote: ${'text' in chosen ? chosen.text : ''}`;
  return { resolution, assumption: { ...assumption, text, basis: 'chosen' } };
}

/** The reading that was asked for in place of the one that was assumed; null when none was. */
export function wantedReading(assumption: Assumption, wanted: readonly ChosenReading[]): TakenReading | null {
  const { id, kind, phrase = '', chosen, alternatives = [] } = assumption;
  const readings = [...(chosen ? [chosen] : []), ...alternatives];
  const choice = wanted.find(({ assumptionId }) => assumptionId === id);
  const reading = readings.find((candidate) => candidate.id === choice?.readingId);
  if (!reading || kind === 'follow_up' || kind === 'limit' || kind === 'other') return null;
  const others = readings.filter((other) => other !== reading);
  return {
    resolution: {
      clarificationId: id,
      kind: kind === 'join' ? 'join_path' : kind,
      phrase,
      chosen: reading,
      rejected: placesOf(others, reading),
    },
    assumption: { ...assumption, text: `“${phrase}” is read as ${reading.label}.`, chosen: reading, alternatives: others, basis: 'chosen' },
  };
}
