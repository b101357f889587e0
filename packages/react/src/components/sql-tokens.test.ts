import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sqlTokens } from './sql-tokens.ts';

const shown = (sql: string): string[] => sqlTokens(sql).filter(({ text }) => text.trim() !== '').map(({ kind, text }) => `${kind} ${text}`);

it('tells the parts of a statement apart', () => {
  expect(shown(`SELECT count(*), "o"."from" FROM orders o WHERE s = 'it''s' AND n >= 1.5e3 -- FROM x`)).toEqual([
    'keyword SELECT', 'function count', 'other (*),', 'name "o"', 'other .', 'name "from"', 'keyword FROM', 'name orders', 'name o',
    'keyword WHERE', 'name s', 'other =', "string 'it''s'", 'keyword AND', 'name n', 'other >=', 'number 1.5e3', 'comment -- FROM x',
  ]);
});

it.each([
  ['a quote that is not closed', "SELECT 'a FROM b", "string 'a FROM b"],
  ['a comment that is not closed', 'SELECT /* FROM b', 'comment /* FROM b'],
  ['a dollar-quoted text', 'SELECT $q$ FROM $q$', 'string $q$ FROM $q$'],
  ['a name in backticks', 'SELECT `from`', 'name `from`'],
  ['a word of another script', 'SELECT größe', 'name größe'],
])('reads %s', (_what, sql, last) => {
  expect(shown(sql).at(-1)).toBe(last);
});

it('loses and adds nothing, whatever it is given', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom("'", '"', '`', '$', '$$', '--', '/*', '*/', '\n', 'a', '1', '.', ' ', '-', '/')).map((parts) => parts.join('')));
  fc.assert(fc.property(text, (sql) => {
    expect(sqlTokens(sql).map((token) => token.text).join('')).toBe(sql);
  }), { numRuns: 1_000 });
});
