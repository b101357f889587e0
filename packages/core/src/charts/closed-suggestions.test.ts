import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResultColumn } from '../protocol/index.ts';
import { closedSuggestions } from './closed-suggestions.ts';
import { suggestChartsFor } from './suggest-charts.ts';

const columns: readonly ResultColumn[] = [
  { name: 'region', type: 'text' },
  { name: 'n', type: 'integer' },
];
const bar = { chart: 'bar', x: 'region', y: ['n'], reason: 'n by region.' };

describe('OUT-2: closedSuggestions', () => {
  it('keeps what is a suggestion', () => {
    expect(closedSuggestions([bar, { chart: null, code: 'empty', reason: 'There are no rows.' }], columns)).toEqual([
      bar,
      { chart: null, code: 'empty', reason: 'There are no rows.' },
    ]);
  });

  it.each<[string, unknown]>([
    ['another kind of chart', { ...bar, chart: 'script' }],
    ['a column that the result lacks', { ...bar, y: ['n', 'ssn'] }],
    ['an axis that the result lacks', { ...bar, x: 'constructor' }],
    ['no figures', { ...bar, y: [] }],
    ['figures that are no list', { ...bar, y: 'n' }],
    ['a reason that is no text', { ...bar, reason: { html: '<b>' } }],
    ['an unknown code', { chart: null, code: 'query', reason: '' }],
    ['no object', 'bar'],
    ['nothing', null],
  ])('leaves out an entry with %s', (_what, entry) => {
    expect(closedSuggestions([entry], columns)).toEqual([]);
  });

  it('leaves out what is no list', () => {
    expect(closedSuggestions({ 0: bar, length: 1 }, columns)).toEqual([]);
  });

  it('copies no key that a suggestion does not have, and pollutes nothing', () => {
    const hostile: unknown = JSON.parse(
      '{"chart":"bar","x":"region","y":["n"],"reason":"","query":"SELECT 1","title":"<img>","url":"https://a.example","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    );
    const [copy] = closedSuggestions([hostile], columns);
    expect(Object.keys(copy ?? {}).sort()).toEqual(['chart', 'reason', 'x', 'y']);
    expect(Object.getPrototypeOf(copy)).toBeNull();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('takes columns by any name, those of JavaScript’s own objects included', () => {
    const odd: readonly ResultColumn[] = [{ name: '__proto__', type: 'text' }, { name: 'constructor', type: 'integer' }];
    const rows = [['a', 1], ['b', 2]];
    expect(closedSuggestions(suggestChartsFor(odd, rows), odd)).toMatchObject([{ chart: 'bar', x: '__proto__', y: ['constructor'] }, { chart: 'pie' }]);
    expect(closedSuggestions([{ ...bar, x: '__proto__' }], columns)).toEqual([]);
  });

  it('changes nothing in what the rules suggest', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.integer()), { maxLength: 8 }), (rows) => {
        const suggested = suggestChartsFor(columns, rows);
        expect(closedSuggestions(suggested, columns)).toEqual(suggested);
      }),
    );
  });

  it('never throws and never names what the result lacks', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        for (const suggestion of closedSuggestions([anything, { ...bar, y: anything }], columns)) {
          if (suggestion.chart !== null) expect(['region', 'n']).toEqual(expect.arrayContaining([...suggestion.y]));
        }
      }),
    );
  });
});
