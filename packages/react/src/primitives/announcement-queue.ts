/** `progress`: worth saying now and then. `boundary`: something has begun or ended. `failure`: interrupts what is being read. */
export type Urgency = 'progress' | 'boundary' | 'failure';

export interface AnnouncementQueue {
  readonly announce: (text: string, urgency?: Urgency) => void;
  /** Forgets what has not been said. */
  readonly clear: () => void;
}

/** Two changes closer together than this, in milliseconds, and a screen reader loses one. */
const APART = 400;
/** Milliseconds between two sentences about progress. */
const PROGRESS_APART = 5_000;

/**
 * Says one thing after another. Of several boundaries that wait, the newest is the one that is still true; it
 * outdates the progress before it.
 */
export function createAnnouncementQueue(say: (text: string, urgency: Urgency) => void): AnnouncementQueue {
  const waiting = new Map<Urgency, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saidAt = Number.NEGATIVE_INFINITY;
  let progressAt = Number.NEGATIVE_INFINITY;

  const next = (): Urgency | undefined => (['failure', 'boundary', 'progress'] as const).find((urgency) => waiting.has(urgency));

  function schedule(): void {
    clearTimeout(timer);
    const urgency = next();
    if (urgency === undefined) return;
    const earliest = Math.max(saidAt + APART, urgency === 'progress' ? progressAt + PROGRESS_APART : 0);
    timer = setTimeout(() => sayNext(urgency), Math.max(0, earliest - Date.now()));
  }

  function sayNext(urgency: Urgency): void {
    const text = waiting.get(urgency)!;
    waiting.delete(urgency);
    saidAt = Date.now();
    if (urgency === 'progress') progressAt = saidAt;
    say(text, urgency);
    schedule();
  }

  return {
    announce(text, urgency = 'boundary') {
      if (urgency !== 'progress') waiting.delete('progress');
      waiting.set(urgency, text);
      schedule();
    },
    clear() {
      waiting.clear();
      clearTimeout(timer);
    },
  };
}
