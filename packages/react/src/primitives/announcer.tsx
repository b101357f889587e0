'use client';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { createAnnouncementQueue, type Urgency } from './announcement-queue.ts';

/** Says a sentence to those who do not see the page; a boundary by default. */
export type Announce = (text: string, urgency?: Urgency) => void;

const AnnouncerContext = /* @__PURE__ */ createContext<Announce | null>(null);

/** A sentence and its number: the same one is read twice when it is said twice. */
interface Said {
  readonly text: string;
  readonly count: number;
}

const NOTHING: Said = { text: '', count: 0 };

/**
 * Keeps the two regions that a screen reader listens to, from before the first sentence on. Within another
 * it is that one: a page has one voice.
 *
 * @example
 * ```tsx
 * import { Announcer, useAnnounce } from '@nl2sql/react/primitives';
 *
 * function Save() {
 *   const announce = useAnnounce();
 *   return <button onClick={() => announce('Saved')}>Save</button>;
 * }
 * export const App = () => <Announcer><Save /></Announcer>;
 * ```
 */
export function Announcer({ children }: { readonly children: ReactNode }): ReactNode {
  const outer = useContext(AnnouncerContext);
  return outer === null ? <Regions>{children}</Regions> : children;
}

function Regions({ children }: { readonly children: ReactNode }): ReactNode {
  const [status, setStatus] = useState(NOTHING);
  const [alert, setAlert] = useState(NOTHING);
  const [queue] = useState(() =>
    createAnnouncementQueue((text, urgency) => {
      const set = urgency === 'failure' ? setAlert : setStatus;
      set(({ count }) => ({ text, count: count + 1 }));
    }),
  );
  useEffect(() => queue.clear, [queue]);

  return (
    <AnnouncerContext.Provider value={queue.announce}>
      {children}
      <div className="nl2sql-visually-hidden" role="status"><span key={status.count}>{status.text}</span></div>
      <div className="nl2sql-visually-hidden" role="alert"><span key={alert.count}>{alert.text}</span></div>
    </AnnouncerContext.Provider>
  );
}

const silence: Announce = () => undefined;

/** Says a sentence through the announcer around the component; without one nothing is said. */
export const useAnnounce = (): Announce => useContext(AnnouncerContext) ?? silence;
