import type { Dialect, TaskColumn } from '@nl2sql/core/contracts';

/** What a column holds. `unknown`: it has no declared type, and no value of it is known. */
export type ValueClass = 'number' | 'text' | 'date' | 'boolean' | 'unknown';

/** Names that say when: `paid_at`, `issuedOn`. Databases without a date type keep dates as text. */
const WHEN = /(?:_at|_on|[a-z]At|[a-z]On)$/;
/** Names whose values are words whatever their type: `product_name`, `Comments`. */
const HOLDS_WORDS = /(?:name|title|description|details?|comments?|text|notes?|address|email|url)$/i;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:$|[ T])/;

export function valueClassOf({ name, type, samples }: Pick<TaskColumn, 'name' | 'type' | 'samples'>): ValueClass {
  const lower = type.toLowerCase();
  if (/bool/.test(lower) || lower === 'bit') return 'boolean';
  if (/date|time|year/.test(lower)) return 'date';
  if (/int|real|floa|doub|num|dec|money|serial/.test(lower)) return 'number';
  const values = samples?.values ?? [];
  if (lower === '' && values.length === 0 && !HOLDS_WORDS.test(name)) return 'unknown';
  if (lower === '' && values.length > 0 && values.every((value) => /^-?\d+(?:\.\d+)?$/.test(value))) return 'number';
  const isWhen = values.length > 0 ? values.every((value) => ISO_DATE.test(value)) : WHEN.test(name);
  return isWhen && /char|text|clob|string/.test(lower) ? 'date' : 'text';
}

/** How a column is known to hold days, or times of them. */
export interface Calendar {
  /** By its type. */
  readonly isTyped: boolean;
  /** By its values, which begin as ISO 8601 writes a day. */
  readonly isWritten: boolean;
}

export function calendarOf({ type, samples, days }: Pick<TaskColumn, 'type' | 'samples' | 'days'>): Calendar {
  const values = samples?.values ?? [];
  return {
    isTyped: /^(?:date|timestamp)/i.test(type.trim()),
    isWritten: days !== undefined || (values.length > 0 && values.every((value) => ISO_DATE.test(value))),
  };
}

/** Whether a dialect can tell the month of a value. SQLite has no type for it: only values can tell. */
export const tellsPeriods = ({ isTyped, isWritten }: Calendar, dialect: Dialect): boolean =>
  dialect === 'sqlite' ? isWritten : isTyped;

/** What a column that only says yes or no stores for either. */
export interface Flag {
  readonly yes: string;
  readonly no: string;
}

const FLAGS: readonly Flag[] = [
  { yes: 'true', no: 'false' },
  { yes: 't', no: 'f' },
  { yes: 'yes', no: 'no' },
  { yes: 'y', no: 'n' },
  { yes: '1', no: '0' },
];

/** Null for a column that holds something else, or of which that is not known. */
export function flagOf({ type, samples }: Pick<TaskColumn, 'type' | 'samples'>): Flag | null {
  const isTyped = /^bool/i.test(type.trim());
  const values = samples?.coverage === 'complete' ? samples.values : [];
  if (values.length === 0) return isTyped ? (FLAGS[0] ?? null) : null;
  const kind = FLAGS.find(({ yes, no }) => values.every((value) => [yes, no].includes(value.toLowerCase())));
  // A single value of numbers may be anything.
  if (kind === undefined || (values.length < 2 && !isTyped)) return null;
  const stored = (wanted: string): string => {
    const other = values[0] ?? wanted;
    return values.find((value) => value.toLowerCase() === wanted) ?? (other === other.toUpperCase() ? wanted.toUpperCase() : wanted);
  };
  return { yes: stored(kind.yes), no: stored(kind.no) };
}
