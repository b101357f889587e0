import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCatalog, makeTable } from './schema.fixture.ts';
import { createValueIndex } from './value-index.ts';

const STORED = [
  'Paris', 'São Paulo', 'München', 'Zürich', 'Straßburg', 'Köln-Ehrenfeld', 'Łódź', 'København', 'Málaga', 'Besançon', 'Île-de-France', 'Aix-en-Provence',
  'İstanbul', 'Diyarbakır', 'Şanlıurfa', 'Eskişehir', 'Größe', 'Rückgabe', 'Mehrwertsteuer', 'Œuvre complète', 'Crème brûlée', "L'Oréal", "O'Brien", 'Dvořák',
  'Mountain Bicycle', 'Racing Helmet', 'Wireless Keyboard', 'Garden Furniture', 'Stainless Kettle', 'Espresso Machine', 'Marketing', 'Human Resources',
  'Customer Support', 'Refund Requested', 'Awaiting Payment', 'Platinum', 'Subscription', 'Enterprise (annual)', 'C&A', 'AT&T', 'Dr. No', 'Catch-22', 'Rock "n" Roll',
  'Blue', 'Rome', 'Ulm', 'Gold', 'SKU-4711-B', 'A4-2020', '1999', 'INV-00017', 'R2D2',
] as const;

const index = createValueIndex(
  makeCatalog([
    makeTable('entries', { columns: { id: 'integer', thing: { values: STORED } } }),
    makeTable('days', { columns: { id: 'integer', written: { values: ['2024-01-31', '08:15', '00420'] } } }),
  ]),
);

const found = (question: string): readonly string[] => index.find(question).map(({ value }) => value);
const around = fc.constantFrom<(text: string) => string>((text) => `show all for ${text}`, (text) => `${text}: how many?`, (text) => `how many, with “${text}”, were there`, (text) => `What about ${text}`);
const value = fc.constantFrom(...STORED);
/** Values of words only, in which a letter can be wrong. */
const wordy = fc.constantFrom(...STORED.filter((text) => /^[\p{L} ]+$/u.test(text) && text.split(' ').every((word) => word.length > 4)));
const letters = 'abcdefghijklmnopqrstuvwxyz';

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '');

/** One letter of one word, among those that fold to one letter, replaced, dropped, doubled, added or swapped with its neighbour; never the first of a word. */
const typo = fc.tuple(wordy.filter((text) => !/[ßœ]/iu.test(text)), fc.nat(), fc.constantFrom('replace', 'drop', 'add', 'swap'), fc.constantFrom(...letters)).map(([text, at, kind, letter]) => {
  const places = [...text].flatMap((_letter, place) => (place > 1 && place < text.length - 1 && ![text[place - 1], text[place], text[place + 1]].includes(' ') ? [place] : []));
  const place = places[at % places.length] ?? 1;
  const [before, here, after] = [text.slice(0, place), text[place] ?? '', text.slice(place + 1)];
  const changed = { replace: `${before}${letter}${after}`, drop: `${before}${after}`, add: `${before}${letter}${here}${after}`, swap: `${before}${after.slice(0, 1)}${here}${after.slice(1)}` }[kind];
  return { text, changed };
});

