import type { Database } from '../contracts/index.ts';
import { forwardingDatabase } from './forwarding-database.ts';

/** What a run has under way in its database. */
export class CallsUnderWay {
  readonly #calls = new Set<Promise<unknown>>();

  /** Settles when none is under way any more. It never rejects. */
  async ended(): Promise<void> {
    while (this.#calls.size > 0) await Promise.allSettled(this.#calls);
  }

  add<T>(call: Promise<T>): Promise<T> {
    this.#calls.add(call);
    const drop = () => this.#calls.delete(call);
    call.then(drop, drop);
    return call;
  }
}

/**
 * The database, with its statements counted: a run that is stopped leaves its stage at once, and learns
 * here whether the database has stopped too.
 */
export function countedDatabase(database: Database, calls: CallsUnderWay): Database {
  return {
    ...forwardingDatabase(database),
    sampleValues: (table, columns, options) => calls.add(database.sampleValues(table, columns, options)),
    query: (sql, options) => calls.add(database.query(sql, options)),
    async *stream(sql, options) {
      let end = () => {};
      void calls.add(new Promise<void>((resolve) => (end = resolve)));
      try {
        return yield* database.stream(sql, options);
      } finally {
        end();
      }
    },
    explain: (sql, options) => calls.add(database.explain(sql, options)),
    transaction: (work, options) => calls.add(database.transaction(work, options)),
  };
}
