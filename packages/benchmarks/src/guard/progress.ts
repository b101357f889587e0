/** Says on stderr how far a part of a command has come, every few seconds and at its end. */
export interface Progress {
  /** One more item is done. */
  step(): void;
}

const EVERY_MS = 5_000;

export function reportProgress(what: string, total: number): Progress {
  let done = 0;
  let shownAt = performance.now();
  return {
    step: () => {
      done += 1;
      if (done < total && performance.now() - shownAt < EVERY_MS) return;
      shownAt = performance.now();
      process.stderr.write(`${what}: ${done} of ${total}\n`);
    },
  };
}
