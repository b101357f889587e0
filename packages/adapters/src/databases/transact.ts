import type { CheckedSql, CheckedWrite, QueryResult, TransactionOptions, WriteTransaction } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import { unlessStopped } from './stopping.ts';

/** One transaction of an engine, begun and not ended. Leaving it without `commit` undoes it. */
export interface WriteSession {
  execute(sql: CheckedWrite): Promise<{ readonly affectedRows: number }>;
  query(sql: CheckedSql, maxRows: number): Promise<QueryResult>;
  /** Once it has begun, nothing but its own time limit may stop it: who hears of a stop takes the transaction for undone. */
  commit(): Promise<void>;
}

/** Gives what the work gave, or throws what it failed with. */
export type Outcome<T> = () => T;

export interface TransactRequest<T> {
  readonly id: string;
  readonly session: WriteSession;
  readonly work: (transaction: WriteTransaction) => Promise<T>;
  readonly end: TransactionOptions['end'];
  /** Aborted with the reason when the transaction is to be stopped and undone. */
  readonly stopped: AbortSignal;
}

/**
 * Runs a caller's work in a transaction and commits where everything went well.
 *
 * Statements run one after the other. Once one of them failed none follows and nothing is committed,
 * whatever the work makes of the failure: some engines end the whole transaction with it, and what came
 * then would be on its own.
 *
 * @returns how the work ended, so that what it failed with is not taken for a failure of the database
 */
export async function transact<T>({ id, session, work, end, stopped }: TransactRequest<T>): Promise<Outcome<T>> {
  let last: Promise<unknown> = Promise.resolve();
  let failure: { readonly reason: unknown } | undefined;
  let ended = false;

  function next<R>(step: () => Promise<R>): Promise<R> {
    if (ended) return Promise.reject(new DatabaseError('DATABASE_UNAVAILABLE', `The transaction on ${id} has ended; nothing was run.`, { hint: 'Use a transaction within the function that it was given to.' }));
    const result = last
      .then(() => {
        if (failure !== undefined) throw failure.reason;
        stopped.throwIfAborted();
        return step();
      })
      .catch((reason: unknown) => {
        // Engines have many words for a statement that was stopped there.
        failure ??= { reason: stopped.aborted ? stopped.reason : reason };
        throw failure.reason;
      });
    last = result.catch(() => undefined);
    return result;
  }

  const transaction: WriteTransaction = {
    execute: (sql) => next(() => session.execute(sql)),
    query: (sql, { maxRows }) => next(() => session.query(sql, maxRows)),
  };
  try {
    const outcome = await unlessStopped(outcomeOf(work, transaction), stopped);
    ended = true;
    await last;
    stopped.throwIfAborted();
    if (outcome.failed) return outcome.tell;
    if (failure !== undefined) throw failure.reason;
    if (end !== 'rollback') await session.commit();
    return outcome.tell;
  } finally {
    ended = true;
    await last;
  }
}

async function outcomeOf<T>(work: (transaction: WriteTransaction) => Promise<T>, transaction: WriteTransaction): Promise<{ readonly failed: boolean; readonly tell: Outcome<T> }> {
  try {
    const value = await work(transaction);
    return { failed: false, tell: () => value };
  } catch (reason) {
    const tell = () => {
      throw reason;
    };
    return { failed: true, tell };
  }
}

/** What a caller is told when the connection broke during COMMIT. */
export function outcomeUnknown(id: string, cause: unknown): DatabaseError {
  return new DatabaseError('DATABASE_OUTCOME_UNKNOWN', `The connection to ${id} broke while a transaction was being committed: it is done as a whole or not at all.`, {
    hint: 'Read what it was to change before trying again.',
    cause,
  });
}

/** What a caller is told whose statement is no single INSERT, UPDATE or DELETE. */
export function notOneWrite(cause?: unknown): DatabaseError {
  return new DatabaseError('DATABASE_QUERY_FAILED', 'Only one INSERT, UPDATE or DELETE that returns no rows is run here; the statement was not, and the transaction is undone.', { cause });
}
