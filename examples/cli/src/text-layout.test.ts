import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, count, duration, fit, hang, oneLine, pad, printable, widthOf, wrap } from './text-layout.ts';

const anyText = fc.string({ unit: 'grapheme' });

describe('text-layout', () => {
  it('never lets a control character or a bidirectional override through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(printable(text).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
    expect(oneLine('a\r\nb\u001b[2Jc')).toBe('a b\ufffd[2Jc');
  });

  it('fits a text into a width, wide characters included', () => {
    fc.assert(fc.property(anyText, fc.nat(30), (text, width) => widthOf(fit(oneLine(text), width)) <= width));
    expect(fit('東京都', 5)).toBe('東京…');
    expect(fit('Zoë', 3)).toBe('Zoë');
    expect(fit('👩‍👩‍👧 family', 4)).toBe('👩‍👩‍👧 …');
  });

  it('pads by width, on either side', () => {
    expect(pad('東京', 6)).toBe('東京  ');
    expect(pad('12', 4, 'right')).toBe('  12');
    expect(pad('longer', 3)).toBe('longer');
  });

  it('wraps without losing a character, and within the width', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(oneLine(text).replaceAll(' ', ''));
      }),
    );
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('', 7)).toEqual(['']);
  });

  it('hangs a text after its lead, or below a lead that leaves no room', () => {
    expect(hang('  1. ', 'one two three four five', 20)).toEqual(['  1. one two three', '     four five']);
    expect(hang('a lead that takes nearly all the room  ', 'text below', 50)).toEqual(['a lead that takes nearly all the room', '      text below']);
  });

  it('draws shares as bars', () => {
    expect(bar(0.5, 4)).toBe('██░░');
    expect([bar(-1, 2), bar(7, 2), bar(Number.NaN, 2)]).toEqual(['░░', '██', '░░']);
  });

  it('writes counts and durations as people do', () => {
    expect([count(1, 'row'), count(0, 'row'), count(1234, 'row')]).toEqual(['1 row', '0 rows', '1,234 rows']);
    expect([duration(0.42), duration(87.6), duration(1240)]).toEqual(['0.4 ms', '88 ms', '1.2 s']);
  });
});
