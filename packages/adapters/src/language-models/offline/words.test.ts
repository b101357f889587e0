import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readingsOfName, rootOf, wordSimilarity } from './name-words.ts';
import { questionWords } from './question-words.ts';

describe('question words', () => {
  test('a quoted text, a written date and a scaled number are one word each', () => {
    const words = questionWords('Songs called "Blue  Moon" after March 3rd, 2021 with 2 million plays');
    expect(words.map((word) => word.quoted ?? word.text)).toEqual([
      'songs',
      'called',
      'Blue  Moon',
      'after',
      'March 3rd, 2021',
      'with',
      '2',
      'plays',
    ]);
    expect(words.find((word) => word.text === '2')?.number).toBe(2_000_000);
  });

  test('an apostrophe opens no quotation', () => {
    expect(questionWords("the singer's name and the members' ages").some((word) => word.quoted !== null)).toBe(false);
  });

  test('words stand where they say, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (question) => {
        let end = 0;
        for (const word of questionWords(question)) {
          expect(word.start).toBeGreaterThanOrEqual(end);
          expect(question.slice(word.start, word.end).startsWith(word.raw)).toBe(true);
          end = word.end;
        }
      }),
    );
  });
});

describe('words of names', () => {
  test.each([
    ['customerOrders', [], ['customer', 'order']],
    ['clubname', [], ['club', 'name']],
    ['fname', [], ['f', 'name']],
    ['flno', ['flight'], ['fl', 'no']],
    ['buildingfloor', ['building'], ['buildingfloor']],
  ])('%s', (name, owners, words) => {
    expect(readingsOfName(name, new Set(), owners).at(-1)).toEqual(words);
  });

  test('words of the question cut names that are written together', () => {
    expect(readingsOfName('hoursplayed', new Set(['hour', 'played'])).at(-1)).toEqual(['hour', 'played']);
  });

  test.each([
    ['first', 'f', 0.9],
    ['number', 'no', 0.9],
    ['rated', 'rating', 0.85],
    ['organisation', 'organization', 0.8],
    ['constructor', 'name', 0],
    ['department', 'dept', 0.9],
    ['price', 'name', 0],
  ])('%s and %s are alike by %d', (asked, named, similarity) => {
    expect(wordSimilarity(asked, named)).toBe(similarity);
  });

  test('a synonym is less sure than the word itself', () => {
    expect(wordSimilarity('client', 'customer')).toBeGreaterThan(0);
    expect(wordSimilarity('client', 'customer')).toBeLessThan(wordSimilarity('customer', 'customer'));
  });

  test('similarity is between 0 and 1, and the root of a word is a beginning of it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/), fc.stringMatching(/^[a-z]{1,12}$/), (asked, named) => {
        const similarity = wordSimilarity(asked, named);
        expect(similarity >= 0 && similarity <= 1).toBe(true);
        expect(asked.startsWith(rootOf(asked))).toBe(true);
      }),
    );
  });
});
