import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGlossaryMatcher } from './glossary-matcher.ts';

const termsIn = (question: string, ...glossary: Parameters<typeof createGlossaryMatcher>[0]): string[] =>
  createGlossaryMatcher(glossary)(question).map(({ term, phrase }) => `${term}: ${phrase}`);

const client = { term: 'client', synonyms: ['paying account'], tables: ['customers'] };

describe('createGlossaryMatcher', () => {
  it('finds a term or a synonym in any case and number, with its place', () => {
    const hits = createGlossaryMatcher([client])('How many CLIENTS have two Paying Accounts?');
    expect(hits).toEqual([
      { term: 'client', phrase: 'CLIENTS', start: 9, end: 16, tables: ['customers'], columns: [] },
      { term: 'client', phrase: 'Paying Accounts', start: 26, end: 41, tables: ['customers'], columns: [] },
    ]);
  });

  it('finds whole words only', () => {
    expect(termsIn('How many clientele accounts are paying?', client)).toEqual([]);
  });

  it('takes the longest of several terms, and all that share it', () => {
    const rate = { term: 'churn rate', meaning: 'Lost share.' };
    expect(termsIn('churn rate by client', { term: 'churn', tables: ['a'] }, rate, { ...rate, term: 'Churn rates' }, client)).toEqual([
      'churn rate: churn rate',
      'Churn rates: churn rate',
      'client: client',
    ]);
  });

  it('takes a name of function words as it is written only', () => {
    const it = { term: 'IT', tables: ['departments'] };
    expect(termsIn('Is it expensive?', it)).toEqual([]);
    expect(termsIn('How expensive is IT?', it)).toEqual(['IT: IT']);
  });

  it('gives places that hold the phrase, whatever the question', () => {
    const find = createGlossaryMatcher([client, { term: 'é t', meaning: 'x' }, { term: 'a', meaning: 'y' }]);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom('client ', 'Paying', ' accounts', 'é', ' t ', 'a', '\u{1F600}'), fc.string({ unit: 'grapheme', maxLength: 3 }))), (parts) => {
        const question = parts.join('');
        let end = 0;
        for (const hit of find(question)) {
          expect(hit.start).toBeGreaterThanOrEqual(end);
          expect(question.slice(hit.start, hit.end)).toBe(hit.phrase);
          end = hit.end;
        }
      }),
    );
  });
});
