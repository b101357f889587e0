import type { InterruptResponse } from '../protocol/index.ts';
import { asClientError, isUncertain, misuse, problemOf, type ClientError } from './client-error.ts';
import type { Conversation } from './conversation.ts';
import { followRun } from './follow-run.ts';
import { pause, type RetryPolicy } from './retry.ts';
import type { Answer, ThreadActions, Turn } from './thread-state.ts';
import type { RunEvents, StartRun } from './transport.ts';
import { givenUp, interruptFor, isUnderWay, newTurn, readingsWith } from './turns.ts';

/** Milliseconds that a run has to say that it stopped. */
const STOP_TIMEOUT_MS = 5000;

/** How a turn was asked, so that it can be asked again. */
interface Asked {
  readonly input: Omit<StartRun, 'threadId'>;
  readonly idempotencyKey: string;
}

/** The answer that was sent last, and with which key. */
interface Answered {
  readonly interruptId: string;
  readonly answer: string;
  readonly idempotencyKey: string;
}

/** The reading of one turn. */
interface Reading {
  readonly turnId: string;
  readonly controller: AbortController;
  readonly signal: AbortSignal;
  /** Stopped before there was a run, and not waited for any longer: the run is stopped when there is one. */
  isGivenUp: boolean;
  done: Promise<void>;
}

export interface TurnRunner extends Pick<ThreadActions, 'ask' | 'stop' | 'respond' | 'retry' | 'revise' | 'reconnect'> {
  /** Reads on where nobody reads any more. */
  resume(): Promise<void>;
  /** Ends the reading, and nothing else. */
  detach(): void;
}

