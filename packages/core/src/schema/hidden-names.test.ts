import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogTable } from './catalog.ts';
import { withoutHiddenNames } from './hidden-names.ts';
import { makeTable } from './schema.fixture.ts';

const comment = (text: string, columns: readonly CatalogTable[] = catalog) => {
  const orders = makeTable('orders', { columns: { id: 'integer', order_date: 'date', status: { comment: text } } });
  const customers = makeTable('customers', { columns: { id: 'integer', name: 'text' } });
  return withoutHiddenNames([orders, customers], columns)[0]?.columns.find(({ name }) => name === 'status')?.comment;
};

const catalog = [
  makeTable('orders', { columns: { id: 'integer', order_date: 'date', status: 'text' } }),
  makeTable('customers', { columns: { id: 'integer', name: 'text', ssn: 'text' } }),
  makeTable('wages', { columns: { id: 'integer', name: 'text', date: 'date', a: 'text', for: 'text', gross_pay: 'real' } }),
  makeTable('west.clients', { columns: { id: 'integer' } }),
  makeTable('old details', { columns: { id: 'integer' } }),
];

describe('withoutHiddenNames', () => {
  it.each([
    ['a hidden table', 'See wages for more'],
    ['a hidden table in another spelling', 'See "WAGES"; ｗａｇｅｓ'],
    ['a hidden table with characters that nobody sees', 'See wa\u200bges'],
    ['a hidden table as part of a word', 'as in wages_2024'],
    ['a hidden column', 'Unlike the ssn'],
    ['a hidden column of a hidden table', 'gross_pay in cents'],
    ['a schema in which nothing is visible', 'as for west.orders'],
    ['a hidden table of two words', 'copied from old details'],
    ['a hidden column behind its table', 'customers.ssn'],
  ])('drops a comment that mentions %s', (_what, text) => {
    expect(comment(text)).toBeUndefined();
  });

  it.each([
    ['a visible name', 'id and name of the orders'],
    ['words that visible names are made of', 'The date of the order'],
    ['ordinary words that are also hidden names', 'a state for each order'],
    ['words that only contain a hidden name', 'Wagesmith is a customer, see wagesmith'],
    ['one word of a hidden name of two', 'details of the order'],
  ])('keeps a comment of %s', (_what, text) => {
    expect(comment(text)).toBe(text);
  });

  it('keeps the other sentences of a comment', () => {
    expect(comment('State of payment. Staff: join wages on id! Never null.')).toBe('State of payment. Never null.');
  });

  it('knows a hidden column by its table where another table shows one of that name', () => {
    const orders = makeTable('orders', { columns: { email: { comment: 'Not customers.email. Of the buyer.' } } });
    const customers = makeTable('customers', { columns: { id: 'integer' } });
    const all = [orders, makeTable('customers', { columns: { id: 'integer', email: 'text' } })];
    expect(withoutHiddenNames([orders, customers], all)[0]?.columns[0]?.comment).toBe('Of the buyer.');
  });

  it('drops stored values and types that mention a hidden name, and says that the values are not all', () => {
    const orders = makeTable('orders', { columns: { status: { values: ['paid', 'moved to wages'] }, pay: { type: 'wages[]' }, city: { values: ['Rome'] } } });
    const [told] = withoutHiddenNames([orders], [orders, ...catalog.slice(1)]);
    expect(told?.values['status']).toEqual({ column: 'status', values: ['paid'], coverage: 'sample' });
    expect(told?.values['city']).toEqual({ column: 'city', values: ['Rome'], coverage: 'complete' });
    expect(told?.columns.map(({ type }) => type)).not.toContain('wages[]');
  });

  it('changes nothing where nothing is hidden', () => {
    expect(withoutHiddenNames(catalog, catalog)).toBe(catalog);
  });

  it('leaves no hidden table’s name in any comment', () => {
    const filler = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(filler, fc.constantFrom('wages', 'Wages', 'WAGES'), fc.constantFrom(' ', '.', '"', '`', '(', '\n', '-', '_'), filler, (before, name, edge, after) => {
        expect(comment(`${before}${edge}${name}${edge}${after}`) ?? '').not.toMatch(/(?<![\p{L}\p{N}])wages(?![\p{L}\p{N}\p{M}])/iu);
      }),
    );
  });
});
