import type { QueryResult } from '@nl2sql/core/contracts';
import { readJson } from '../json-cell.ts';
import type { MysqlField, RawField } from './driver.ts';

type Cell = QueryResult['rows'][number][number];
type ColumnType = QueryResult['columns'][number]['type'];

/** A value as it comes from {@link readRaw}. */
export type RawValue = null | string | number | Buffer;

/** What a column holds, and how a value of it becomes a cell. */
export interface ColumnReader {
  readonly name: string;
  readonly type: ColumnType;
  read(value: RawValue): Cell;
}

/** The character set of bytes, which is also that of numbers and dates. */
const BINARY = 63;

const text = (value: RawValue): Cell => (Buffer.isBuffer(value) ? value.toString('utf8') : value);
const bytes = (value: RawValue): Cell => (Buffer.isBuffer(value) ? value.toString('base64') : value);
const bits = (value: RawValue): Cell => (Buffer.isBuffer(value) ? exactInteger(BigInt(`0x${value.toString('hex') || '0'}`)) : value);
const integer = (value: RawValue): Cell => (typeof value === 'string' ? exactInteger(BigInt(value)) : text(value));
const timestamp = (value: RawValue): Cell => (typeof value === 'string' ? value.replace(' ', 'T') : text(value));

function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** The shortest decimal that is the same number in four bytes, as the engine prints it: 0.1, not 0.10000000149011612. */
function singlePrecision(value: RawValue): Cell {
  if (typeof value !== 'number') return text(value);
  for (let digits = 6; digits <= 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}

/** MariaDB keeps JSON as a text, which need not be valid. */
function json(value: RawValue): Cell {
  const written = text(value);
  if (typeof written !== 'string') return written;
  try {
    return readJson(written);
  } catch {
    return written;
  }
}

/** Types of the protocol (https://mariadb.com/kb/en/result-set-packets/#field-types). */
const READERS: ReadonlyMap<number, readonly [ColumnType, (value: RawValue) => Cell]> = new Map([
  [0, ['decimal', text]],
  [1, ['integer', integer]],
  [2, ['integer', integer]],
  [3, ['integer', integer]],
  [4, ['float', singlePrecision]],
  [5, ['float', text]],
  [6, ['unknown', text]],
  [7, ['timestamp', timestamp]],
  [8, ['integer', integer]],
  [9, ['integer', integer]],
  [10, ['date', text]],
  [11, ['time', text]],
  [12, ['timestamp', timestamp]],
  [13, ['integer', integer]],
  [14, ['date', text]],
  [16, ['integer', bits]],
  [242, ['bytes', bytes]],
  [245, ['json', json]],
  [246, ['decimal', text]],
  [255, ['bytes', bytes]],
]);

/** How the values of a column are read; those of all other types are texts, or bytes where they have no character set. */
export function columnReader(field: MysqlField): ColumnReader {
  const [type, read] = READERS.get(field.columnType) ?? (field.characterSet === BINARY ? (['bytes', bytes] as const) : field.extendedFormat === 'json' ? (['json', json] as const) : (['text', text] as const));
  return { name: field.name, type, read };
}

/**
 * Reads a value of a row without what mysql2 would make of it: dates are texts, so that no time zone
 * shifts them, and decimals, JSON, texts and bytes are the bytes that the server sent.
 */
export function readRaw(field: RawField, next: () => unknown): unknown {
  switch (field.type) {
    case 'DATE':
    case 'NEWDATE':
    case 'DATETIME':
    case 'TIMESTAMP':
    case 'TIME':
      return field.string();
    case 'TINY':
    case 'SHORT':
    case 'INT24':
    case 'LONG':
    case 'LONGLONG':
    case 'FLOAT':
    case 'DOUBLE':
    case 'YEAR':
    case 'NULL':
      return next();
    default:
      return field.buffer();
  }
}
