import fc from 'fast-check';
import { expect, it } from 'vitest';
import { markPhrase } from './mark-phrase.ts';

it('marks the words at their offsets, not where they come first', () => {
  expect(markPhrase('sales by sales region', { text: 'sales', start: 9, end: 14 })).toEqual({ before: 'sales by ', marked: 'sales', after: ' region' });
});

it('counts as JavaScript does', () => {
  expect(markPhrase('🙂 active users', { text: 'active', start: 3, end: 9 }).before).toBe('🙂 ');
});

it('looks for the words where the offsets are wrong', () => {
  expect(markPhrase('all active users', { text: 'active', start: 40, end: 46 })).toEqual({ before: 'all ', marked: 'active', after: ' users' });
});

it.each([null, { text: 'gone', start: 0, end: 4 }, { text: '', start: 0, end: 0 }])('marks nothing for %j', (span) => {
  expect(markPhrase('all users', span)).toEqual({ before: 'all users', marked: '', after: '' });
});

it('leaves the sentence as it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: -3, max: 60 }), (sentence, text, start) => {
      const { before, marked, after } = markPhrase(sentence, { text, start, end: start + text.length });
      expect(before + marked + after).toBe(sentence);
      expect(['', text]).toContain(marked);
    }),
  );
});
