'use client';
import { createThreadStore, type ThreadStore, type ThreadStoreOptions } from '@nl2sql/core/client';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { PresentationProvider } from '../presentation/presentation-context.tsx';
import type { PresentationOptions } from '../presentation/presentation.ts';

const SessionContext = /* @__PURE__ */ createContext<ThreadStore | null>(null);

/** A conversation of the host's own, or what one is made of. */
export type SessionOptions =
  | {
      /** A conversation that the host has made with `createThreadStore`, in place of a `transport`. */
      readonly store: ThreadStore;
      readonly transport?: never;
    }
  | ({ readonly store?: never } & Pick<ThreadStoreOptions, 'transport' | 'threadId' | 'storage' | 'storageKey' | 'reconnect'>);

export type Nl2SqlProviderProps = SessionOptions & PresentationOptions & { readonly children: ReactNode };

/**
 * Hands a conversation on to the components within, and how they look and read. It renders no element.
 *
 * With a `transport` it makes the conversation itself, once: a `key` begins another. It looks for what was there
 * before a reload when it is mounted and lets go of the server when it is not any more; runs go on.
 * A `store` is the host's: it is restored, and never disposed. Each provider of a page has a conversation
 * of its own; with a `transport` each also needs its own `storageKey`.
 *
 * @example
 * ```tsx
 * import { createHttpTransport } from '@nl2sql/core/client';
 * import { Nl2SqlProvider } from '@nl2sql/react/headless';
 * import type { ReactNode } from 'react';
 *
 * const transport = createHttpTransport({ baseUrl: '/api/nl2sql' });
 *
 * export const App = ({ children }: { children: ReactNode }) => (
 *   <Nl2SqlProvider transport={transport} locale="en-GB" timeZone="Europe/London">
 *     {children}
 *   </Nl2SqlProvider>
 * );
 * ```
 */
export function Nl2SqlProvider(props: Nl2SqlProviderProps): ReactNode {
  const { store: given } = props;
  const [made] = useState(() => (props.transport === undefined ? null : createThreadStore(props)));
  const store = given ?? made;
  if (store === null) throw new TypeError('Nl2SqlProvider has no conversation: give it a `store` or a `transport`.');

  useEffect(() => {
    void store.restore();
    return () => {
      // Reading goes on where the same element is mounted again, as in strict mode.
      if (store === made) store.dispose();
    };
  }, [store, made]);

  return (
    <SessionContext.Provider value={store}>
      <PresentationProvider {...props} />
    </SessionContext.Provider>
  );
}

/** The conversation of the nearest provider; null without one. */
export const useSession = (): ThreadStore | null => useContext(SessionContext);

/** The conversation of the nearest provider, for reading it without a subscription. */
export function useThreadStore(): ThreadStore {
  const store = useSession();
  if (store === null) throw new TypeError('There is no conversation here: put an Nl2SqlProvider around it.');
  return store;
}
