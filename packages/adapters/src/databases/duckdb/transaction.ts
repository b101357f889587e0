import type { CheckedWrite, QueryResult, TransactionOptions, WriteTransaction } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import { unlessStopped } from '../stopping.ts';
import type { Session } from './connections.ts';
import { DELETE, INSERT, UPDATE } from './driver.ts';
import { breaksInstance, toDatabaseError } from './errors.ts';
import { bind, select } from './select.ts';

const WRITES: ReadonlySet<number> = new Set([INSERT, UPDATE, DELETE]);

/** Runs work in a transaction of a session. What is not committed is undone when the session's connection is closed. */
export async function inTransaction<T>(session: Session, work: (transaction: WriteTransaction) => Promise<T>, end: TransactionOptions['end'], id: string): Promise<T> {
  const { connection, stopped } = session;
  let over = false;
  let failure: Error | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One statement after the other. The engine undoes all of a transaction in which one has failed. */
  const next = <R>(statement: () => Promise<R>): Promise<R> => {
    if (over) return Promise.reject(new DatabaseError('DATABASE_UNAVAILABLE', `The transaction on ${id} is over; nothing was done.`));
    const result = last.then(async () => {
      if (failure !== undefined) throw failure;
      stopped.throwIfAborted();
      return statement();
    });
    last = result.catch((error: unknown) => {
      failure ??= stopped.aborted ? (stopped.reason as Error) : toDatabaseError(error, id);
    });
    return result.catch((error: unknown) => {
      throw failure ?? error;
    });
  };

  try {
    await next(() => connection.run('BEGIN TRANSACTION'));
    const result = await unlessStopped(
      work({
        execute: (sql) => next(() => execute(session, sql)),
        query: (sql, { maxRows }): Promise<QueryResult> => next(() => select(session, sql, maxRows)),
      }),
      stopped,
    );
    over = true;
    await last;
    if (failure !== undefined) throw failure;
    stopped.throwIfAborted();
    session.finish();
    if (end !== 'rollback') await commit(session, id);
    return result;
  } finally {
    over = true;
    // The connection cannot be closed under a statement.
    await last;
  }
}

async function execute({ connection, refuseReach }: Session, { text, parameters }: CheckedWrite): Promise<{ readonly affectedRows: number }> {
  if (text.includes('\0')) throw new DatabaseError('DATABASE_QUERY_FAILED', 'The statement has a NUL character; it was not run.');
  refuseReach(text);
  const statements = await connection.extractStatements(text);
  const prepared = statements.count === 1 ? await statements.prepare(0) : null;
  if (prepared === null || !WRITES.has(prepared.statementType)) {
    throw new DatabaseError('DATABASE_QUERY_FAILED', 'Only one INSERT, UPDATE or DELETE is executed here; the statement was not.');
  }
  bind(prepared, parameters);
  const result = await prepared.run();
  // A statement with RETURNING gives its rows instead of their number.
  return { affectedRows: result.returnType === CHANGED_ROWS ? result.rowsChanged : result.rowCount };
}

/** By the numbers of DuckDB's C interface (`duckdb_result_type`). */
const CHANGED_ROWS = 1;

async function commit({ connection }: Session, id: string): Promise<void> {
  try {
    await connection.run('COMMIT');
  } catch (error) {
    if (!breaksInstance(error)) throw toDatabaseError(error, id);
    throw new DatabaseError('DATABASE_OUTCOME_UNKNOWN', `${id} failed while the transaction was being committed: it is either done as a whole or not at all.`, {
      hint: 'Look whether the change is there before it is made again.',
      cause: error,
    });
  }
}
