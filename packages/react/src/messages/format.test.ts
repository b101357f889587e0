import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formattersFor } from './format.ts';

describe('an exact number', () => {
  it('keeps every digit', () => {
    expect(formattersFor('en').exactNumber('12345678901234567890.123456789')).toBe('12,345,678,901,234,567,890.123456789');
    expect(formattersFor('de').exactNumber('-1234567.50')).toBe('-1.234.567,50');
    expect(formattersFor('en').exactNumber('0.10', 4)).toBe('0.1000');
  });

  it('loses no digit of any number', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,40}(\.\d{1,20})?$/);
    fc.assert(fc.property(digits, (written) => {
      expect(formattersFor('en').exactNumber(written).replaceAll(',', '')).toBe(written);
    }));
  });

  it.each(['', 'NaN', '1e5', '12 kg', '1.', '0.123456789012345678901'])('leaves %j as it is', (written) => {
    expect(formattersFor('en').exactNumber(written)).toBe(written);
  });
});

it.each([
  [0, '0.0 sec'],
  [420, '0.4 sec'],
  [9_960, '10.0 sec'],
  [12_300, '12 sec'],
  [59_400, '59 sec'],
  [59_600, '1 min 0 sec'],
  [125_000, '2 min 5 sec'],
])('shows %d ms as %s', (ms, shown) => {
  expect(formattersFor('en').duration(ms)).toBe(shown);
});

it.each([[7, '7'], [48_213, '48.2 thousand'], [999_999, '1 million'], [0, '0']])('rounds %d to %s', (value, shown) => {
  expect(formattersFor('en').roundNumber(value)).toBe(shown);
});

it('shows money, whatever its currency is called', () => {
  expect(formattersFor('en').money(1234.5, 'EUR')).toBe('€1,234.50');
  expect(formattersFor('de').money(3, 'credits')).toBe('3 credits');
});

it('makes the formatters of a language once', () => {
  expect(formattersFor('fr')).toBe(formattersFor('fr'));
});
