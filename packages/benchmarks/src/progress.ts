/** Says on stderr how far a part of a command has come, every few seconds and at its end. */
export interface Progress {
  /**
   * One more item is done.
   *
   * @param remark - Goes with the count, where it is shown.
   */
  step(remark?: string): void;
}

const EVERY_MS = 5_000;

export function reportProgress(what: string, total: number): Progress {
  let done = 0;
  let shownAt = performance.now();
  return {
    step: (remark) => {
      done += 1;
      if (done < total && performance.now() - shownAt < EVERY_MS) return;
      shownAt = performance.now();
      process.stderr.write(`${what}: ${done} of ${total}${remark === undefined ? '' : `, ${remark}`}\n`);
    },
  };
}
