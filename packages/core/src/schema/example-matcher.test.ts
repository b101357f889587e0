import { describe, expect, it } from 'vitest';
import { createExampleMatcher } from './example-matcher.ts';

const examples = ['Revenue by month?', 'How many invoices are overdue?', 'How many customers are there in each country?'].map((question) => ({ question, tables: ['t'] }));
const find = createExampleMatcher(examples);

describe('createExampleMatcher', () => {
  it('finds the examples that share words with a question, the most similar first', () => {
    const found = find('how many overdue invoices do customers have');
    expect(found.map(({ example }) => example.question)).toEqual([examples[1]?.question, examples[2]?.question]);
  });

  it('gives 1 to the same words in another order, less to one more or less, and does not find what shares none', () => {
    expect(find('by month: the revenue!')[0]?.similarity).toBeCloseTo(1);
    expect(find('revenue by month in 2025')[0]?.similarity).toBeCloseTo(1);
    const [less] = find('revenue of refunds by month');
    expect(less?.similarity).toBeGreaterThan(0.3);
    expect(less?.similarity).toBeLessThan(0.9);
    expect(find('weather')).toEqual([]);
    expect(find('')).toEqual([]);
  });

  it('gives a word of asking less weight than a word that names something', () => {
    const [first] = createExampleMatcher([{ question: 'number of invoices', tables: ['a'] }, { question: 'number of refunds', tables: ['b'] }])('number of overdue refunds');
    expect(first?.example.tables).toEqual(['b']);
  });
});
