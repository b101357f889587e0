/** Calls back once, soon: at the next frame of the screen. */
export type Schedule = (publish: () => void) => void;

/** A value that can be watched. Watchers see it as it was last published. */
export interface Observable<T> {
  /** The value as it is by now. */
  current(): T;
  /** Changes it; it is published at the next tick. The same reference is no change. */
  change(value: T): void;
  /** Publishes it at once. */
  publish(): void;
  snapshot(): T;
  subscribe(listener: () => void): () => void;
}

export function createObservable<T>(initial: T, schedule: Schedule, onPublish: (value: T) => void): Observable<T> {
  let current = initial;
  let published = initial;
  let isScheduled = false;
  const listeners = new Set<() => void>();

  function publish(): void {
    if (published === current) return;
    published = current;
    onPublish(published);
    for (const listener of [...listeners]) listener();
  }

  return {
    current: () => current,
    change(value) {
      current = value;
      if (isScheduled || published === current) return;
      isScheduled = true;
      schedule(() => {
        isScheduled = false;
        publish();
      });
    },
    publish,
    snapshot: () => published,
    subscribe(listener) {
      // Each subscription is its own, also of the same function.
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

/** With the next frame, or after 250 ms where no frame comes: on a page that is hidden, and outside a browser. */
export const atNextFrame: Schedule = (publish) => {
  const { requestAnimationFrame, cancelAnimationFrame } = globalThis as {
    requestAnimationFrame?: (callback: () => void) => number;
    cancelAnimationFrame?: (frame: number) => void;
  };
  const timer = setTimeout(() => {
    if (frame !== undefined) cancelAnimationFrame?.(frame);
    publish();
  }, 250);
  const frame = requestAnimationFrame?.(() => {
    clearTimeout(timer);
    publish();
  });
};
