'use client';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { createAnnouncementQueue, type Urgency } from './announcement-queue.ts';

/** Says a sentence to those who do not see the page; a boundary by default. */
export type Announce = (text: string, urgency?: Urgency) => void;

const AnnouncerContext = /* @__PURE__ */ createContext<Announce | null>(null);

/** What was said last. The number tells the same sentence said twice apart. */
interface Said {
  readonly text: string;
  readonly isFailure: boolean;
  readonly count: number;
}

const NOTHING: Said = { text: '', isFailure: false, count: 0 };

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
  const [said, setSaid] = useState(NOTHING);
  const [queue] = useState(() =>
    createAnnouncementQueue((text, urgency) => setSaid(({ count }) => ({ text, isFailure: urgency === 'failure', count: count + 1 }))),
  );
  useEffect(() => queue.clear, [queue]);

  // What was said in the other region is out of date, and would be found there by someone who reads on.
  const region = (role: 'status' | 'alert') => (
    <div className="nl2sql-visually-hidden" role={role}>{said.isFailure === (role === 'alert') && <span key={said.count}>{said.text}</span>}</div>
  );

  return (
    <AnnouncerContext.Provider value={queue.announce}>
      {children}
      {region('status')}
      {region('alert')}
    </AnnouncerContext.Provider>
  );
}

const silence: Announce = () => undefined;

/** Says a sentence through the announcer around the component; without one nothing is said. */
export const useAnnounce = (): Announce => useContext(AnnouncerContext) ?? silence;
