'use client';
import type { Cell, ResultColumn } from '@nl2sql/core/protocol';
import { memo, useMemo, useState, type ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { fractionDigits, isNumeric } from '../primitives/cell-text.ts';
import type { Sort } from '../primitives/sort-rows.ts';
import type { VirtualRows } from '../primitives/use-virtual-rows.ts';
import { columnWidths } from './column-widths.ts';
import { Icon } from './icon.tsx';
import { ResultCell } from './result-cell.tsx';

export interface ResultGridProps {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Places in `rows`, as they are shown. */
  readonly order: readonly number[];
  readonly virtual: VirtualRows;
  readonly caption: string;
  readonly sort: Sort | null;
  readonly onSort: (column: number) => void;
  /** What sorting covers, where that is not everything. */
  readonly sortHint: string | undefined;
  /** All rows there are; null where that is not known. */
  readonly totalRows: number | null;
  readonly masked: ReadonlySet<number>;
  /** The row whose values are all shown. */
  readonly openRow: number | null;
  readonly onOpenRow: (index: number) => void;
  /** Rows without content in the place of those that are awaited. */
  readonly placeholders: number;
}

/** The table itself: a real one, of which only the rows in view are drawn. */
export function ResultGrid({ columns, rows, order, virtual, caption, sort, onSort, sortHint, totalRows, masked, openRow, onOpenRow, placeholders }: ResultGridProps): ReactNode {
  const { messages } = usePresentation();
  const measured = useMeasured(columns, rows);
  const widths = useMemo(() => columnWidths(measured.columns, measured.rows), [measured]);
  const digits = useMemo(() => measured.columns.map((column, at) => (column.type === 'integer' || !isNumeric(column) ? 0 : fractionDigits(measured.rows, at))), [measured]);
  const total = widths.reduce((sum, width) => sum + width, 0);

  return (
    <table
      className="nl2sql-result__table"
      aria-rowcount={totalRows === null ? -1 : totalRows + 1}
      aria-colcount={columns.length + 1}
      data-sticky={columns.length > 6 || undefined}
      style={{ inlineSize: `calc(${total}ch + ${columns.length} * 1.5rem + 4rem)` }}
    >
      <caption className="nl2sql-visually-hidden">{caption}</caption>
      <colgroup>
        <col style={{ inlineSize: '4rem' }} />
        {widths.map((width, at) => (
          <col key={at} style={{ inlineSize: `calc(${width}ch + 1.5rem)` }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" className="nl2sql-result__corner">
            <span className="nl2sql-visually-hidden">{messages.resultRowNumber}</span>
          </th>
          {columns.map((column, at) => (
            <HeaderCell key={at} column={column} sort={sort?.column === at ? sort : null} masked={masked.has(at)} hint={sortHint} onSort={() => onSort(at)} />
          ))}
        </tr>
      </thead>
      <tbody>
        {virtual.items.map(({ index, gap }) => (
          <VirtualRow
            key={index}
            index={index}
            gap={gap}
            row={rows[order[index]!]!}
            columns={columns}
            digits={digits}
            reachable={index === virtual.active}
            open={index === openRow}
            onOpen={onOpenRow}
          />
        ))}
        {virtual.after > 0 && <Gap height={virtual.after} />}
        {Array.from({ length: placeholders }, (_, at) => (
          <tr key={`placeholder ${at}`} className="nl2sql-result__row" aria-hidden="true">
            <td className="nl2sql-result__number" />
            {columns.map((_column, column) => (
              <td key={column} className="nl2sql-result__cell">
                <span className="nl2sql-skeleton" />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Measured {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The columns with the first rows that came, which stay the same as more arrive. */
function useMeasured(columns: readonly ResultColumn[], rows: readonly (readonly Cell[])[]): Measured {
  const [measured, setMeasured] = useState<Measured>({ columns, rows });
  const outdated = measured.columns !== columns || (measured.rows.length === 0 && rows.length > 0);
  const current = outdated ? { columns, rows } : measured;
  if (outdated) setMeasured(current);
  return current;
}

interface HeaderCellProps {
  readonly column: ResultColumn;
  readonly sort: Sort | null;
  readonly masked: boolean;
  readonly hint: string | undefined;
  readonly onSort: () => void;
}

function HeaderCell({ column, sort, masked, hint, onSort }: HeaderCellProps): ReactNode {
  const { messages } = usePresentation();
  return (
    <th scope="col" className="nl2sql-result__header" data-align={isNumeric(column) ? 'end' : 'start'} aria-sort={sort?.direction}>
      <button type="button" className="nl2sql-result__sort" title={hint ?? messages.resultSort({ column: column.name })} onClick={onSort}>
        {masked && <Icon name="lock" />}
        {masked && <span className="nl2sql-visually-hidden">{messages.resultMasked}</span>}
        <span className="nl2sql-result__name" dir="auto">{column.name}</span>
        <Icon name={sort === null ? 'sortable' : `sort-${sort.direction}`} className="nl2sql-result__arrow" />
      </button>
    </th>
  );
}

interface VirtualRowProps {
  readonly index: number;
  readonly gap: number;
  readonly row: readonly Cell[];
  readonly columns: readonly ResultColumn[];
  readonly digits: readonly number[];
  readonly reachable: boolean;
  readonly open: boolean;
  readonly onOpen: (index: number) => void;
}

const VirtualRow = /* @__PURE__ */ memo(function VirtualRow({ index, gap, row, columns, digits, reachable, open, onOpen }: VirtualRowProps): ReactNode {
  const { messages, format } = usePresentation();
  const number = format.number(index + 1);
  return (
    <>
      {gap > 0 && <Gap height={gap} />}
      <tr className="nl2sql-result__row" data-row={index} data-state={open ? 'open' : undefined} aria-rowindex={index + 2}>
        <th scope="row" className="nl2sql-result__number">
          <button
            type="button"
            className="nl2sql-result__open"
            data-row-focus
            tabIndex={reachable ? 0 : -1}
            aria-expanded={open}
            aria-label={messages.resultOpenRow({ row: number })}
            onClick={() => onOpen(index)}
          >
            {number}
          </button>
        </th>
        {columns.map((column, at) => (
          <td key={at} className="nl2sql-result__cell" data-type={column.type} data-align={isNumeric(column) ? 'end' : 'start'}>
            <ResultCell cell={row[at] ?? null} column={column} digits={digits[at] ?? 0} />
          </td>
        ))}
      </tr>
    </>
  );
});

/** The height of rows that are not drawn. */
const Gap = ({ height }: { readonly height: number }): ReactNode => (
  <tr aria-hidden="true" className="nl2sql-result__gap">
    <td style={{ blockSize: height }} />
  </tr>
);