/** Leads the turns of a conversation through their runs, one at a time. */
export function createTurnRunner(conversation: Conversation, retry: RetryPolicy): TurnRunner {
  const { transport, turn, changeTurn } = conversation;
  const asked = new Map<string, Asked>();
  let answered: Answered | null = null;
  let reading: Reading | null = null;
  let stopping: Promise<void> | null = null;
  let hurry = new AbortController();

  /** Leads a turn until it rests. Whatever led one before lets go. */
  async function lead(turnId: string, work: (reading: Reading) => Promise<void>): Promise<void> {
    reading?.controller.abort();
    const controller = new AbortController();
    const own: Reading = { turnId, controller, signal: controller.signal, isGivenUp: false, done: Promise.resolve() };
    reading = own;
    conversation.publish();
    own.done = work(own).finally(() => {
      if (reading === own) reading = null;
      conversation.publish();
    });
    await own.done;
  }

  function follow(events: RunEvents | null, { turnId, signal }: Reading): Promise<void> {
    return followRun(events, {
      ...{ transport, retry, signal },
      hurry() {
        hurry = new AbortController();
        return hurry.signal;
      },
      turn: () => turn(turnId)!,
      change: (change) => changeTurn(turnId, change),
    });
  }

  const fail = (turnId: string, phase: Turn['phase'], error: ClientError): void =>
    changeTurn(turnId, (before) => ({ ...before, phase, reconnect: null, problem: problemOf(error) }));

  async function send(own: Reading): Promise<void> {
    const { turnId, signal } = own;
    const { input, idempotencyKey } = asked.get(turnId)!;
    const { threadId } = conversation.state();
    let events: RunEvents;
    try {
      events = await transport.start({ ...input, ...(threadId !== null && { threadId }) }, { idempotencyKey, signal });
    } catch (cause) {
      const error = asClientError(cause);
      if (signal.aborted || own.isGivenUp) return;
      // A definite no would be given again for the same key.
      if (!isUncertain(error)) asked.set(turnId, { input, idempotencyKey: conversation.newId() });
      return fail(turnId, 'failed', error);
    }
    if (own.isGivenUp || (!signal.aborted && turn(turnId)?.phase === 'stopping')) transport.cancel(events.runId).catch(() => {});
    if (own.isGivenUp || signal.aborted) return events.close();
    conversation.change({ threadId: events.threadId });
    changeTurn(turnId, (before) => ({ ...before, run: { ...before.run, runId: events.runId, threadId: events.threadId } }));
    await follow(events, own);
  }

  function checkNothingIsUnderWay(): void {
    if (isUnderWay(conversation.lastTurn())) throw misuse('A question is being worked on.', 'Wait until it is answered, or stop it first.');
  }

  async function begin(question: string, asking: Asked, revises: string | null): Promise<void> {
    const id = conversation.newId();
    asked.set(id, asking);
    conversation.change({ turns: [...conversation.state().turns, newTurn({ id, question, askedAt: conversation.timestamp(), revises })] });
    await lead(id, send);
  }

  function known(turnId: string): Turn {
    const found = turn(turnId);
    if (found === undefined) throw misuse('The conversation has no such turn.', 'Take the id of one of `turns`.');
    return found;
  }

  async function ask(question: string): Promise<void> {
    if (question.trim() === '') throw misuse('The question is empty.', 'Say what you want to know.');
    checkNothingIsUnderWay();
    await begin(question, { input: { question }, idempotencyKey: conversation.newId() }, null);
  }

  async function retryTurn(turnId: string): Promise<void> {
    const { question, revises, run } = known(turnId);
    checkNothingIsUnderWay();
    const { input } = asked.get(turnId) ?? { input: { question } };
    // What never became a run is sent again as it was, in its place; unless something was asked since.
    if (run.runId !== null || conversation.lastTurn()?.id !== turnId) return begin(question, { input, idempotencyKey: conversation.newId() }, revises);
    changeTurn(turnId, (turn) => ({ ...newTurn(turn), askedAt: conversation.timestamp() }));
    await lead(turnId, send);
  }

  async function revise(turnId: string, assumptionId: string, readingId: string): Promise<void> {
    const revised = known(turnId);
    checkNothingIsUnderWay();
    const readings = readingsWith(revised, assumptionId, readingId);
    const { question, run } = revised;
    if (run.runId === null) throw misuse('The turn has no run that could be asked again.', 'Ask again.');
    await begin(question, { input: { question, revises: { runId: run.runId, readings } }, idempotencyKey: conversation.newId() }, turnId);
  }

  async function respond(answer: Answer): Promise<void> {
    conversation.change({});
    const last = conversation.lastTurn();
    if (last === undefined) throw misuse('Nothing has been asked.', 'Ask first.');
    const { runId, threadId } = last.run;
    const interrupt = interruptFor(last, answer);
    if (runId === null || threadId === null) throw misuse('The turn has no run.', 'Ask again.');
    const text = JSON.stringify(answer);
    if (answered?.interruptId !== interrupt.id || answered.answer !== text) answered = { interruptId: interrupt.id, answer: text, idempotencyKey: conversation.newId() };
    const { idempotencyKey } = answered;
    const response: InterruptResponse = { ...answer, interruptId: interrupt.id, idempotencyKey };
    changeTurn(last.id, (before) => ({ ...before, phase: 'responding', problem: null }));
    await lead(last.id, async (own) => {
      let events: RunEvents | null = null;
      try {
        events = await transport.resume(threadId, { runId, response }, { idempotencyKey, signal: own.signal });
      } catch (cause) {
        const error = asClientError(cause);
        if (own.signal.aborted) return;
        if (!isUncertain(error)) answered = null;
        // Of two that answer, the second learns what became of the run.
        if (error.status !== 409) return fail(last.id, 'awaitingInput', error);
        fail(last.id, 'responding', error);
      }
      await follow(events, own);
    });
  }

  async function stop(): Promise<void> {
    const last = conversation.lastTurn();
    if (last === undefined || (!isUnderWay(last) && last.phase !== 'awaitingInput')) return;
    if (stopping !== null) return stopping;
    const { id, run } = last;
    changeTurn(id, (before) => ({ ...before, phase: 'stopping', problem: null }));
    conversation.publish();
    const cancelled = run.runId === null ? null : transport.cancel(run.runId).catch((cause: unknown) => {
      changeTurn(id, (before) => (before.phase === 'stopping' ? { ...before, problem: problemOf(asClientError(cause)) } : before));
    });
    if (reading?.turnId !== id) {
      void lead(id, async (own) => {
        await cancelled;
        if (!own.signal.aborted) await follow(null, own);
      });
    }
    stopping = untilStopped(reading!).finally(() => {
      stopping = null;
    });
    await stopping;
  }

  async function untilStopped(own: Reading): Promise<void> {
    const { turnId, controller, signal } = own;
    const isStopping = (): boolean => turn(turnId)?.phase === 'stopping';
    const over = new AbortController();
    const timeout = pause(STOP_TIMEOUT_MS, over.signal, signal);
    // A run that cannot be reached has its time to be stopped all the same.
    await Promise.race([timeout, own.done.then(() => (isStopping() ? timeout : undefined))]);
    over.abort();
    if (signal.aborted || !isStopping()) return;
    changeTurn(turnId, givenUp);
    if (turn(turnId)?.run.runId === null) {
      own.isGivenUp = true;
      asked.set(turnId, { ...asked.get(turnId)!, idempotencyKey: conversation.newId() });
    } else controller.abort();
    if (reading === own) reading = null;
    conversation.publish();
  }

  return {
    ask,
    stop,
    respond,
    retry: retryTurn,
    revise,
    async reconnect() {
      const last = conversation.lastTurn();
      if (last?.phase !== 'reconnecting' && last?.phase !== 'offline') return;
      hurry.abort();
      if (last.phase === 'offline') changeTurn(last.id, (before) => ({ ...before, phase: 'reconnecting', reconnect: { attempt: 1, of: retry.attempts } }));
      await (reading?.turnId === last.id ? reading.done : lead(last.id, (own) => follow(null, own)));
    },
    async resume() {
      const last = conversation.lastTurn();
      if (last === undefined || !isUnderWay(last) || reading !== null) return;
      await lead(last.id, last.run.runId === null ? send : (own) => follow(null, own));
    },
    detach() {
      reading?.controller.abort();
      reading = null;
    },
  };
}