describe('a stored value', () => {
  it('is found as it is written, in any case, and without its accents', () => {
    fc.assert(
      fc.property(value, around, fc.constantFrom<(text: string) => string>((text) => text, (text) => text.toUpperCase(), (text) => text.toLowerCase(), plain, (text) => plain(text).toLowerCase(), (text) => text.normalize('NFD')), (text, place, written) => {
        fc.pre(text.length > 4);
        expect(found(place(written(text)))).toContain(text);
      }),
      { numRuns: 500 },
    );
  });

  it('is found in the plural', () => {
    fc.assert(
      fc.property(wordy, around, (text, place) => {
        fc.pre(/[a-rt-xz]$/u.test(text));
        expect(found(place(`${text}s`))).toContain(text);
      }),
    );
  });

  it('is found with one letter wrong in a word that is long enough', () => {
    fc.assert(
      fc.property(typo, around, ({ text, changed }, place) => {
        fc.pre(changed.split(' ').every((word) => word.length > 4));
        expect(found(place(changed))).toContain(text);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['Umsatz in STRASSBURG', 'Straßburg'],
    ['Umsatz in Strassburg', 'Straßburg'],
    ['Kunden aus Muenchen', 'München'],
    ['Artikel mit Grösse', 'Größe'],
    ['commandes d’Aix-en-Provence', 'Aix-en-Provence'],
    ["ventes de l'Île-de-France", 'Île-de-France'],
    ['les produits L’Oréal', "L'Oréal"],
    ['une oeuvre complete', 'Œuvre complète'],
    ["İstanbul'daki siparişler", 'İstanbul'],
    ['ISTANBUL siparişleri', 'İstanbul'],
    ["Diyarbakir'dan gelen müşteriler", 'Diyarbakır'],
    ['SANLIURFA', 'Şanlıurfa'],
    ['orders from Lodz', 'Łódź'],
    ['orders from Kobenhavn', 'København'],
    ['what did O’Brien buy', "O'Brien"],
    ['sales of C&A and at&t', 'AT&T'],
    ['who saw Dr No', 'Dr. No'],
    ['Rock n Roll records', 'Rock "n" Roll'],
    ['enterprise annual customers', 'Enterprise (annual)'],
    ["Platinum's share", 'Platinum'],
  ])('is found in %s', (question, stored) => {
    expect(found(question)).toContain(stored);
  });
});

describe('what is not stored', () => {
  it('is not found, when no stored word is near', () => {
    const unrelated = fc.constantFrom('weather', 'astronaut', 'violin', 'parliament', 'chemistry', 'umbrella', 'Tokyo', 'Wellington', 'Feuerwehr', 'bibliothèque', 'öğretmen');
    fc.assert(
      fc.property(fc.array(unrelated, { minLength: 1, maxLength: 4 }), around, (words, place) => {
        expect(found(place(words.join(' ')))).toEqual([]);
      }),
    );
  });

  it('is never taken for a code or a number that differs', () => {
    const codes = ['SKU-4711-B', 'A4-2020', '1999', 'INV-00017', 'R2D2', 'Catch-22', '2024-01-31', '08:15', '00420'];
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.nat(), fc.integer({ min: 1, max: 9 }), around, (code, at, by, place) => {
        const digits = [...code].flatMap((letter, index) => (/\d/.test(letter) ? [index] : []));
        const where = digits[at % digits.length] ?? 0;
        const changed = `${code.slice(0, where)}${(Number(code[where]) + by) % 10}${code.slice(where + 1)}`;
        fc.pre(!codes.includes(changed));
        for (const hit of found(place(changed))) expect(codes).not.toContain(hit);
        expect(found(place(`"${changed}"`))).toEqual([]);
      }),
    );
  });

  it('is never taken for a short word that differs', () => {
    fc.assert(
      fc.property(fc.constantFrom('Blue', 'Rome', 'Ulm', 'Gold'), fc.nat(), fc.constantFrom(...letters), around, (text, at, letter, place) => {
        const where = at % text.length;
        const changed = `${text.slice(0, where)}${letter}${text.slice(where + 1)}`;
        fc.pre(changed.toLowerCase() !== text.toLowerCase());
        expect(found(place(changed))).not.toContain(text);
      }),
    );
  });
});

describe('a hit', () => {
  it('has the stored form, the coverage of its column, and the place of its words', () => {
    fc.assert(
      fc.property(value, around, (text, place) => {
        const question = place(text.toLowerCase());
        for (const hit of index.find(question)) {
          expect(STORED).toContain(hit.value);
          expect(hit.coverage).toBe('complete');
          expect(question.slice(hit.start, hit.end)).toBe(hit.phrase);
        }
      }),
    );
  });
});
