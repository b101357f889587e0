'use client';
import type { Cell, ResultColumn } from '@nl2sql/core/protocol';
import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { toTsv, type ExportCell } from '../primitives/export-rows.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { ResultCell } from './result-cell.tsx';

export interface RowDetailProps {
  /** The place of the row in the shown order, from 0. */
  readonly index: number;
  readonly count: number;
  readonly row: readonly Cell[];
  readonly columns: readonly ResultColumn[];
  readonly text: ExportCell;
  readonly onIndexChange: (index: number) => void;
  readonly onClose: () => void;
}

/** All values of one row, in full, each to copy. */
export function RowDetail({ index, count, row, columns, text, onIndexChange, onClose }: RowDetailProps): ReactNode {
  const { messages, format, redact } = usePresentation();
  const heading = useId();
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section className="nl2sql-result__detail" aria-labelledby={heading} onKeyDown={closeOnEscape}>
      <div className="nl2sql-result__detail-header">
        <strong id={heading} className="nl2sql-result__detail-title">{messages.resultRow({ row: format.number(index + 1) })}</strong>
        <CopyButton what="row" label={messages.resultCopyRow} text={() => toTsv({ header: columns.map(({ name }) => name), rows: [row], text })} />
        <Button tone="quiet" aria-disabled={index === 0 || undefined} onClick={() => index > 0 && onIndexChange(index - 1)}>{messages.resultPreviousRow}</Button>
        <Button tone="quiet" aria-disabled={index === count - 1 || undefined} onClick={() => index < count - 1 && onIndexChange(index + 1)}>{messages.resultNextRow}</Button>
        <Button tone="quiet" icon="close" iconOnly title={messages.close} onClick={onClose}>{messages.close}</Button>
      </div>
      <dl className="nl2sql-result__values">
        {columns.map((column, at) => {
          const cell = row[at] ?? null;
          return (
            <div key={at} className="nl2sql-result__pair">
              <dt className="nl2sql-result__term" dir="auto">{column.name}</dt>
              <dd className="nl2sql-result__value">
                <span className="nl2sql-result__full">
                  {typeof cell === 'string' && column.type === 'bytes' && redact(cell, column) === undefined ? <span className="nl2sql-code">{cell}</span> : <ResultCell cell={cell} column={column} digits={0} />}
                </span>
                <CopyButton what="cell" iconOnly label={messages.resultCopyCell({ column: column.name })} text={() => text(cell, at) ?? ''} />
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
