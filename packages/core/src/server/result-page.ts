import type { RowPage } from '../protocol/index.ts';
import type { HeldRun, HeldRows } from './held-run.ts';
import type { ServerLimits } from './options.ts';
import { ProblemError } from './problem.ts';
import { rowsWithin } from './rows-within.ts';

/** Some rows of what a run has found; `cursor` null: the first. */
export function pageOf({ runId }: HeldRun, { columns, rows }: HeldRows, cursor: string | null, { pageRows, pageBytes }: ServerLimits): RowPage {
  const offset = cursor === null ? 0 : Number(cursor.slice(1));
  if (offset > 0 && offset >= rows.length) throw new ProblemError('INVALID_INPUT', { detail: 'query.cursor: is not one that this server gave' });
  const fitting = rowsWithin(rows, { from: offset, count: pageRows, bytes: pageBytes }).rows;
  // A row that is too long for a page is a page.
  const page = fitting.length > 0 ? fitting : rows.slice(offset, offset + 1);
  const end = offset + page.length;
  return { runId, columns, rows: page, offset, rowCount: rows.length, next: end < rows.length ? `r${end}` : null };
}
