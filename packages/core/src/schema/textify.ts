import type { ColumnInfo, ColumnValues, TaskColumn, TaskTable } from '../contracts/index.ts';
import type { Join } from '../protocol/index.ts';
import type { Settings } from '../settings.ts';
import { cleanText } from '../text/clean-text.ts';
import { splitIdentifier } from '../text/index.ts';
import { sampledValues, type CatalogTable } from './catalog.ts';
import { columnFamily } from './column-family.ts';

/** Longest comment and most values of a column in a retrieval text, which models embed whole. */
const DOCUMENT = { commentLength: 200, values: 5, valueLength: 40 } as const;

/** Words of a foreign text without control or invisible characters, on one line, at most `length` characters. */
export function plain(text: string, length: number): string {
  const line = cleanText(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')).trim();
  return line.length > length ? `${line.slice(0, Math.max(0, length - 1)).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…` : line;
}

/** Whether the values of a column tell what is in it, other than numbers, dates and keys do. */
function telling(table: CatalogTable, column: ColumnInfo): ColumnValues | undefined {
  const family = columnFamily(column.type);
  const known = sampledValues(table, column.name);
  if (known === undefined || known.values.length === 0 || table.primaryKey.includes(column.name)) return undefined;
  return family === 'text' || family === 'any' || (known.coverage === 'complete' && known.values.length <= 12) ? known : undefined;
}

/**
 * What an embedder gets to read of a table: names as words, comments, a few values, and what it
 * refers to. The same table gives the same text.
 *
 * @example
 * ```ts
 * import type { Catalog, CatalogTable } from './catalog.ts';
 *
 * declare const catalog: Catalog;
 * declare const orders: CatalogTable;
 * tableDocument(orders, catalog.joins);
 * // 'orders: customer orders\ncolumns: id, customer id, status (paid, open)\nrefers to: customers'
 * ```
 */
export function tableDocument(table: CatalogTable, joins: readonly Join[]): string {
  const words = splitIdentifier(table.name).join(' ');
  const title = [words, ...(table.comment === undefined ? [] : [plain(table.comment, DOCUMENT.commentLength)])].join(': ');
  const columns = table.columns.map((column) => {
    const known = telling(table, column)?.values.slice(0, DOCUMENT.values).map((value) => plain(value, DOCUMENT.valueLength)) ?? [];
    const notes = [...(column.comment === undefined ? [] : [plain(column.comment, DOCUMENT.commentLength)]), ...known];
    const name = splitIdentifier(column.name).join(' ');
    return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
  });
  const referenced = new Set(joins.filter((join) => join.from.table === table.name && join.to.table !== table.name).map((join) => splitIdentifier(join.to.table).join(' ')));
  return [title, `columns: ${columns.join(', ')}`, ...(referenced.size === 0 ? [] : [`refers to: ${[...referenced].join(', ')}`])].join('\n');
}

/**
 * A table in the form that models get: only the given columns, comments and values capped and on one
 * line, `references` where a join leads from a column to another table.
 *
 * @param options.columns - Names of the columns to show; all when absent.
 * @param options.joins - Joins of the caller's view; those of other tables are ignored.
 */
export function taskTable(
  table: CatalogTable,
  options: { readonly columns?: ReadonlySet<string>; readonly joins: readonly Join[]; readonly prompts: Settings['prompts'] },
): TaskTable {
  const { columns, joins, prompts } = options;
  const shown = table.columns.filter((column) => columns === undefined || columns.has(column.name));
  return {
    name: table.name,
    kind: table.kind,
    ...commentOf(table.comment, prompts),
    ...(table.rowEstimate === undefined ? {} : { rowEstimate: table.rowEstimate }),
    columns: shown.map((column) => taskColumn(table, column, joins, prompts)),
  };
}

function taskColumn(table: CatalogTable, column: ColumnInfo, joins: readonly Join[], prompts: Settings['prompts']): TaskColumn {
  const known = prompts.valuesPerColumn === 0 ? undefined : telling(table, column);
  const values = known?.values.slice(0, prompts.valuesPerColumn).map((value) => plain(value, prompts.valueLength));
  const days = sampledValues(table, column.name)?.days;
  const reference = joins.find((join) => join.from.table === table.name && join.from.column === column.name);
  return {
    name: column.name,
    type: plain(column.type, prompts.valueLength),
    primaryKey: table.primaryKey.includes(column.name),
    nullable: column.nullable,
    ...commentOf(column.comment, prompts),
    ...(known === undefined || values === undefined
      ? {}
      : { samples: { values, coverage: known.coverage === 'complete' && values.length === known.values.length ? ('complete' as const) : ('sample' as const) } }),
    ...(days === undefined || prompts.valuesPerColumn === 0 ? {} : { days }),
    ...(reference === undefined ? {} : { references: { ...reference.to, source: reference.source } }),
  };
}

function commentOf(comment: string | undefined, prompts: Settings['prompts']): { comment?: string } {
  const text = comment === undefined ? '' : plain(comment.normalize('NFC'), prompts.commentLength);
  return text === '' ? {} : { comment: text };
}

/**
 * One table as compact text for a prompt. A list of values ends in `…` when there are more.
 *
 * @example
 * ```ts
 * import type { TaskTable } from '../contracts/index.ts';
 *
 * declare const table: TaskTable;
 * promptBlock(table);
 * // orders( -- customer orders
 * //   id integer pk,
 * //   customer_id integer -> customers.id,
 * //   status text {'paid', 'open'} -- state of payment
 * // )
 * ```
 */
export function promptBlock(table: TaskTable): string {
  const last = table.columns.length - 1;
  const columns = table.columns.map((column, index) => {
    const facts = [promptName(column.name), column.type];
    if (column.primaryKey) facts.push('pk');
    else if (!column.nullable) facts.push('not null');
    if (column.references !== undefined) facts.push(referenceText(column.references));
    if (column.samples !== undefined) facts.push(promptValues(column.samples));
    if (column.days !== undefined) facts.push(`from ${column.days.from} to ${column.days.to}${column.days.coverage === 'complete' ? '' : ' or beyond'}`);
    return `  ${facts.filter((fact) => fact !== '').join(' ')}${index === last ? '' : ','}${column.comment === undefined ? '' : ` -- ${column.comment}`}`;
  });
  const notes = [table.kind === 'view' ? 'view' : '', table.comment ?? '', table.rowEstimate === undefined ? '' : `about ${table.rowEstimate} rows`].filter((note) => note !== '');
  return [`${promptName(table.name)}(${notes.length === 0 ? '' : ` -- ${notes.join('; ')}`}`, ...columns, ')'].join('\n');
}

function referenceText({ table, column, source }: NonNullable<TaskColumn['references']>): string {
  return `-> ${promptName(table)}.${promptName(column)}${source === 'inferred' ? ' (inferred)' : ''}`;
}

/** A name as it stands in the database; in double quotes where it would not read as one word. */
function promptName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_$.]*$/u.test(name) ? name : JSON.stringify(name);
}

function promptValues(samples: NonNullable<TaskColumn['samples']>): string {
  const quoted = samples.values.map((value) => `'${value.replaceAll("'", "''")}'`);
  return `{${[...quoted, ...(samples.coverage === 'complete' ? [] : ['…'])].join(', ')}}`;
}
