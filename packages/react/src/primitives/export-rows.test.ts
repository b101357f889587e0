import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv, toTsv } from './export-rows.ts';

describe('toCsv', () => {
  it('keeps null apart from the empty text', () => {
    expect(toCsv({ header: ['a', 'b'], rows: [[null, '']] })).toBe('a,b\r\n,""\r\n');
  });

  it('quotes what would end a field', () => {
    expect(toCsv({ header: ['a'], rows: [['x,y'], ['say "hi"'], ['two\nlines'], [' spaced ']] })).toBe('a\r\n"x,y"\r\n"say ""hi"""\r\n"two\nlines"\r\n" spaced "\r\n');
  });

  it.each(['=1+1', '+1+1', '-2+3', '@SUM(A1)', '\tx', '\r=1', '\n=1', '＝1+1', '＠SUM(A1)', '=HYPERLINK("http://host","x")'])('makes no formula of %j', (text) => {
    expect(toCsv({ header: ['a'], rows: [[text]] })).toMatch(/^a\r\n"?'/);
  });

  it.each([-12.5, '-12.50', '+3', '12345678901234567890', '-1e5'])('leaves the number %j alone', (value) => {
    expect(toCsv({ header: ['a'], rows: [[value]] })).toBe(`a\r\n${value}\r\n`);
  });

  it('guards the header too', () => {
    expect(toCsv({ header: ['=x'], rows: [] })).toBe("'=x\r\n");
  });

  it('can be read back, cell for cell', () => {
    const cell = fc.option(fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@\t\r\n＝＋－＠]/.test(text)), { freq: 4 });
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      expect(parseCsv(toCsv({ header: ['a', 'b'], rows })).slice(1)).toEqual(rows);
    }));
  });
});

it('toTsv keeps a row on one line', () => {
  expect(toTsv({ header: ['a', 'b'], rows: [['x\ty\nz', null], ['=1', 2]] })).toBe("a\tb\nx y z\t\n'=1\t2");
});

/** A reader after RFC 4180 that tells `,,` from `,"",`. */
function parseCsv(csv: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain === '' ? null : plain!);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
