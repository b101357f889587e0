import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCatalog, makeTable } from './schema.fixture.ts';
import { createValueIndex } from './value-index.ts';

const catalog = makeCatalog([
  makeTable('cities', {
    columns: {
      name: { values: ['Paris', 'São Paulo', 'New York', 'New York City', 'Rome'] },
      country: { values: ['France', 'Brazil', 'USA', 'Switzerland'], coverage: 'sample' },
    },
  }),
  makeTable('pets', { columns: { kind: { values: ['Dog', 'Cat', 'pet', 'kind'] }, chip_code: { values: ['007', '338', '75008', '5'] } } }),
  makeTable('students', { columns: { sex: { values: ['F', 'M'] }, grade: { values: ['A', 'B'] }, passed: { values: ['yes', 'no'] }, first_name: { values: ['Jeremy'] }, club: { values: ["Women's Pen and Paper"] } } }),
  makeTable('legends', { columns: { city: { values: ['Paris', 'Troy'] }, age: { type: 'integer', values: ['75008', '7'] }, word: { values: ['the', 'list', 'Total'] } } }),
]);
const index = createValueIndex(catalog);
const found = (question: string, tables?: readonly string[]): string[] =>
  index.find(question, tables === undefined ? {} : { tables: new Set(tables) }).map((hit) => `${hit.phrase} = ${hit.table}.${hit.column} ${hit.value} (${hit.match})`);

describe('find', () => {
  it('matches letter for letter, in another case, without accents and in another number', () => {
    expect(found('trips to Rome')).toEqual(['Rome = cities.name Rome (exact)']);
    expect(found('trips to rome')).toEqual(['rome = cities.name Rome (folded)']);
    expect(found('trips to sao  paulo')).toEqual(['sao  paulo = cities.name São Paulo (folded)']);
    expect(found('how many dogs')).toEqual(['dogs = pets.kind Dog (close)']);
  });

  it('gives the place of the phrase, and whether the list of values is complete', () => {
    expect(index.find('sold in Brazil')).toEqual([{ phrase: 'Brazil', table: 'cities', column: 'country', value: 'Brazil', coverage: 'sample', start: 8, end: 14, match: 'exact' }]);
  });

  it('lets the longest phrase win', () => {
    expect(found('flights to new york city')).toEqual(['new york city = cities.name New York City (folded)']);
    expect(found('flights to new york')).toEqual(['new york = cities.name New York (folded)']);
  });

  it('lists every column that holds the value', () => {
    expect(found('in Paris')).toEqual(['Paris = cities.name Paris (exact)', 'Paris = legends.city Paris (exact)']);
    expect(found('in Paris', ['legends'])).toEqual(['Paris = legends.city Paris (exact)']);
  });

  it('forgives one letter in a word of five, two in one of nine, none in a shorter one', () => {
    expect(found('hotels in Pariss', ['cities'])).toEqual(['Pariss = cities.name Paris (close)']);
    expect(found('hotels in Swizerlend')).toEqual(['Swizerlend = cities.country Switzerland (close)']);
    expect(found('hotels in Rime')).toEqual([]);
    expect(found('hotels in Brasils')).toEqual(['Brasils = cities.country Brazil (close)']);
  });

  it('takes quoted text as one phrase, with apostrophes in it, and its words only when it is none', () => {
    expect(found("in club 'women's pen and paper'")).toEqual(["women's pen and paper = students.club Women's Pen and Paper (folded)"]);
    expect(found('by "Jeremy Gibbons"')).toEqual(['Jeremy = students.first_name Jeremy (exact)']);
    expect(found('rows with the word "the"')).toEqual(['the = legends.word the (exact)']);
  });

  it('does not take the wording of a question for a value', () => {
    expect(found('list the total of a b and of all')).toEqual([]);
    expect(found('how many pets of each kind')).toEqual([]);
  });

  it('takes one letter for a code where it is written as one', () => {
    expect(found('students of sex F')).toEqual(['F = students.sex F (exact)']);
    expect(found('students of sex f')).toEqual([]);
    expect(found('who got an A')).toEqual(['A = students.grade A (exact)']);
    expect(found('A student')).toEqual([]);
  });

  it('takes yes and no for values after the name of their column', () => {
    expect(found('whose passed is yes')).toEqual(['yes = students.passed yes (exact)']);
    expect(found('yes, list all students')).toEqual([]);
  });

  it('matches numbers in text columns only, where they are codes', () => {
    expect(found('top 5 pets')).toEqual([]);
    expect(found('pets with code 338')).toEqual(['338 = pets.chip_code 338 (exact)']);
    expect(found('pets 007')).toEqual(['007 = pets.chip_code 007 (exact)']);
    expect(found('near 75008')).toEqual(['75008 = pets.chip_code 75008 (exact)']);
  });

  it('answers any text, inside the text, with values that are stored in the allowed tables', () => {
    const words = fc.array(fc.constantFrom('Paris', 'paris', 'Dogs', '"', "'", 'the', 'new', 'york', 'City', '338', 'F', '”', 'Swizerland', ',', 'São'), { maxLength: 12 });
    const question = fc.oneof(fc.string(), words.map((list) => list.join(' ')));
    fc.assert(
      fc.property(question, fc.subarray(['cities', 'pets', 'students', 'legends']), (text, tables) => {
        for (const hit of index.find(text, { tables: new Set(tables) })) {
          expect(tables).toContain(hit.table);
          expect(text.slice(hit.start, hit.end)).toBe(hit.phrase);
          expect(catalog.tables.find((table) => table.name === hit.table)?.values[hit.column]?.values).toContain(hit.value);
          if (hit.match === 'exact') expect(hit.value).toBe(hit.phrase);
        }
      }),
    );
  });

  it('finds every stored value that is quoted', () => {
    const names = fc.array(fc.stringMatching(/^[A-Za-z]{3,9}( [A-Za-z]{2,9}){0,3}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(names, (values) => {
        const named = createValueIndex(makeCatalog([makeTable('t', { columns: { c: { values } } })]));
        for (const value of values) expect(named.find(`rows where it is "${value}"`).some((hit) => hit.value === value && hit.match === 'exact')).toBe(true);
      }),
    );
  });

  it('stays fast with many values', () => {
    const values = Array.from({ length: 100_000 }, (_, number) => `Value ${number.toString(36)} of ${(number * 7919).toString(36)}`);
    const large = createValueIndex(makeCatalog([makeTable('big', { columns: { label: { values } } })]));
    large.find('warm up');
    const started = performance.now();
    for (let round = 0; round < 20; round += 1) large.find('how many orderz were shipped to Value abc of 9zz last month by the northern warehous');
    expect((performance.now() - started) / 20).toBeLessThan(20);
  });
});

describe('nearest', () => {
  it('prefers an equal value, then one equal up to case, then a near or a longer one', () => {
    expect(index.nearest('cities', 'name', 'Paris')).toBe('Paris');
    expect(index.nearest('cities', 'name', 'PARIS')).toBe('Paris');
    expect(index.nearest('cities', 'name', 'Pari')).toBe('Paris');
    expect(index.nearest('cities', 'name', 'york')).toBe('New York');
  });

  it('gives null where nothing is near, or nothing is known', () => {
    expect(index.nearest('cities', 'name', 'Ouagadougou')).toBeNull();
    expect(index.nearest('cities', 'mayor', 'Paris')).toBeNull();
    expect(index.nearest('cities', 'constructor', 'Paris')).toBeNull();
    expect(index.nearest('cities', 'name', '')).toBeNull();
  });
});
