import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { QueryResult } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import { readJson } from '../json-cell.ts';

type Cell = QueryResult['rows'][number][number];
type ColumnType = QueryResult['columns'][number]['type'];
type Kind = ColumnType | 'float32' | 'timestamptz' | 'list' | 'struct' | 'map' | 'union' | 'variant';

/** By the numbers of DuckDB's C interface (`duckdb_type`). What is missing is unknown and told as its text. */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [1, 'boolean'],
  ...[2, 3, 4, 5, 6, 7, 8, 9, 16, 32, 35].map((id) => [id, 'integer'] as const), // 8 to 128 bits, and of any size
  [10, 'float32'],
  [11, 'float'],
  [12, 'timestamp'],
  [13, 'date'],
  [14, 'time'],
  [15, 'text'], // interval
  [17, 'text'],
  [18, 'bytes'],
  [19, 'decimal'],
  ...[20, 21, 22].map((id) => [id, 'timestamp'] as const), // of seconds, milliseconds, nanoseconds
  [23, 'text'], // enum
  [24, 'list'],
  [25, 'struct'],
  [26, 'map'],
  [27, 'text'], // uuid
  [28, 'union'],
  [29, 'text'], // bits
  [30, 'time'], // with a zone
  [31, 'timestamptz'],
  [33, 'list'], // of fixed length
  [39, 'time'], // of nanoseconds
  [40, 'bytes'], // a shape, as WKB
  [41, 'variant'],
]);

const COLUMN_TYPES: Readonly<Partial<Record<Kind, ColumnType>>> = { float32: 'float', timestamptz: 'timestamp', list: 'array', struct: 'json', map: 'json', union: 'json', variant: 'json' };

function kindOf(type: DuckDBType): Kind {
  return type.alias === 'JSON' ? 'json' : (KINDS.get(type.typeId) ?? 'unknown');
}

/** How a type is called in a result. */
export function toColumnType(type: DuckDBType): ColumnType {
  const kind = kindOf(type);
  return COLUMN_TYPES[kind] ?? (kind as ColumnType);
}

/** A value of DuckDB as JSON can carry it. */
export function toCell(value: DuckDBValue, type: DuckDBType): Cell {
  if (value === null) return null;
  const given = value as never;
  switch (kindOf(type)) {
    case 'boolean':
      return value as boolean;
    case 'integer':
      return safeInteger(value as number | bigint);
    case 'float':
      return finite(value as number);
    case 'float32':
      return finite(shortest(value as number));
    case 'json':
      return readJson(value as string);
    case 'date':
      return dateText(given);
    case 'timestamp':
      return dateText(given).replace(/^(\d{4}-\d\d-\d\d) /, '$1T');
    case 'timestamptz':
      return instant(given);
    case 'time':
      return withFullOffset(String(value));
    case 'bytes':
      return Buffer.from((given as { readonly bytes: Uint8Array }).bytes).toString('base64');
    case 'list':
      return list(given, (type as unknown as { readonly valueType: DuckDBType }).valueType);
    case 'struct':
      return struct(given, type as unknown as StructType);
    case 'map':
      return map(given, type as unknown as MapType);
    case 'union':
      return union(given, type as unknown as UnionType);
    case 'variant':
      return variant(given);
    default:
      return String(value);
  }
}

function safeInteger(value: number | bigint): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** JSON has no number for NaN and the infinities. */
function finite(value: number): Cell {
  return Number.isFinite(value) ? value : String(value);
}

/** The shortest number that is this one in 32 bits: 0.1 instead of 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}

/** DuckDB writes `+00` and `+02` where ISO 8601 in its extended form has `Z` and `+02:00`. */
function withFullOffset(time: string): string {
  return time.replace(/\+00$/, 'Z').replace(/([+-]\d\d)$/, '$1:00');
}

/** The driver writes some infinities as the last day that it can count to. */
function dateText(value: { readonly isFinite: boolean; toString(): string }): string {
  if (value.isFinite) return String(value);
  return Number(Object.values(value)[0]) < 0 ? '-infinity' : 'infinity';
}

const FIRST_YEAR = -62_135_596_800_000_000n;
const AFTER_LAST_YEAR = 253_402_300_800_000_000n;

/**
 * In UTC, because the driver's own text has the offset that this process had when it started. Infinities,
 * years before Christ and those of five digits have no form in ISO 8601 that is read everywhere.
 */
function instant(value: { readonly micros: bigint; readonly isFinite: boolean }): Cell {
  const { micros } = value;
  if (micros < FIRST_YEAR || micros >= AFTER_LAST_YEAR) return dateText(value);
  const below = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - below) / 1_000n)).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  const fraction = below === 0n ? '' : `.${below.toString().padStart(6, '0').replace(/0+$/, '')}`;
  return `${seconds}${fraction}Z`;
}

function list({ items }: { readonly items: readonly DuckDBValue[] }, type: DuckDBType): Cell {
  return items.map((item) => toCell(item, type));
}

interface StructType {
  readonly entryNames: readonly string[];
  readonly entryTypes: readonly DuckDBType[];
}

/** The driver keeps one value of those that have the same name, as all have in a row without names. */
function struct({ entries }: { readonly entries: Readonly<Record<string, DuckDBValue>> }, { entryNames, entryTypes }: StructType): Cell {
  if (new Set(entryNames).size < entryNames.length) {
    throw new DatabaseError('DATABASE_QUERY_FAILED', 'The statement gives rows without names as values, which cannot be told.', { hint: "Give their parts names: {'a': x, 'b': y}, or select them one by one." });
  }
  const cells = entryNames.map((name, index) => [name, toCell(entries[name] ?? null, entryTypes[index] as DuckDBType)] as const);
  return Object.fromEntries(cells);
}

interface MapType {
  readonly keyType: DuckDBType;
  readonly valueType: DuckDBType;
}

/** An object where the keys are texts, and a list of pairs where they are not. */
function map({ entries }: { readonly entries: readonly { readonly key: DuckDBValue; readonly value: DuckDBValue }[] }, { keyType, valueType }: MapType): Cell {
  const cells = entries.map(({ key, value }) => [toCell(key, keyType), toCell(value, valueType)] as const);
  return toColumnType(keyType) === 'text' ? Object.fromEntries(cells) : cells.map(([key, value]) => ({ key, value }));
}

interface UnionType {
  readonly memberTags: readonly string[];
  readonly memberTypes: readonly DuckDBType[];
}

function union({ tag, value }: { readonly tag: string; readonly value: DuckDBValue }, { memberTags, memberTypes }: UnionType): Cell {
  const type = memberTypes[memberTags.indexOf(tag)];
  return type === undefined ? String(value) : toCell(value, type);
}

function variant({ value, type }: { readonly value: DuckDBValue; readonly type?: DuckDBType }): Cell {
  if (value === null) return null;
  return type === undefined ? String(value) : toCell(value, type);
}
