import type { Cell, ColumnType } from '@nl2sql/core/protocol';
import fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cellText, renderTable, type ResultTable } from './render-table.ts';
import { createTerminal } from './terminal.ts';
import { widthOf } from './text-layout.ts';

const plain = createTerminal(80, false);

function table(columns: readonly (readonly [string, ColumnType])[], rows: readonly (readonly Cell[])[], more: Partial<ResultTable> = {}): ResultTable {
  return { columns: columns.map(([name, type]) => ({ name, type })), rows, rowCount: rows.length, truncated: false, ...more };
}

describe('renderTable', () => {
  it('puts numbers on the right and text on the left, by what is seen', () => {
    const lines = renderTable(
      table(
        [['city', 'text'], ['total', 'decimal'], ['orders', 'integer']],
        [['São Paulo', 1200.5, 12], ['東京', 7, null], ['Zoë', '12345678901234567890.10', 3]],
      ),
      plain,
    );
    expect(lines).toEqual([
      'city                         total  orders',
      '─────────  ───────────────────────  ──────',
      'São Paulo                   1200.5      12',
      '東京                             7    NULL',
      'Zoë        12345678901234567890.10       3',
      '(3 rows)',
    ]);
  });

  it('shows NULL dim, and the text "NULL" not', () => {
    const [, , first, second] = renderTable(table([['name', 'text']], [[null], ['NULL']]), createTerminal(80, true));
    expect(first).toBe('\u001b[2mNULL\u001b[22m');
    expect(second).toBe('NULL');
  });

  it('says when there are no rows, when some are not shown, and when the cap cut the result', () => {
    expect(renderTable(table([['id', 'integer']], []), plain)).toEqual(['id', '──', '(no rows)']);
    const rows = Array.from({ length: 4 }, (_, index) => [index]);
    expect(renderTable(table([['id', 'integer']], rows), plain, { maxRows: 2 }).slice(-2)).toEqual([' 1', '(2 of 4 rows shown)']);
    const cut = renderTable(table([['id', 'integer']], rows, { rowCount: 1000, truncated: true }), plain);
    expect(cut.slice(-2)).toEqual(['(4 of 1,000 rows shown)', 'The result was cut off at 1,000 rows: there are more.']);
  });

  it('narrows text before numbers, and leaves out last columns that do not fit', () => {
    const long = 'a sentence that goes on for quite a while';
    const lines = renderTable(table([['note', 'text'], ['amount', 'decimal']], [[long, 123_456.78]]), createTerminal(30, false));
    expect(lines[2]).toBe('a sentence that go…  123456.78');
    const wide = table(Array.from({ length: 8 }, (_, index) => [`column_${index}`, 'text'] as const), [Array.from({ length: 8 }, () => long)]);
    const left = renderTable(wide, createTerminal(40, false));
    expect(left[0]).toBe('column_0  column_1  column_2  column_3');
    expect(left.at(-1)).toBe('4 columns not shown: column_4, column_5…');
  });

  it('shows a cell on one line, whatever it holds', () => {
    const [, , row] = renderTable(table([['note', 'text']], [['two\nlines \u001b[31mred']]), plain);
    expect(row).toBe('two lines \ufffd[31mred');
  });

  it('never draws wider than the terminal, and one line for each row', () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.double(), fc.constant(null), fc.boolean());
    const type = fc.constantFrom<ColumnType>('text', 'integer', 'decimal', 'unknown');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain((width) =>
          fc.tuple(
            fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 30 }), type), { minLength: width, maxLength: width }),
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }),
          ),
        ),
        fc.integer({ min: 20, max: 120 }),
        ([columns, rows], width) => {
          const drawn = table(columns, rows);
          const lines = renderTable(drawn, createTerminal(width, false));
          expect(lines.slice(0, 2 + rows.length).every((line) => widthOf(line) <= width)).toBe(true);
          expect(lines[2 + rows.length]).toMatch(/^\((no rows|\d+ rows?)\)$/);
          expect(renderTable(drawn, createTerminal(width, true)).map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(lines.map((line) => line.trimEnd()));
        },
      ),
    );
  });
});

describe('cellText', () => {
  it.each([
    [null, 'text', 'NULL'],
    [0.1 + 0.2, 'float', '0.3'],
    [480336.00000000023, 'decimal', '480336'],
    [9007199254740991, 'integer', '9007199254740991'],
    [true, 'boolean', 'true'],
    [{ a: [1, null] }, 'json', '{"a":[1,null]}'],
    ['2026-06-30', 'date', '2026-06-30'],
  ] as const)('writes %j of type %s as %s', (cell, type, text) => {
    expect(cellText(cell, type)).toBe(text);
  });
});
