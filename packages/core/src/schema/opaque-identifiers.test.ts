import { describe, expect, it } from 'vitest';
import { withoutIdentifiers } from './opaque-identifiers.ts';

describe('withoutIdentifiers', () => {
  it.each([
    ['port 7f3a91c2-dead-4b1e-9c55-00c4a1b2c3d4 of the network', 'port   of the network'],
    ['hosts like rack7-unit12.', 'hosts like  '],
    ['commit 9fceb02d0ae5', 'commit  '],
  ])('takes away what names a single thing: %s', (question, rest) => {
    expect(withoutIdentifiers(question)).toBe(rest);
  });

  it.each(['the first address_line_1 of each customer', 'sum of orders2024', 'sales in 2024-01-31', 'covid19 cases', 'schools for K-12 students', 'rows of sales.orders_2'])('leaves words, names and dates: %s', (question) => {
    expect(withoutIdentifiers(question)).toBe(question);
  });
});
