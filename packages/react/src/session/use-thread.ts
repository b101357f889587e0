'use client';
import type { ThreadActions, ThreadState, Turn } from '@nl2sql/core/client';
import type { Capabilities } from '@nl2sql/core/protocol';
import { useMemo, useSyncExternalStore } from 'react';
import { useThreadStore } from './session-context.tsx';

/** What a server renders, and a browser at first: a conversation that nothing is known of. */
const UNKNOWN: ThreadState = { threadId: null, turns: [], isRestoring: false, problem: null, capabilities: null };

/**
 * A part of the conversation. The component renders again only when that part has changed, so that an event of
 * one turn leaves the rest alone.
 *
 * @param isEqual - Whether two parts are the same; `Object.is` by default, which suits what `select` takes out of
 * the state as it is.
 *
 * @example
 * ```tsx
 * import { useThreadSelector } from '@nl2sql/react/headless';
 *
 * export const Count = () => <p>{useThreadSelector(({ turns }) => turns.length)}</p>;
 * ```
 */
export function useThreadSelector<T>(select: (state: ThreadState) => T, isEqual: (before: T, after: T) => boolean = Object.is): T {
  const store = useThreadStore();
  const part = useMemo(() => {
    let known: { readonly state: ThreadState; readonly value: T } | null = null;
    return (state: ThreadState): T => {
      if (known?.state === state) return known.value;
      const value = select(state);
      known = { state, value: known !== null && isEqual(known.value, value) ? known.value : value };
      return known.value;
    };
  }, [select, isEqual]);
  return useSyncExternalStore(
    store.subscribe,
    () => part(store.getSnapshot()),
    () => part(UNKNOWN),
  );
}

/** What a person may do with the conversation; the same object throughout. */
export function useThreadActions(): ThreadActions {
  const store = useThreadStore();
  return useMemo(() => {
    const { subscribe: _subscribe, getSnapshot: _getSnapshot, dispose: _dispose, ...actions } = store;
    return actions;
  }, [store]);
}

/**
 * The conversation and what can be done with it. The component renders again with every change; for a part of
 * it there is `useThreadSelector`, and for one turn `useTurn`.
 *
 * @example
 * ```tsx
 * import { useThread } from '@nl2sql/react/headless';
 *
 * export function Ask() {
 *   const { turns, ask } = useThread();
 *   return <button onClick={() => void ask('How many orders are open?')}>{turns.length === 0 ? 'Ask' : 'Ask again'}</button>;
 * }
 * ```
 */
export function useThread(): ThreadState & ThreadActions {
  const state = useThreadSelector(itself);
  const actions = useThreadActions();
  return useMemo(() => ({ ...state, ...actions }), [state, actions]);
}

/** One turn of the conversation; null when there is none of this id. */
export function useTurn(id: string): Turn | null {
  return useThreadSelector((state) => state.turns.find((turn) => turn.id === id) ?? null);
}

/** What the server offers; null until it is known. */
export function useCapabilities(): Capabilities | null {
  return useThreadSelector(capabilitiesOf);
}

const itself = (state: ThreadState): ThreadState => state;
const capabilitiesOf = (state: ThreadState): Capabilities | null => state.capabilities;
