'use client';
import type { Cell, ResultColumn } from '@nl2sql/core/protocol';
import { memo, type ReactNode } from 'react';
import type { Formatters } from '../messages/format.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import type { Presentation } from '../presentation/presentation.ts';
import { byteLength, cellText, isGrouped, isNumeric } from '../primitives/cell-text.ts';

export interface ResultCellProps {
  readonly cell: Cell;
  readonly column: ResultColumn;
  /** How many digits after the point the column's numbers have at least. */
  readonly digits: number;
}

/** A cell as people read it: exact, and with null apart from the empty text. */
export const ResultCell = memo(function ResultCell({ cell, column, digits }: ResultCellProps): ReactNode {
  const presentation = usePresentation();
  const redacted = presentation.redact(cell, column);
  if (redacted !== undefined) return redacted;
  return <CellValue {...{ cell, column, digits, presentation }} />;
});

function CellValue({ cell, column, digits, presentation }: ResultCellProps & { readonly presentation: Presentation }): ReactNode {
  const { messages, format, timeZone } = presentation;
  if (cell === null) return <Special kind="null">{messages.cellNull}</Special>;
  if (cell === '') return <Special kind="empty">{messages.cellEmpty}</Special>;
  if (typeof cell === 'boolean') return cell ? messages.cellTrue : messages.cellFalse;
  const text = cellText(cell)!;
  if (column.type === 'bytes') return <Special kind="bytes" title={text.slice(0, TITLE)}>{messages.cellBytes({ count: byteLength(text) }, format)}</Special>;
  if (typeof cell === 'object') return <span className="nl2sql-code" dir="ltr" title={text.slice(0, TITLE)}>{text}</span>;
  if (isNumeric(column)) return isGrouped(column) ? format.exactNumber(text, digits) : text;
  if (column.type === 'timestamp') return <Moment text={text} {...{ format, timeZone }} title={HAS_OFFSET.test(text) ? messages.resultInZone({ timeZone }) : messages.resultWithoutZone} />;
  return <span dir="auto" title={text.length > 24 ? text.slice(0, TITLE) : undefined}>{text}</span>;
}

/** What a tooltip takes of a long value. */
const TITLE = 1_000;
const HAS_OFFSET = /(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

function Special({ kind, title, children }: { readonly kind: 'null' | 'empty' | 'bytes'; readonly title?: string; readonly children: ReactNode }): ReactNode {
  return <span className="nl2sql-result__special" data-kind={kind} title={title}>{children}</span>;
}

interface MomentProps {
  readonly text: string;
  readonly title: string;
  readonly format: Formatters;
  readonly timeZone: string;
}

/** An instant in the reader's zone; a wall clock as it was stored. Parts of a second stay as they are written. */
function Moment({ text, title, format, timeZone }: MomentProps): ReactNode {
  const fraction = /\.\d*[1-9]/.exec(text)?.[0] ?? '';
  const isInstant = HAS_OFFSET.test(text) && !Number.isNaN(Date.parse(text));
  const shown = isInstant ? `${format.instant(text, timeZone)}${fraction}` : text.replace('T', ' ').replace(/\.0+$/, '');
  return <time dateTime={text} dir="ltr" title={title}>{shown}</time>;
}
