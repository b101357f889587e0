import { splitIdentifier, stem } from '@nl2sql/core/text';
import { describe, expect, it } from 'vitest';
import { conceptsOf, synonymGroupOf } from './business-synonyms.ts';
import { SYNONYM_GROUPS } from './synonym-groups.ts';

const PAIRS = [
  ['customers', 'clients'],
  ['revenue', 'sales'],
  ['staff', 'employees'],
  ['vendors', 'supplier'],
  ['purchases', 'order'],
  ['bills', 'invoice'],
  ['territories', 'region'],
  ['sku', 'products'],
  ['wages', 'salary'],
  ['fees', 'price'],
  ['taxes', 'VAT'],
  ['branches', 'office'],
  ['qty', 'quantities'],
] as const;

const asStem = (word: string): string => stem(splitIdentifier(word)[0] as string);

describe('the table', () => {
  it('names each group once and lists each word of it once, in lower case', () => {
    const names = SYNONYM_GROUPS.map((group) => group.split(' ')[0]);
    expect(new Set(names).size).toBe(names.length);
    for (const group of SYNONYM_GROUPS) {
      expect(group).toMatch(/^[a-z]+( [a-z]+)+$/);
      expect(new Set(group.split(' ')).size).toBe(group.split(' ').length);
    }
  });
});

describe('synonymGroupOf', () => {
  it.each(PAIRS)('finds %s and %s in one group, from either side', (left, right) => {
    const shared = conceptsOf(asStem(left)).filter((name) => conceptsOf(asStem(right)).includes(name));
    expect(shared).not.toEqual([]);
    expect(synonymGroupOf(asStem(left)).some((word) => conceptsOf(word).includes(shared[0] as string))).toBe(true);
  });

  it('starts with the word itself', () => {
    expect(synonymGroupOf('client').slice(0, 3)).toEqual(['client', 'customer', 'buyer']);
    expect(synonymGroupOf('customer')[0]).toBe('customer');
  });

  it('knows nothing about a word that is in no group', () => {
    expect(synonymGroupOf('zyzzyva')).toEqual([]);
    expect(conceptsOf('constructor')).toEqual([]);
  });

  it('keeps different things apart', () => {
    expect(synonymGroupOf('customer')).not.toContain('invoice');
    expect(synonymGroupOf('employee')).not.toContain('customer');
    expect(synonymGroupOf('price')).not.toContain('salary');
  });

  it('gives lists that a caller cannot change', () => {
    expect(Object.isFrozen(synonymGroupOf('customer'))).toBe(true);
    expect(Object.isFrozen(synonymGroupOf('zyzzyva'))).toBe(true);
  });
});
