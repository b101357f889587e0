import fc from 'fast-check';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderSql } from './render-sql.ts';
import { createTerminal } from './terminal.ts';
import { printable } from './text-layout.ts';

const colour = createTerminal(80, true);

describe('renderSql', () => {
  it('colours keywords, texts and numbers, and nothing inside texts, names and comments', () => {
    const cyan = (word: string) => `\u001b[36m${word}\u001b[39m`;
    expect(renderSql(`select "from" FROM t WHERE a = 'select 1' -- and\nLIMIT 10`, colour)).toEqual([
      `${cyan('select')} "from" ${cyan('FROM')} t ${cyan('WHERE')} a = \u001b[32m'select 1'\u001b[39m \u001b[2m-- and\u001b[22m`,
      `${cyan('LIMIT')} \u001b[33m10\u001b[39m`,
    ]);
  });

  it('gives each clause a line when one line is too long, but not inside brackets', () => {
    const sql = 'SELECT a FROM (SELECT a FROM t WHERE b > 1) AS x LEFT JOIN y ON y.id = x.id WHERE x.a IS NOT NULL GROUP BY a ORDER BY a LIMIT 5';
    expect(renderSql(sql, createTerminal(60, false))).toEqual([
      'SELECT a',
      'FROM (SELECT a FROM t WHERE b > 1) AS x',
      'LEFT JOIN y ON y.id = x.id',
      'WHERE x.a IS NOT NULL',
      'GROUP BY a',
      'ORDER BY a',
      'LIMIT 5',
    ]);
    expect(renderSql('SELECT a FROM t', createTerminal(60, false))).toEqual(['SELECT a FROM t']);
  });

  it('keeps every statement as it is, but for white space and control characters', () => {
    const piece = fc.oneof(fc.constantFrom('SELECT', 'FROM', "'it''s'", '"a b"', '(', ')', '--x', '/*', '*/', "'", ' ', '\n', '1.5', 'größe'), fc.string({ unit: 'binary', maxLength: 5 }));
    const squeeze = (text: string) => text.replaceAll(/\s/g, '');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, inColour) => {
        const sql = pieces.join(' ');
        const lines = renderSql(sql, createTerminal(20, inColour)).map((line) => stripVTControlCharacters(line));
        expect(squeeze(lines.join('\n'))).toBe(squeeze(printable(sql)));
      }),
    );
  });
});
