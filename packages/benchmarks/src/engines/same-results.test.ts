import { describe, expect, it } from 'vitest';
import { howColumnsDiffer, howRowsDiffer } from './same-results.ts';

const answer = (rows: readonly (readonly (string | null)[])[], columns = ['n']) => ({ columns, rows });

describe('howRowsDiffer', () => {
  const [up, down] = [answer([['1'], ['2'], ['2']]), answer([['2'], ['1'], ['2']])];

  it('minds the order where the statement has one', () => {
    expect(howRowsDiffer(up, down, 'SELECT n FROM t')).toBeNull();
    expect(howRowsDiffer(up, down, 'SELECT n FROM t ORDER BY n')).toBe('row 1: ["1"] and ["2"]');
    expect(howRowsDiffer(up, down, 'SELECT n FROM (SELECT n FROM t ORDER BY n)')).toBeNull();
  });

  it('minds the order of a list where its aggregate has one', () => {
    const [first, second] = [answer([['[1,2]']]), answer([['[2,1]']])];
    expect(howRowsDiffer(first, second, 'SELECT json_agg(n) FROM t')).toBeNull();
    expect(howRowsDiffer(first, answer([['[2,2]']]), 'SELECT json_agg(n) FROM t')).not.toBeNull();
    expect(howRowsDiffer(first, second, 'SELECT json_agg(n ORDER BY n) FROM t')).not.toBeNull();
    expect(howRowsDiffer(first, second, 'SELECT n FROM t')).not.toBeNull();
  });

  it('counts rows that occur more than once, and tells NULL from a text', () => {
    expect(howRowsDiffer(up, answer([['1'], ['1'], ['2']]), 'SELECT n FROM t')).toBe('row 2: ["2"] and ["1"]');
    expect(howRowsDiffer(up, answer([['1'], ['2']]), 'SELECT n FROM t')).toBe('3 and 2 rows');
    expect(howRowsDiffer(answer([[null]]), answer([['null']]), 'SELECT n FROM t')).not.toBeNull();
  });
});

it('compares the names of columns letter for letter', () => {
  expect(howColumnsDiffer(answer([], ['a', 'b']), answer([], ['a', 'b']))).toBeNull();
  expect(howColumnsDiffer(answer([], ['COUNT(*)']), answer([], ['count(*)']))).toBe('columns (COUNT(*)) and (count(*))');
});
