import type { CatalogTable } from '../../schema/catalog.ts';
import { columnFamily } from '../../schema/column-family.ts';
import { splitIdentifier, type Token } from '../../text/index.ts';
import { nameStems } from './question-words.ts';

type Column = CatalogTable['columns'][number];

/** True for a numeric column that is neither a key nor a date, nor named like one. */
export function isMeasure(column: Column, table: CatalogTable): boolean {
  return columnFamily(column.type) === 'number' && !isKey(column, table) && !isDate(column);
}

/** True for a column of a primary or foreign key, and for one that is named like a key. */
export function isKey({ name }: Column, table: CatalogTable): boolean {
  if (table.primaryKey.includes(name)) return true;
  if (table.foreignKeys.some((key) => key.columns.includes(name))) return true;
  return /(?:^|_)(?:id|key|code|no)$|Id$|ID$/u.test(name);
}

/** The question's words that name a measure of the table. */
export function measureWords(words: readonly Token[], table: CatalogTable): ReadonlySet<string> {
  const stems = new Set(
    table.columns.filter((column) => isMeasure(column, table)).flatMap((column) => nameStems(column.name)),
  );
  return new Set(words.filter((word) => stems.has(word.stem)).map((word) => word.stem));
}

/** A date by its type or, where the type is a text, a number or none, by the words of its name. */
export function isDate({ name, type }: Column): boolean {
  const family = columnFamily(type);
  if (family === 'temporal') return !/^(?:interval|time(?:tz)?\b)/iu.test(type);
  if (family !== 'text' && family !== 'number' && family !== 'any') return false;
  const words = splitIdentifier(name);
  const last = words.at(-1) ?? '';
  return words.some((word) => DATE_WORDS.has(word)) || ENDS_OF_DATES.has(last) || (last === 'time' && family !== 'number');
}

/** Words that make a name one of a date wherever they stand: `date_of_birth`. */
const DATE_WORDS: ReadonlySet<string> = new Set(['date', 'datetime', 'timestamp', 'birthdate', 'birthday']);

/** Words that do so only at the end: `issued_on`, `created_at`, `release_year`. */
const ENDS_OF_DATES: ReadonlySet<string> = new Set(['day', 'month', 'year', 'at', 'on']);
