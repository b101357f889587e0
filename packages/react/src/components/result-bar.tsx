'use client';
import type { Cell, ResultColumn } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { toCsv, toTsv, type ExportedRows } from '../primitives/export-rows.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

export interface ResultBarProps {
  readonly status: 'streaming' | 'ready' | 'cancelled' | 'failed';
  readonly count: number;
  readonly total: number | null;
  readonly truncated: boolean;
  readonly finishedAt: string | null;
  /** The rows in the order in which they are shown, made when they are needed. */
  readonly exported: () => ExportedRows & { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Cell[])[] };
}

/** How many rows there are, whether that is all, and the ways to take them along. */
export function ResultBar({ status, count, total, truncated, finishedAt, exported }: ResultBarProps): ReactNode {
  const { messages, format, timeZone, onEvent } = usePresentation();
  const partial = status === 'cancelled' || status === 'failed';
  const words =
    status === 'streaming'
      ? messages.resultStreaming({ count }, format)
      : truncated || (total !== null && total > count)
        ? messages.resultTruncated({ count, total }, format)
        : messages.resultRows({ count }, format);

  const download = (): void => {
    onEvent({ type: 'download', format: 'csv', rows: count });
    const name = messages.resultFileName({ count, complete: !truncated && !partial && status !== 'streaming' });
    // The mark tells spreadsheets that the text is UTF-8.
    save(`${name}.csv`, new Blob(['\uFEFF', toCsv(exported())], { type: 'text/csv;charset=utf-8' }));
  };

  return (
    <div className="nl2sql-result__bar">
      <p className="nl2sql-result__count">
        <span>{words}</span>
        {partial && <Badge tone="warning" icon="warning">{messages.resultPartial}</Badge>}
        {truncated && !partial && <Badge tone="warning" icon="warning">{messages.resultTruncatedBadge}</Badge>}
        {finishedAt !== null && status !== 'streaming' && (
          <time className="nl2sql-result__time" dateTime={finishedAt} title={timeZone}>{messages.resultAsOf({ at: format.dateTime(finishedAt, timeZone) })}</time>
        )}
      </p>
      {count > 0 && (
        <div className="nl2sql-result__actions">
          <CopyButton what="rows" label={messages.resultCopyAll({ count }, format)} text={() => toTsv(exported())} />
          <Button tone="quiet" icon="download" onClick={download}>{messages.resultDownload}</Button>
        </div>
      )}
    </div>
  );
}

function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // A browser reads the address after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
