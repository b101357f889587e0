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
