import { addMonths, isoDate, isoMonth } from '../calendar.ts';
import type { Generation } from '../rows.ts';
import { COUNTRIES, CURRENCIES, REGIONS, type CountryFacts } from '../words/places.ts';

export interface City {
  readonly id: number;
  readonly name: string;
  readonly country: CountryFacts;
}

export interface Places {
  readonly cities: readonly City[];
  /** Cities with the share of customers that live there. */
  readonly weights: readonly (readonly [City, number])[];
}

export function generateReference({ calendar, rows, random }: Generation): Places {
  REGIONS.forEach(([code, name], index) => rows.add('regions', { id: index + 1, code, name }));
  for (const [code, name, symbol, minorUnits] of CURRENCIES) {
    rows.add('currencies', { code, name, symbol, minor_units: minorUnits });
  }

  const rates = random('exchange-rates');
  for (const [code, , , , perEuro] of CURRENCIES) {
    if (code === 'EUR') continue;
    let rate: number = perEuro;
    for (const month of calendar.months) {
      rate *= rates.around(1, 0.015);
      rows.add('exchange_rates', { currency_code: code, rate_month: isoMonth(month), units_per_eur: Number(rate.toPrecision(6)) });
    }
  }

  const cities: City[] = [];
  const weights: [City, number][] = [];
  for (const country of COUNTRIES) {
    rows.add('countries', {
      code: country.code,
      name: country.name,
      region_id: REGIONS.findIndex(([code]) => code === country.region) + 1,
      currency_code: country.currency,
      is_eu: country.inEu ? 1 : 0,
    });
    country.cities.forEach(([name, population], position) => {
      const city = { id: cities.length + 1, name, country };
      cities.push(city);
      weights.push([city, country.weight / (position + 1)]);
      rows.add('cities', { id: city.id, name, country_code: country.code, population });
    });
  }

  const change = addMonths(calendar.start, 14);
  let id = 0;
  const rate = (country: string, category: string, percent: number, from: number, to: number | null) =>
    rows.add('tax_rates', {
      id: (id += 1),
      country_code: country,
      category,
      rate_percent: percent,
      valid_from: isoDate(from),
      valid_to: to === null ? null : isoDate(to),
    });
  for (const { code, inEu, taxPercent } of COUNTRIES) {
    rate(code, 'standard', taxPercent, calendar.start - 2000, null);
    if (!inEu) continue;
    rate(code, 'reduced', Math.round(taxPercent / 2) + 1, calendar.start - 2000, change - 1);
    rate(code, 'reduced', Math.round(taxPercent / 2), change, null);
  }
  return { cities, weights };
}
