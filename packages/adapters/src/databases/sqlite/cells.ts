import type { QueryResult } from '@nl2sql/core/contracts';
import type { Selection, StoredValue } from './connection.ts';

type Cell = QueryResult['rows'][number][number];
type ColumnType = QueryResult['columns'][number]['type'];

/** A selection as a result: at most `maxRows` rows, each column with one type that holds for all of them. */
export function toQueryResult(selection: Selection, maxRows: number): QueryResult {
  const rows = selection.rows.slice(0, maxRows);
  const columns = selection.columns.map(({ name, type }, index) => ({ name, type: columnType(type, rows, index) }));
  return {
    columns,
    rows: rows.map((row) => row.map((value, index) => toCell(value, columns[index]?.type ?? 'unknown'))),
    truncated: selection.rows.length > maxRows,
  };
}

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?$/;
const TIMESTAMP = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/**
 * SQLite does not hold a value to the declared type of its column
 * (https://www.sqlite.org/datatype3.html), so the declared type decides only where every value agrees.
 */
function columnType(declared: string | null, rows: readonly (readonly StoredValue[])[], index: number): ColumnType {
  const expected = declaredType(declared);
  const kinds = new Set<string>();
  const texts: string[] = [];
  let onlyBits = true;
  for (const row of rows) {
    const value = row[index];
    if (value === null || value === undefined) continue;
    const kind = typeof value === 'bigint' ? 'integer' : typeof value === 'number' ? 'float' : typeof value === 'string' ? 'text' : 'bytes';
    kinds.add(kind);
    if (typeof value === 'string') texts.push(value);
    if (value !== 0n && value !== 1n) onlyBits = false;
  }
  if (kinds.size === 0) return expected;
  if (kinds.size === 2 && kinds.has('integer') && kinds.has('float')) return 'float';
  if (kinds.size > 1) return 'unknown';
  if (kinds.has('integer')) return expected === 'boolean' && onlyBits ? 'boolean' : expected === 'float' ? 'float' : 'integer';
  if (kinds.has('float')) return 'float';
  if (kinds.has('bytes')) return 'bytes';
  if (expected === 'json') return 'json';
  if (texts.every((text) => DATE.test(text))) return 'date';
  if (texts.every((text) => TIMESTAMP.test(text))) return 'timestamp';
  return expected === 'time' && texts.every((text) => TIME.test(text)) ? 'time' : 'text';
}

/** SQLite's affinity rules, and the names that say more than an affinity does. */
function declaredType(declared: string | null): ColumnType {
  const name = (declared ?? '').toUpperCase();
  if (name.includes('BOOL')) return 'boolean';
  if (name.startsWith('DATETIME') || name.startsWith('TIMESTAMP')) return 'timestamp';
  if (name === 'DATE') return 'date';
  if (name === 'TIME') return 'time';
  if (name.includes('JSON')) return 'json';
  if (name.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(name)) return 'text';
  if (name.includes('BLOB')) return 'bytes';
  if (/REAL|FLOA|DOUB|NUMERIC|DECIMAL/.test(name)) return 'float';
  return 'unknown';
}

function toCell(value: StoredValue, type: ColumnType): Cell {
  if (value === null || typeof value === 'string') return value;
  // JSON has no number for an infinity.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'bigint') return value.bytes.toString('base64');
  if (type === 'boolean') return value === 1n;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
