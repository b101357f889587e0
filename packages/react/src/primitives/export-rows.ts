import type { Cell } from '@nl2sql/core/protocol';
import { cellText } from './cell-text.ts';

/** The text of a cell in what leaves the page, or null. */
export type ExportCell = (cell: Cell, column: number) => string | null;

export interface ExportedRows {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly text?: ExportCell;
}

/** A spreadsheet takes what begins so for a formula, in some languages in characters of full width as well. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Texts that a spreadsheet would compute get an apostrophe in front, as they say they are text then. */
const guarded = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

/**
 * Rows as CSV (RFC 4180). A null is an empty field and the empty text is `""`; a text that a spreadsheet
 * would run as a formula gets an apostrophe in front.
 *
 * @example
 * ```ts
 * toCsv({ header: ['name'], rows: [['=1+1'], [null]] }); // 'name\r\n\'=1+1\r\n\r\n'
 * ```
 */
export function toCsv({ header, rows, text = cellText }: ExportedRows): string {
  const field = (value: string | null): string => {
    if (value === null) return '';
    const safe = guarded(value);
    return safe === '' || /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [header, ...rows.map((row) => row.map(text))].map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

/** Rows as text between tabs, as spreadsheets paste it. Tabs and line breaks within a cell become spaces. */
export function toTsv({ header, rows, text = cellText }: ExportedRows): string {
  const field = (value: string | null): string => (value === null ? '' : guarded(value).replaceAll(/[\t\r\n]+/g, ' '));
  return [header, ...rows.map((row) => row.map(text))].map((fields) => fields.map(field).join('\t')).join('\n');
}
