import type { Cell, ColumnType, ResultColumn } from '@nl2sql/core/protocol';
import type { Terminal } from './terminal.ts';
import { count, fit, oneLine, pad, widthOf } from './text-layout.ts';

/** What a table is drawn from: a completed result has it. */
export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** How many rows the result has; more than `rows` when only some were sent. */
  readonly rowCount: number;
  /** True when the row cap cut the result. */
  readonly truncated: boolean;
}

export interface RenderTableOptions {
  /** The most rows to show. Default 50. */
  readonly maxRows?: number;
}

const GAP = '  ';
const MAX_ROWS = 50;
/** The narrowest that a wide column is made before columns are left out. */
const MIN_WIDTH = 8;
const RIGHT: ReadonlySet<ColumnType> = new Set(['integer', 'decimal', 'float']);

interface DrawnColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  readonly width: number;
}

/**
 * A result as lines of a terminal: numbers on the right, `NULL` dim, text cut to the width, and a
 * last line that says what is shown and what is not.
 */
export function renderTable(table: ResultTable, terminal: Terminal, options: RenderTableOptions = {}): readonly string[] {
  const shown = table.rows.slice(0, options.maxRows ?? MAX_ROWS);
  const natural = table.columns.map((column, index) => drawColumn(column, shown.map((row) => row[index] ?? null)));
  const columns = fitColumns(natural, terminal.columns);
  const line = (texts: readonly string[]) => texts.join(GAP).trimEnd();

  const lines = [
    line(columns.map(({ name, width, align }) => terminal.paint('bold', pad(fit(name, width), width, align)))),
    line(columns.map(({ width }) => terminal.paint('dim', '─'.repeat(width)))),
    ...shown.map((row, position) =>
      line(
        columns.map(({ cells, width, align }, index) => {
          const text = pad(fit(cells[position] ?? '', width), width, align);
          return (row[index] ?? null) === null ? terminal.paint('dim', text) : text;
        }),
      ),
    ),
  ];
  return [...(columns.length > 0 ? lines : []), ...footer(table, shown.length, natural.slice(columns.length), terminal)];
}

/** A cell as text: a number without the noise of its binary form, JSON for what has parts. */
export function cellText(cell: Cell, type: ColumnType): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return oneLine(cell);
  if (typeof cell === 'number') return type === 'integer' ? String(cell) : String(Number(cell.toPrecision(15)));
  return oneLine(JSON.stringify(cell));
}

function drawColumn({ name, type }: ResultColumn, values: readonly Cell[]): DrawnColumn {
  const cells = values.map((value) => cellText(value, type));
  const numbers = values.every((value) => value === null || typeof value === 'number') && values.some((value) => value !== null);
  const heading = oneLine(name);
  return {
    name: heading,
    align: RIGHT.has(type) || (type === 'unknown' && numbers) ? 'right' : 'left',
    cells,
    width: Math.max(1, widthOf(heading), ...cells.map(widthOf)),
  };
}

/** Narrows the widest text columns first, then the numbers, then leaves out columns at the end. */
function fitColumns(columns: readonly DrawnColumn[], available: number): readonly DrawnColumn[] {
  for (let kept = columns.length; kept > 1; kept -= 1) {
    const some = columns.slice(0, kept);
    const room = available - GAP.length * (kept - 1);
    const narrowed = narrow(narrow(some, room, 'left'), room, 'right');
    if (totalWidth(narrowed) <= room) return narrowed;
  }
  return columns.slice(0, 1).map((column) => ({ ...column, width: Math.min(column.width, available) }));
}

function narrow(columns: readonly DrawnColumn[], room: number, align: DrawnColumn['align']): readonly DrawnColumn[] {
  let widths = columns;
  for (let excess = totalWidth(widths) - room; excess > 0; excess = totalWidth(widths) - room) {
    const wide = widths.filter((column) => column.align === align && column.width > MIN_WIDTH);
    const widest = Math.max(...wide.map((column) => column.width));
    const next = Math.max(MIN_WIDTH, ...wide.map((column) => column.width).filter((width) => width < widest));
    const group = wide.filter((column) => column.width === widest);
    if (group.length === 0) return widths;
    const cut = Math.min(widest - next, Math.ceil(excess / group.length));
    widths = widths.map((column) => (group.includes(column) ? { ...column, width: column.width - Math.max(1, cut) } : column));
  }
  return widths;
}

function totalWidth(columns: readonly DrawnColumn[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}

function footer(table: ResultTable, shown: number, left: readonly DrawnColumn[], terminal: Terminal): readonly string[] {
  const rows = table.rowCount;
  const counted = rows === 0 ? 'no rows' : shown < rows ? `${shown.toLocaleString('en-US')} of ${count(rows, 'row')} shown` : count(rows, 'row');
  return [
    terminal.paint('dim', `(${counted})`),
    ...(table.truncated ? [terminal.paint('yellow', `The result was cut off at ${count(rows, 'row')}: there are more.`)] : []),
    ...(left.length > 0
      ? [terminal.paint('yellow', fit(`${count(left.length, 'column')} not shown: ${left.map((column) => column.name).join(', ')}`, terminal.columns))]
      : []),
  ];
}
