'use client';
import type { Cell, JsonRunState, Refusal, WireError } from '@nl2sql/core/protocol';
import { forwardRef, isValidElement, memo, useCallback, useMemo, useState, type HTMLAttributes, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { cellText } from '../primitives/cell-text.ts';
import { sortRows, type Sort } from '../primitives/sort-rows.ts';
import { useDelayed } from '../primitives/use-delayed.ts';
import { useFrameValue } from '../primitives/use-frame-value.ts';
import { useVirtualRows } from '../primitives/use-virtual-rows.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { ResultBar } from './result-bar.tsx';
import { ResultGrid } from './result-grid.tsx';
import { ResultNotices } from './result-notices.tsx';
import { RowDetail } from './row-detail.tsx';
import { Surface } from './surface.tsx';

/** The rows of a run, as the reducer of the protocol keeps them. */
export type TableResult = NonNullable<JsonRunState['result']>;

export interface ResultTableProps extends Omit<HTMLAttributes<HTMLElement>, 'children'> {
  /** The rows and what they are, as `Turn.run` has them; null while there are none. */
  readonly result: TableResult | null;
  /** By default what the result says: no rows awaited without one, rows arriving until they are counted. */
  readonly status?: 'idle' | 'loading' | 'streaming' | 'ready' | 'cancelled' | 'failed' | 'denied' | undefined;
  /** The version of the statement that is shown beside the rows: rows of another are marked as such. */
  readonly currentVersion?: number | null | undefined;
  /** How many rows there would be without a limit, where that is known. */
  readonly totalRows?: number | null | undefined;
  /** Places of columns that a policy has masked. */
  readonly masked?: readonly number[] | undefined;
  /** What the table is called by a screen reader. */
  readonly caption?: string | undefined;
  /** Why it failed, with `failed`. */
  readonly error?: WireError | null | undefined;
  /** Why it was refused, with `denied`. */
  readonly refusal?: Refusal | null | undefined;
  /** Whether the database confirmed that it stopped, with `cancelled`. */
  readonly databaseStopped?: boolean | null | undefined;
  /** By which column the rows are sorted, where the host says so; null for none. Otherwise the table decides. */
  readonly sort?: Sort | null | undefined;
  /** Called when a person sorts. */
  readonly onSortChange?: ((sort: Sort | null) => void) | undefined;
  /** Fetches the rows after the last; the promise ends when they are in `result`. */
  readonly onLoadMore?: (() => Promise<void> | void) | undefined;
  /** Asks again after a failure; without it that is not offered. */
  readonly onRetry?: (() => void) | undefined;
  /** Runs the version of the statement that is shown, where the rows are of another. */
  readonly onRunVersion?: ((version: number) => void) | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/**
 * The rows of an answer, however many: their columns come from the result's own description, numbers keep every
 * digit, and what is missing of them is said in words beside the count.
 *
 * @example
 * ```tsx
 * import { ResultTable, type TableResult } from '@nl2sql/react';
 *
 * declare const result: TableResult;
 * export const Rows = () => <ResultTable result={result} currentVersion={2} />;
 * ```
 */
export const ResultTable = /* @__PURE__ */ forwardRef<HTMLElement, ResultTableProps>(function ResultTable(
  { result, status, currentVersion = null, messages: own, className, error = null, refusal = null, databaseStopped = null, onRetry, onRunVersion, totalRows, masked, caption, sort, onSortChange, onLoadMore, ...attributes },
  ref,
) {
  const { messages } = usePresentation(own);
  const stage = status ?? (result === null ? 'idle' : result.rowCount === null ? 'streaming' : 'ready');
  const shown = useFrameValue(result, stage === 'streaming');
  const waiting = useDelayed(stage === 'loading');
  const stale = shown?.version != null && currentVersion !== null && shown.version !== currentVersion ? { rows: shown.version, shown: currentVersion } : null;

  return (
    <Surface ref={ref} messages={own} className={classNames('nl2sql-result', className)} data-state={stage} aria-busy={stage === 'loading' || stage === 'streaming'} {...attributes}>
      <ResultNotices status={stage} hasRows={(shown?.rows.length ?? 0) > 0} {...{ error, refusal, databaseStopped, stale, onRetry, onRunVersion }} />
      {shown === null && stage === 'idle' && <p className="nl2sql-result__note">{messages.resultNone}</p>}
      {shown === null && stage === 'loading' && (
        <div className="nl2sql-result__waiting" role="status">
          {waiting && <span className="nl2sql-visually-hidden">{messages.resultLoading}</span>}
          {waiting && Array.from({ length: PLACEHOLDERS }, (_, at) => <span key={at} className="nl2sql-skeleton" />)}
        </div>
      )}
      {shown !== null && <LoadedRows result={shown} status={stage} {...{ totalRows, masked, caption, sort, onSortChange, onLoadMore }} />}
    </Surface>
  );
});

const PLACEHOLDERS = 8;
const ROW_HEIGHT = { comfortable: 36, compact: 28 } as const;
/** What is drawn before a browser has measured, in rows. */
const FIRST_ROWS = 12;

type LoadedRowsProps = Pick<ResultTableProps, 'totalRows' | 'masked' | 'caption' | 'sort' | 'onSortChange' | 'onLoadMore'> & {
  readonly result: TableResult;
  readonly status: NonNullable<ResultTableProps['status']>;
};

const LoadedRows = /* @__PURE__ */ memo(function LoadedRows({ result, status, totalRows = null, masked = NONE, caption, sort: controlled, onSortChange, onLoadMore }: LoadedRowsProps): ReactNode {
  const { messages, format, density, redact, onEvent } = usePresentation();
  const [own, setOwn] = useState<Sort | null>(null);
  const [openRow, setOpenRow] = useState<number | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  const { columns, rows } = result;
  const sort = controlled === undefined ? own : controlled;
  const order = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const rowHeight = ROW_HEIGHT[density];
  const virtual = useVirtualRows({ count: rows.length, rowHeight, initialHeight: rowHeight * FIRST_ROWS });
  const maskedColumns = useMemo(() => new Set(masked), [masked]);

  const complete = status === 'ready' && !result.truncated && (totalRows === null || totalRows === rows.length);
  const label = caption ?? messages.resultCaption;
  const count = rows.length;

  /** What a redaction shows is what leaves the page. */
  const text = useCallback(
    (cell: Cell, at: number): string | null => {
      const column = columns[at];
      const redacted = column === undefined ? undefined : redact(cell, column);
      return redacted === undefined ? cellText(cell) : textOf(redacted) ?? messages.resultHidden;
    },
    [columns, redact, messages],
  );

  const changeSort = useCallback(
    (column: number) => {
      const next = nextSort(sort, column);
      setOwn(next);
      setOpenRow(null);
      onSortChange?.(next);
      onEvent({ type: 'sort', column, direction: next?.direction ?? 'none' });
    },
    [sort, onSortChange, onEvent],
  );
  const openOrClose = useCallback((index: number) => setOpenRow((current) => (current === index ? null : index)), []);
  const closeRow = (): void => {
    if (openRow !== null) virtual.focusRow(openRow);
    setOpenRow(null);
  };
  const loadMore = async (): Promise<void> => {
    setLoadingMore(true);
    await Promise.resolve(onLoadMore?.()).finally(() => setLoadingMore(false));
  };

  return (
    <>
      <ResultBar
        status={status === 'streaming' || status === 'cancelled' || status === 'failed' ? status : 'ready'}
        count={count}
        total={totalRows}
        truncated={result.truncated}
        finishedAt={result.finishedAt}
        exported={() => ({ columns, header: columns.map(({ name }) => name), rows: order.map((place) => rows[place]!), text })}
      />
      <div className="nl2sql-result__scroller" ref={virtual.scroller} role="region" aria-label={label} tabIndex={0} onKeyDown={(event) => (event.key === 'Escape' ? setOpenRow(null) : virtual.onKeyDown(event))}>
        <ResultGrid
          {...{ columns, rows, order, virtual, sort, openRow }}
          caption={`${/\p{Po}$/u.test(label) ? label : `${label}.`} ${messages.resultKeys}`}
          onSort={changeSort}
          sortHint={complete ? undefined : messages.resultSortScope({ count }, format)}
          totalRows={complete ? count : totalRows}
          masked={maskedColumns}
          onOpenRow={openOrClose}
          placeholders={status === 'streaming' && count === 0 ? PLACEHOLDERS : 0}
        />
      </div>
      {count === 0 && status === 'ready' && (
        <div className="nl2sql-result__empty">
          <strong>{messages.resultEmpty}</strong>
          <p className="nl2sql-result__note">{messages.resultEmptyHint}</p>
        </div>
      )}
      <span className="nl2sql-result__sorted" role="status">
        {sort !== null && columns[sort.column] !== undefined && messages.resultSorted({ column: columns[sort.column]!.name, direction: sort.direction, count, complete }, format)}
      </span>
      {onLoadMore !== undefined && status === 'ready' && (
        <Button aria-disabled={loadingMore || undefined} onClick={() => void (loadingMore ? undefined : loadMore())}>{loadingMore ? messages.resultLoadingMore : messages.resultLoadMore}</Button>
      )}
      {openRow !== null && order[openRow] !== undefined && (
        <RowDetail index={openRow} count={count} row={rows[order[openRow]]!} columns={columns} text={text} onIndexChange={setOpenRow} onClose={closeRow} />
      )}
    </>
  );
});

const NONE: readonly number[] = [];

function nextSort(sort: Sort | null, column: number): Sort | null {
  if (sort?.column !== column) return { column, direction: 'ascending' };
  return sort.direction === 'ascending' ? { column, direction: 'descending' } : null;
}

/** What a redaction says, if it says it in plain text. */
function textOf(node: ReactNode): string | null {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  return isValidElement<{ readonly children?: ReactNode }>(node) ? textOf(node.props.children) : null;
}
