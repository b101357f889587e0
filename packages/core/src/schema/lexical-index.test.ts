import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from './lexical-index.ts';
import { makeCatalog, makeTable } from './schema.fixture.ts';

const catalog = makeCatalog([
  makeTable('orders', { columns: { id: 'integer', customer_id: 'integer', ordered_at: 'date' }, comment: 'Purchases by clients' }),
  makeTable('customers', { columns: { id: 'integer', fullName: 'text', birth_date: 'date' } }),
  makeTable('singerinconcert', { columns: { singer_id: 'integer', concert_id: 'integer' } }),
  makeTable('singer', { columns: { singer_id: 'integer', age: 'integer' } }),
  makeTable('dept_mgr', { columns: { dept_no: 'integer', emp_no: 'integer' } }),
  makeTable('sales.constructor', { columns: { constructor: 'text', valueOf: 'text' } }),
]);
const index = createLexicalIndex(catalog);
const tables = (question: string): string[] => index.search(question).map((match) => match.table);

describe('search', () => {
  it('ranks a table that the question names above one that only refers to it', () => {
    expect(tables('how many customers are there')[0]).toBe('customers');
    expect(tables('list all orders')[0]).toBe('orders');
  });

  it('reads columns in camel case and comments', () => {
    expect(index.search('full name')[0]).toMatchObject({ table: 'customers', evidence: ['column: fullName'] });
    expect(index.search('purchases')[0]).toMatchObject({ table: 'orders', evidence: ['comment: Purchases by clients'] });
  });

  it('takes names apart that are written together', () => {
    expect(tables('which singer sang in which concert')).toContain('singerinconcert');
    expect(tables('concerts')[0]).toBe('singerinconcert');
  });

  it('finds abbreviations', () => {
    expect(tables('department managers')[0]).toBe('dept_mgr');
    expect(tables('employees')).toContain('dept_mgr');
  });

  it('finds words that an embedder knows to mean the same, below the word itself', () => {
    const vocabularies: (readonly string[])[] = [];
    const embedder = {
      nearWords: (vocabulary: readonly string[]) => {
        vocabularies.push(vocabulary);
        return (word: string) => (word === 'vocalist' ? [{ word: 'singer', nearness: 0.9 }, { word: 'unheard', nearness: 0.9 }] : []);
      },
    };
    const meaning = createLexicalIndex(catalog, embedder);
    expect(tables('vocalist')).toEqual([]);
    const [first] = meaning.search('vocalist');
    expect(first).toMatchObject({ table: 'singer', evidence: ['name: singer'] });
    expect(meaning.search('singer')[0]?.score).toBeGreaterThan(first?.score ?? 0);
    expect(meaning.search('singer')).toEqual(index.search('singer'));
    expect(vocabularies).toHaveLength(1);
    expect(vocabularies[0]).toEqual(expect.arrayContaining(['singer', 'concert', 'purchase']));
  });

  it('counts a term for one word of the question only', () => {
    const [once] = index.search('concert');
    const [twice] = index.search('concert concerts concerting');
    expect(twice?.score).toBe(once?.score);
  });

  it('says what each word gave', () => {
    expect([...(index.search('age of the singer')[0]?.gains.keys() ?? [])].sort()).toEqual(['age', 'singer']);
  });

  it('does not take an identifier apart for words', () => {
    expect(tables('5f2a-age0-birth-1c93')).toEqual([]);
  });

  it('ignores function words, and says nothing when nothing matches', () => {
    expect(tables('which of the are there with')).toEqual([]);
    expect(tables('')).toEqual([]);
  });

  it('treats words that JavaScript objects know as words', () => {
    expect(tables('constructors')[0]).toBe('sales.constructor');
    expect(tables('__proto__ hasOwnProperty')).toEqual([]);
  });

  it('never leaves the given tables, and keeps the order inside them', () => {
    const question = fc.array(fc.constantFrom('customers', 'orders', 'singer', 'concert', 'date', 'id', 'the', 'department', 'age'), { maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(question, fc.subarray(catalog.tables.map((table) => table.name)), (text, allowed) => {
        const all = index.search(text);
        const some = index.search(text, { tables: new Set(allowed) });
        expect(some).toEqual(all.filter((match) => allowed.includes(match.table)));
        expect(all.every((match, place) => match.score > 0 && match.score <= (all[place - 1]?.score ?? Number.POSITIVE_INFINITY))).toBe(true);
      }),
    );
  });
});
