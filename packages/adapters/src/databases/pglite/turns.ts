/** The right to use what can be used by one at a time. */
export interface Turn {
  /** Fulfils when somebody else waits for a turn. */
  readonly wanted: Promise<void>;
  done(): void;
}

export interface Turns {
  /** Waits until all that came before are done. Rejects with the signal's reason when it is aborted meanwhile. */
  take(stopped: AbortSignal): Promise<Turn>;
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let tellHolder: (() => void) | undefined;

  function begin(): Turn {
    let isDone = false;
    const wanted = new Promise<void>((resolve) => (tellHolder = resolve));
    if (waiting.length > 0) tellHolder?.();
    return {
      wanted,
      done() {
        if (isDone) return;
        isDone = true;
        tellHolder = undefined;
        waiting.shift()?.();
      },
    };
  }

  return {
    take(stopped) {
      if (stopped.aborted) return Promise.reject(stopped.reason);
      if (tellHolder === undefined) return Promise.resolve(begin());
      return new Promise<Turn>((resolve, reject) => {
        const onStop = () => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(stopped.reason);
        };
        const enter = () => {
          stopped.removeEventListener('abort', onStop);
          resolve(begin());
        };
        stopped.addEventListener('abort', onStop, { once: true });
        waiting.push(enter);
        tellHolder?.();
      });
    },
  };
}
