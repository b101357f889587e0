/** `[code, name]`. */
export const REGIONS = [
  ['NEU', 'Northern Europe'],
  ['WEU', 'Western Europe'],
  ['SEU', 'Southern Europe'],
  ['EEU', 'Eastern Europe'],
  ['NAM', 'North America'],
  ['LAT', 'Latin America'],
  ['APAC', 'Asia-Pacific'],
] as const;

/** `[code, name, symbol, minor units, units per euro]`. */
export const CURRENCIES = [
  ['EUR', 'Euro', '€', 2, 1],
  ['GBP', 'Pound sterling', '£', 2, 0.86],
  ['CHF', 'Swiss franc', 'CHF', 2, 0.95],
  ['SEK', 'Swedish krona', 'kr', 2, 11.3],
  ['DKK', 'Danish krone', 'kr.', 2, 7.46],
  ['PLN', 'Polish złoty', 'zł', 2, 4.3],
  ['CZK', 'Czech koruna', 'Kč', 2, 24.8],
  ['RON', 'Romanian leu', 'lei', 2, 5.02],
  ['USD', 'US dollar', '$', 2, 1.09],
  ['CAD', 'Canadian dollar', 'CA$', 2, 1.48],
  ['BRL', 'Brazilian real', 'R$', 2, 5.9],
  ['MXN', 'Mexican peso', 'MX$', 2, 19.8],
  ['JPY', 'Japanese yen', '¥', 0, 162],
  ['AUD', 'Australian dollar', 'A$', 2, 1.65],
] as const;

export interface CountryFacts {
  readonly code: string;
  readonly name: string;
  readonly region: (typeof REGIONS)[number][0];
  readonly currency: (typeof CURRENCIES)[number][0];
  readonly inEu: boolean;
  readonly taxPercent: number;
  /** The share of customers from here, in any unit. */
  readonly weight: number;
  /** `[name, population]`, the largest first. */
  readonly cities: readonly (readonly [string, number | null])[];
}

function country(
  code: string,
  name: string,
  region: CountryFacts['region'],
  currency: CountryFacts['currency'],
  inEu: boolean,
  taxPercent: number,
  weight: number,
  cities: CountryFacts['cities'],
): CountryFacts {
  return { code, name, region, currency, inEu, taxPercent, weight, cities };
}

export const COUNTRIES: readonly CountryFacts[] = [
  country('DE', 'Germany', 'WEU', 'EUR', true, 19, 20, [['Berlin', 3_760_000], ['Hamburg', 1_890_000], ['München', 1_510_000], ['Köln', 1_080_000]]),
  country('FR', 'France', 'WEU', 'EUR', true, 20, 14, [['Paris', 2_100_000], ['Marseille', 870_000], ['Lyon', 520_000], ['Orléans', 117_000]]),
  country('NL', 'Netherlands', 'WEU', 'EUR', true, 21, 7, [['Amsterdam', 920_000], ['Rotterdam', 660_000], ['Utrecht', 370_000]]),
  country('BE', 'Belgium', 'WEU', 'EUR', true, 21, 4, [['Brussels', 1_220_000], ['Antwerp', 530_000], ['Liège', 195_000]]),
  country('AT', 'Austria', 'WEU', 'EUR', true, 20, 4, [['Wien', 2_000_000], ['Graz', 300_000]]),
  country('CH', 'Switzerland', 'WEU', 'CHF', false, 8.1, 5, [['Zürich', 430_000], ['Genève', 205_000]]),
  country('GB', 'United Kingdom', 'NEU', 'GBP', false, 20, 11, [['London', 8_900_000], ['Manchester', 570_000], ['Edinburgh', 510_000]]),
  country('IE', 'Ireland', 'NEU', 'EUR', true, 23, 2, [['Dublin', 590_000], ['Cork', 220_000]]),
  country('SE', 'Sweden', 'NEU', 'SEK', true, 25, 4, [['Stockholm', 985_000], ['Malmö', 360_000]]),
  country('DK', 'Denmark', 'NEU', 'DKK', true, 25, 3, [['København', 660_000], ['Århus', 290_000]]),
  country('FI', 'Finland', 'NEU', 'EUR', true, 25.5, 2, [['Helsinki', 675_000], ['Jyväskylä', 148_000]]),
  country('ES', 'Spain', 'SEU', 'EUR', true, 21, 6, [['Madrid', 3_330_000], ['Barcelona', 1_660_000], ['A Coruña', 249_000]]),
  country('IT', 'Italy', 'SEU', 'EUR', true, 22, 6, [['Milano', 1_370_000], ['Roma', 2_750_000], ['Forlì', 117_000]]),
  country('PT', 'Portugal', 'SEU', 'EUR', true, 23, 3, [['Lisbon', 570_000], ['Porto', 250_000]]),
  country('PL', 'Poland', 'EEU', 'PLN', true, 23, 4, [['Warszawa', 1_860_000], ['Kraków', 800_000], ['Łódź', 655_000]]),
  country('CZ', 'Czechia', 'EEU', 'CZK', true, 21, 2, [['Praha', 1_360_000], ['Brno', 400_000]]),
  country('RO', 'Romania', 'EEU', 'RON', true, 21, 1, [['București', 1_720_000], ['Iași', 270_000]]),
  country('US', 'United States', 'NAM', 'USD', false, 0, 12, [['New York', 8_260_000], ['Austin', 980_000], ['Portland', 630_000], ['Springfield', null]]),
  country('CA', 'Canada', 'NAM', 'CAD', false, 5, 3, [['Toronto', 2_790_000], ['Montréal', 1_760_000]]),
  country('BR', 'Brazil', 'LAT', 'BRL', false, 17, 4, [['São Paulo', 11_450_000], ['Brasília', 2_820_000]]),
  country('MX', 'Mexico', 'LAT', 'MXN', false, 16, 2, [['Ciudad de México', 9_210_000], ['Mérida', 920_000]]),
  country('JP', 'Japan', 'APAC', 'JPY', false, 10, 2, [['東京', 9_730_000], ['Osaka', 2_750_000]]),
  country('AU', 'Australia', 'APAC', 'AUD', false, 10, 2, [['Sydney', 5_450_000], ['Melbourne', 5_210_000]]),
];

export const STREETS = [
  'Station Road', 'Market Square', 'Mill Lane', 'Harbour Street', 'Church Lane', 'Garden Way', 'King Street', 'Bridge Street',
  'Lindenallee', 'Bahnhofstraße', 'Rue de la Paix', 'Place du Marché', 'Calle Mayor', 'Via Roma', 'Nygade', 'Rua Augusta',
] as const;
