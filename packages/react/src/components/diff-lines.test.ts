import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLines } from './diff-lines.ts';

const texts = fc.array(fc.constantFrom('SELECT a', 'FROM t', 'WHERE b', '', 'LIMIT 1'), { minLength: 1, maxLength: 12 }).map((lines) => lines.join('\n'));
const textOf = (lines: readonly { readonly text: string }[]): string => lines.map(({ text }) => text).join('\n');

it('shows what is replaced before what replaces it', () => {
  expect(diffLines('SELECT a\nFROM t\nLIMIT 1', 'SELECT b\nFROM t\nLIMIT 1\n-- all')).toEqual([
    { kind: 'removed', text: 'SELECT a' },
    { kind: 'added', text: 'SELECT b' },
    { kind: 'same', text: 'FROM t' },
    { kind: 'same', text: 'LIMIT 1' },
    { kind: 'added', text: '-- all' },
  ]);
});

it('holds both texts whole', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = diffLines(before, after);
      expect(textOf(lines.filter(({ kind }) => kind !== 'added'))).toBe(before);
      expect(textOf(lines.filter(({ kind }) => kind !== 'removed'))).toBe(after);
    }),
  );
});

it('is as long in one direction as in the other, and has nothing to say of equal texts', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      expect(diffLines(before, after)).toHaveLength(diffLines(after, before).length);
      expect(diffLines(before, before).every(({ kind }) => kind === 'same')).toBe(true);
    }),
  );
});

it('takes the two ends of a line for the same', () => {
  expect(diffLines('a\r\nb', 'a\nb').every(({ kind }) => kind === 'same')).toBe(true);
});
