import type { CheckedSql, QueryResult } from '@nl2sql/core/contracts';
import { type BatchSizes, giveInBatches } from '../relay-rows.ts';
import { BUILT_IN_TYPES, toCell, toColumnType, type ValueType } from './cells.ts';
import { toDatabaseError } from './errors.ts';
import type { Send, Session as ReadSession } from './session.ts';

const CURSOR = 'nl2sql_statement';

/** A transaction in which nothing can be written while the statement runs. */
type Session = Pick<ReadSession, 'send'>;

/** Compiles a statement that came from outside: as a cursor it can only be one SELECT that writes nothing, and no row of it is made before it is asked for. */
export async function compile({ send }: Session, { text, parameters }: CheckedSql, id: string): Promise<void> {
  try {
    await send(`DECLARE ${CURSOR} NO SCROLL CURSOR FOR\n${text}`, parameters);
  } catch (error) {
    throw toDatabaseError(error, id, text);
  }
}

/** Runs a statement that came from outside, and reads at most one row more than `maxRows`. */
export async function select(session: Session, statement: CheckedSql, maxRows: number, id: string, types: TypeNames): Promise<QueryResult> {
  await compile(session, statement, id);
  const { columns, rows } = await fetch(session, maxRows + 1, types);
  return { columns, rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
}

/** Runs a statement that came from outside, and gives its rows in batches. */
export async function stream(session: Session, statement: CheckedSql, sizes: BatchSizes, give: (batch: QueryResult) => Promise<void>, id: string, types: TypeNames): Promise<void> {
  await compile(session, statement, id);
  let columns: QueryResult['columns'] = [];
  const read = async (count: number) => {
    const batch = await fetch(session, count, types);
    columns = batch.columns;
    return batch.rows;
  };
  await giveInBatches(read, sizes, (rows, truncated) => give({ columns, rows, truncated }));
}

/** The next rows of the cursor. */
async function fetch(session: Session, count: number, types: TypeNames): Promise<Pick<QueryResult, 'columns' | 'rows'>> {
  const { fields, rows } = await session.send(`FETCH FORWARD ${count} FROM ${CURSOR}`);
  const typeOf = await types(fields.map(({ dataTypeID }) => dataTypeID), session.send);
  const valueTypes = fields.map(({ dataTypeID }) => typeOf(dataTypeID));
  return {
    columns: fields.map(({ name }, index) => ({ name, type: toColumnType(valueTypes[index] ?? 'unknown') })),
    rows: rows.map((row) => row.map((value, index) => toCell(value, valueTypes[index] ?? 'unknown'))),
  };
}

/** Finds out how the values of types are read. */
export type TypeNames = (oids: readonly number[], send: Send) => Promise<(oid: number) => ValueType>;

/** Types of the database itself, such as enumerations, are looked up once; those of a dropped type are never given again. */
export function createTypeNames(): TypeNames {
  const looked = new Map<number, ValueType>(BUILT_IN_TYPES);
  return async (oids, send) => {
    const missing = [...new Set(oids)].filter((oid) => !looked.has(oid));
    if (missing.length > 0) {
      const { rows } = await send(
        'SELECT t.oid, t.typcategory, t.typdelim, e.oid, e.typcategory FROM pg_type AS t LEFT JOIN pg_type AS e ON e.oid = t.typelem WHERE t.oid = ANY ($1::text::oid[])',
        [`{${missing.join(',')}}`],
      );
      for (const [oid, category, delimiter, elementOid, elementCategory] of rows) {
        const element = looked.get(Number(elementOid)) ?? ofCategory(elementCategory);
        looked.set(Number(oid), category === 'A' && delimiter != null ? { element, delimiter } : ofCategory(category));
      }
    }
    return (oid) => looked.get(oid) ?? 'unknown';
  };
}

/** Enumerations and texts such as `citext` are texts; what has parts of its own stays as the server writes it. */
function ofCategory(category: string | null | undefined): 'text' | 'unknown' {
  return category === 'E' || category === 'S' ? 'text' : 'unknown';
}
