'use client';
import type { Cell, ResultColumn } from '@nl2sql/core/protocol';
import { memo, type ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { byteLength, cellText, isGrouped, isNumeric } from '../primitives/cell-text.ts';

export interface ResultCellProps {
  readonly cell: Cell;
  readonly column: ResultColumn;
  /** How many digits after the point the column's numbers have at least. */
  readonly digits: number;
}

/** A cell as people read it: exact, and with null apart from the empty text. */
export const ResultCell = /* @__PURE__ */ memo(function ResultCell({ cell, column, digits }: ResultCellProps): ReactNode {
  const { redact, messages, format, timeZone } = usePresentation();
  const redacted = redact(cell, column);
  if (redacted !== undefined) return redacted;
  if (cell === null) return special('null', messages.cellNull);
  if (cell === '') return special('empty', messages.cellEmpty);
  if (typeof cell === 'boolean') return cell ? messages.cellTrue : messages.cellFalse;
  const text = cellText(cell)!;
  const title = text.slice(0, TITLE);
  if (column.type === 'bytes') return special('bytes', messages.cellBytes({ count: byteLength(text) }, format), title);
  if (typeof cell === 'object') return <span className="nl2sql-code" dir="ltr" title={title}>{text}</span>;
  if (isNumeric(column)) return isGrouped(column) ? format.exactNumber(text, digits) : text;
  if (column.type !== 'timestamp') return <span dir="auto" title={text.length > 24 ? title : undefined}>{text}</span>;
  const hasOffset = HAS_OFFSET.test(text);
  const isInstant = hasOffset && !Number.isNaN(Date.parse(text));
  // Parts of a second stay as they are written.
  const fraction = /\.\d*[1-9]/.exec(text)?.[0] ?? '';
  return (
    <time dateTime={text} dir="ltr" title={hasOffset ? messages.resultInZone({ timeZone }) : messages.resultWithoutZone}>
      {isInstant ? `${format.instant(text, timeZone)}${fraction}` : text.replace('T', ' ').replace(/\.0+$/, '')}
    </time>
  );
});

/** What a tooltip takes of a long value. */
const TITLE = 1_000;
/** An instant, shown in the reader's zone; otherwise a wall clock, shown as it was stored. */
const HAS_OFFSET = /:\d\d.*(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

const special = (kind: 'null' | 'empty' | 'bytes', text: string, title?: string): ReactNode => <span className="nl2sql-result__special" data-kind={kind} title={title}>{text}</span>;
