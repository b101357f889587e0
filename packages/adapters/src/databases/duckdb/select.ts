import { setImmediate } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBExtractedStatements, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { CheckedSql, QueryResult } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import { type BatchSizes, giveInBatches } from '../relay-rows.ts';
import { toCell, toColumnType } from './cells.ts';
import type { Session } from './connections.ts';
import { CREATE, SELECT } from './driver.ts';
import { notRun } from './errors.ts';

type Rows = QueryResult['rows'];
type Parameters = CheckedSql['parameters'];

/** Values that are turned into cells between two turns of the event loop. */
const VALUES_PER_TURN = 20_000;

/** Compiles a statement that came from outside without running it. */
export async function compile(session: Session, { text }: CheckedSql): Promise<void> {
  const statements = await extractSelect(session, text);
  session.stopped.throwIfAborted();
  const prepared = await statements.prepare(0);
  if (prepared.statementType !== (statements.count === 1 ? SELECT : CREATE)) throw notRun();
}

/** Runs a statement that came from outside, and reads at most one row more than `maxRows`. */
export async function select(session: Session, statement: CheckedSql, maxRows: number): Promise<QueryResult> {
  const { columns, read } = await openRows(session, statement);
  const rows = await read(maxRows + 1);
  return { columns, rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
}

/** Runs a statement that came from outside, and gives its rows in batches. */
export async function stream(session: Session, statement: CheckedSql, sizes: BatchSizes, give: (batch: QueryResult) => Promise<void>): Promise<void> {
  const { columns, read } = await openRows(session, statement);
  await giveInBatches(read, sizes, (rows, truncated) => give({ columns, rows, truncated }));
}

async function openRows(session: Session, { text, parameters }: CheckedSql) {
  const { stopped } = session;
  const statements = await extractSelect(session, text);
  for (let index = 0; index < statements.count - 1; index += 1) {
    const before = await statements.prepare(index);
    if (before.statementType !== CREATE) throw notRun();
    await before.run();
  }
  stopped.throwIfAborted();
  const prepared = await statements.prepare(statements.count - 1);
  if (prepared.statementType !== SELECT) throw notRun();
  bind(prepared, parameters);
  stopped.throwIfAborted();
  const result = await prepared.stream();
  const types = result.columnTypes();
  const columns = types.map((type, index) => ({ name: result.columnName(index), type: toColumnType(type) }));

  let chunk: DuckDBDataChunk | null = null;
  let at = 0;
  const rowsPerTurn = Math.max(1, Math.floor(VALUES_PER_TURN / columns.length));
  const read = async (count: number): Promise<Rows> => {
    const rows: Rows[number][] = [];
    while (rows.length < count) {
      if (chunk === null || at === chunk.rowCount) {
        chunk = await result.fetchChunk();
        at = 0;
        // A statement that was interrupted between two chunks looks like one that has come to its end.
        stopped.throwIfAborted();
        if (chunk === null || chunk.rowCount === 0) break;
      }
      const end = Math.min(chunk.rowCount, at + rowsPerTurn, at + count - rows.length);
      const vectors = types.map((_, index) => (chunk as DuckDBDataChunk).getColumnVector(index));
      for (; at < end; at += 1) rows.push(vectors.map((vector, index) => toCell(vector.getItem(at), types[index]!)));
      if (at < chunk.rowCount) await setImmediate();
    }
    return rows;
  };
  return { columns, read };
}

/**
 * What the engine makes of a text that has to be one SELECT: within the frame it can be nothing else. A PIVOT
 * whose columns come from the data is several statements to the engine: it makes types of the connection's
 * own out of the values first, and then selects.
 */
async function extractSelect({ connection, refuseReach }: Session, text: string): Promise<DuckDBExtractedStatements> {
  if (text.includes('\0')) throw new DatabaseError('DATABASE_QUERY_FAILED', 'The statement has a NUL character; it was not run.');
  refuseReach(text);
  const framed = await connection.extractStatements(`SELECT * FROM (\n${text}\n)`).catch(async (cause: unknown) => {
    throw (await isOneSelect(connection, text)) ? cause : notRun(cause);
  });
  const statements = await connection.extractStatements(text);
  if (statements.count !== framed.count) throw notRun();
  return statements;
}

/** Only for the wording of a refusal. A text that cannot be read at all is told by the engine. */
async function isOneSelect(connection: DuckDBConnection, text: string): Promise<boolean> {
  const statements = await connection.extractStatements(text);
  return statements.count === 1 && (await statements.prepare(0)).statementType === SELECT;
}

const INT32 = 2 ** 31;

/** Binds `$1` and so on, and the question marks in their order. */
export function bind(prepared: DuckDBPreparedStatement, parameters: Parameters): void {
  for (let index = 1; index <= prepared.parameterCount; index += 1) {
    const value = parameters[Number(prepared.parameterName(index)) - 1];
    if (value === undefined) throw new DatabaseError('DATABASE_QUERY_FAILED', 'The statement names a parameter for which there is no value; it was not run.');
    if (value === null) prepared.bindNull(index);
    else if (typeof value === 'boolean') prepared.bindBoolean(index, value);
    else if (typeof value === 'string') prepared.bindVarchar(index, value);
    else if (!Number.isSafeInteger(value)) prepared.bindDouble(index, value);
    else if (value >= -INT32 && value < INT32) prepared.bindInteger(index, value);
    else prepared.bindBigInt(index, BigInt(value));
  }
}
