import { expireTurns, nextExpiry } from './expiry.ts';
import { createObservable, type Schedule } from './observable.ts';
import type { ThreadState, Turn } from './thread-state.ts';
import type { Transport } from './transport.ts';

/** The state of a conversation, as its actions change it. */
export interface Conversation {
  readonly transport: Transport;
  readonly newId: () => string;
  /** ISO 8601. */
  readonly timestamp: () => string;
  readonly state: () => ThreadState;
  readonly change: (change: Partial<ThreadState>) => void;
  readonly turn: (id: string) => Turn | undefined;
  readonly lastTurn: () => Turn | undefined;
  /** Changes nothing when the turn is not there any more. */
  readonly changeTurn: (id: string, change: (turn: Turn) => Turn) => void;
  /** Tells those who watch at once. */
  readonly publish: () => void;
  readonly snapshot: () => ThreadState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Ends the watch over what expires. */
  readonly rest: () => void;
}

export interface ConversationOptions {
  readonly transport: Transport;
  readonly newId: () => string;
  readonly now: () => number;
  readonly schedule: Schedule;
  readonly threadId: string | null;
  readonly onPublish: (state: ThreadState) => void;
}

/** A timer may not be set for longer, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createConversation({ transport, newId, now, schedule, threadId, onPublish }: ConversationOptions): Conversation {
  let expiring: ReturnType<typeof setTimeout> | undefined;
  const initial: ThreadState = { threadId, turns: [], isRestoring: false, problem: null, capabilities: null };
  const observable = createObservable(initial, schedule, onPublish);
  const state = observable.current;

  function change(part: Partial<ThreadState>): void {
    const before = state();
    const turns = expireTurns(part.turns ?? before.turns, now());
    const after: ThreadState = { ...before, ...part, turns };
    if ((Object.keys(after) as (keyof ThreadState)[]).some((key) => after[key] !== before[key])) observable.change(after);
    clearTimeout(expiring);
    const expiry = nextExpiry(turns);
    if (expiry < Number.POSITIVE_INFINITY) expiring = setTimeout(() => change({}), Math.min(expiry - now(), LONGEST_TIMER_MS));
  }

  return {
    ...{ transport, newId, state, change },
    timestamp: () => new Date(now()).toISOString(),
    turn: (id) => state().turns.find((turn) => turn.id === id),
    lastTurn: () => state().turns.at(-1),
    changeTurn(id, changeOne) {
      const { turns } = state();
      const changed = turns.map((turn) => (turn.id === id ? changeOne(turn) : turn));
      if (changed.some((turn, at) => turn !== turns[at])) change({ turns: changed });
    },
    publish: observable.publish,
    snapshot: observable.snapshot,
    subscribe: observable.subscribe,
    rest: () => clearTimeout(expiring),
  };
}
