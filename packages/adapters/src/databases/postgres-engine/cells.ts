import type { QueryResult } from '@nl2sql/core/contracts';
import { readJson } from '../json-cell.ts';
import { type ArrayText, readArrayText } from './array-text.ts';

type Cell = QueryResult['rows'][number][number];
type ColumnType = QueryResult['columns'][number]['type'];

/** A type of a result column, by which its texts are read. */
export type ValueType = Exclude<ColumnType, 'array'> | { readonly element: ValueType; readonly delimiter: string };

/** The built-in types whose OIDs are fixed (src/include/catalog/pg_type.dat), each with the OID of its array. */
const BUILT_IN: readonly (readonly [oid: number, arrayOid: number, type: Exclude<ColumnType, 'array'>])[] = [
  [16, 1000, 'boolean'],
  [17, 1001, 'bytes'],
  [18, 1002, 'text'], // "char"
  [19, 1003, 'text'], // name
  [20, 1016, 'integer'], // int8
  [21, 1005, 'integer'], // int2
  [23, 1007, 'integer'], // int4
  [25, 1009, 'text'],
  [26, 1028, 'integer'], // oid
  [114, 199, 'json'],
  [142, 143, 'text'], // xml
  [650, 651, 'text'], // cidr
  [700, 1021, 'float'], // float4
  [701, 1022, 'float'], // float8
  [705, 0, 'text'], // unknown: a literal whose type nothing decides
  [790, 791, 'text'], // money, written as the locale of the server has it
  [869, 1041, 'text'], // inet
  [1042, 1014, 'text'], // char(n)
  [1043, 1015, 'text'], // varchar
  [1082, 1182, 'date'],
  [1083, 1183, 'time'],
  [1114, 1115, 'timestamp'],
  [1184, 1185, 'timestamp'], // timestamptz
  [1186, 1187, 'text'], // interval
  [1266, 1270, 'time'], // timetz
  [1700, 1231, 'decimal'], // numeric
  [2950, 2951, 'text'], // uuid
  [3802, 3807, 'json'], // jsonb
];

/** The types of which no lookup in the catalog is needed, by OID. */
export const BUILT_IN_TYPES: ReadonlyMap<number, ValueType> = new Map(
  BUILT_IN.flatMap(([oid, arrayOid, type]): [number, ValueType][] => [
    [oid, type],
    [arrayOid, { element: type, delimiter: ',' }],
  ]),
);

/** How a type is called in a result. */
export function toColumnType(type: ValueType): ColumnType {
  return typeof type === 'string' ? type : 'array';
}

/** A value as the server writes it, as JSON can carry it. */
export function toCell(text: string | null, type: ValueType): Cell {
  if (text === null) return null;
  if (typeof type !== 'string') return toCells(readArrayText(text, type.delimiter), type.element);
  switch (type) {
    case 'integer':
      return safeInteger(text);
    case 'float':
      return finite(text);
    case 'boolean':
      return text === 't';
    case 'timestamp':
      return toIsoTimestamp(text);
    case 'time':
      return withFullOffset(text);
    case 'bytes':
      return Buffer.from(text.slice('\\x'.length), 'hex').toString('base64');
    case 'json':
      return readJson(text);
    default:
      return text;
  }
}

function toCells(values: ArrayText, element: ValueType): Cell {
  return values.map((value) => (typeof value === 'string' || value === null ? toCell(value, element) : toCells(value, element)));
}

function safeInteger(text: string): Cell {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** JSON has no number for NaN and the infinities. */
function finite(text: string): Cell {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d.*)$/;

/** `infinity`, years before Christ and those of five digits have no form in ISO 8601 that is read everywhere: they stay as they are. */
function toIsoTimestamp(text: string): string {
  const [, date, time] = TIMESTAMP.exec(text) ?? [];
  return date === undefined || time === undefined || text.endsWith('BC') ? text : `${date}T${withFullOffset(time)}`;
}

/** PostgreSQL writes `+00` and `+02` where ISO 8601 in its extended form has `Z` and `+02:00`. */
function withFullOffset(time: string): string {
  return time.replace(/\+00$/, 'Z').replace(/([+-]\d\d)$/, '$1:00');
}
