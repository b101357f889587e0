import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitIdentifier } from './words.ts';

describe('splitIdentifier', () => {
  it.each([
    ['customerOrders_2024', ['customer', 'orders', '2024']],
    ['HTTPServerID', ['http', 'server', 'id']],
    ['ABc', ['a', 'bc']],
    ['tbl2Item', ['tbl', '2', 'item']],
    ['Straße und Größe', ['strasse', 'und', 'grosse']],
    ['ÜberMengeNR', ['uber', 'menge', 'nr']],
    ['  -- ', []],
  ])('splits %s', (identifier, words) => {
    expect(splitIdentifier(identifier)).toEqual(words);
  });

  it('splits plain letters alike, whatever letters stand beside them', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aBcDE01_ .-') }), (identifier) => {
        expect(splitIdentifier(`ö ${identifier}`)).toEqual(['o', ...splitIdentifier(identifier)]);
      }),
      { numRuns: 1_000 },
    );
  });
});
