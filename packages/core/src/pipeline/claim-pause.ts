import type { RunStore } from '../contracts/index.ts';
import { InputError, isNl2SqlError, RunError } from '../errors/index.ts';
import type { ClarificationAnswer, Interrupt, InterruptResponse } from '../protocol/index.ts';
import type { PausedRun, RunGraph } from './graph.ts';
import { identityOf } from './principals.ts';
import type { RememberedAnswers } from './remembered-answers.ts';
import { resolveResponse } from './resolve-response.ts';
import type { ResumeOptions } from './run-input.ts';

export interface PauseClaims {
  readonly graph: RunGraph;
  readonly runs: RunStore;
  readonly answers: Pick<RememberedAnswers, 'assertReach'>;
  readonly now: () => Date;
}

/** The pause that an answer is for. Throws when there is none, or none that this caller may answer. */
export async function findPause(
  runId: string,
  options: ResumeOptions,
  { graph, runs }: Pick<PauseClaims, 'graph' | 'runs'>,
): Promise<PausedRun> {
  const paused = await graph.paused(runId);
  const mayAnswer = !paused || options.principal === undefined || identityOf(options.principal) === identityOf(paused.state.principal);
  if (paused && mayAnswer) return paused;
  // To somebody else, a run that exists looks like one that does not.
  const record = mayAnswer ? await runs.load(runId) : null;
  throw record
    ? new RunError('ALREADY_RESUMED', 'This run no longer waits for an answer.', { hint: 'Ask the question again for another answer.' })
    : new RunError('RUN_NOT_FOUND', 'No run with this id waits for an answer.', {
        hint: 'It may have been answered already. To continue a run in another process, give both pipelines the same durable checkpointer.',
      });
}

/**
 * Takes the right to go on with a pause, once among all processes.
 *
 * @throws RunError `RUN_NOT_WAITING`, `ALREADY_RESUMED`
 * @throws InputError when the answer cannot be used; the run still waits then
 */
export async function claimPause(paused: PausedRun, response: InterruptResponse, { graph, runs, answers, now }: PauseClaims): Promise<void> {
  const { runId } = paused.state;
  const { interrupt } = paused;
  assertResponse(response);
  if (response.interruptId !== undefined && response.interruptId !== interrupt.id) {
    throw new RunError('RUN_NOT_WAITING', 'The run does not wait for this answer.', { hint: 'Answer the interrupt it waits for now.' });
  }
  if (response.kind !== 'cancel' && isExpired(interrupt, now())) {
    throw new RunError('RUN_NOT_WAITING', 'The question has expired.', { hint: 'Ask the original question again.' });
  }
  resolveResponse(interrupt.clarification, response);
  answers.assertReach(response, paused.state.principal);
  let claimed = false;
  if (await runs.claim(runId, interrupt.id)) {
    try {
      claimed = await graph.claim(paused);
    } finally {
      // The pause may have been answered and put back since it was looked up: leave it to the next answer.
      if (!claimed) await runs.release(runId, interrupt.id);
    }
  }
  if (claimed) return;
  throw new RunError('ALREADY_RESUMED', 'Another answer to this question came first.', {
    hint: 'Its result stands; this answer changed nothing.',
  });
}

export function isExpired(interrupt: Interrupt, now: Date): boolean {
  return interrupt.expiresAt !== null && now.toISOString() > interrupt.expiresAt;
}

/** True when a run whose answer ended with this error before it was claimed waits on. */
export function leavesWaiting(error: unknown): boolean {
  return !isNl2SqlError(error) || !['ALREADY_RESUMED', 'RUN_NOT_FOUND', 'CANCELLED'].includes(error.code);
}

function assertResponse(response: unknown): asserts response is ClarificationAnswer {
  const answer = response as Partial<Record<string, unknown>> | null | undefined;
  const fits =
    (answer?.['kind'] === 'choose' && typeof answer['optionId'] === 'string') ||
    (answer?.['kind'] === 'text' && typeof answer['text'] === 'string') ||
    answer?.['kind'] === 'cancel';
  if (fits) return;
  throw new InputError('The answer has no form that is known.', {
    hint: 'The run still waits. Send { kind: "choose", optionId }, { kind: "text", text } or { kind: "cancel" }.',
  });
}
