/** A number of places, each for one call at a time. */
export interface Slots {
  /** Waits for a place; rejects when the signal is aborted first, with its reason. */
  take(stopped: AbortSignal): Promise<void>;
  free(): void;
}

export function createSlots(size: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async take(stopped) {
      stopped.throwIfAborted();
      if (taken < size) {
        taken += 1;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          stopped.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(stopped.reason as Error);
        };
        stopped.addEventListener('abort', leave, { once: true });
        waiting.push(enter);
      });
    },
    /** Hands the place on to who waits longest. */
    free() {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    },
  };
}
