/** A word of a text with its place, in UTF-16 code units. */
export interface Token {
  /** Lower case, without accents. */
  readonly text: string;
  readonly stem: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Lower case without accents, white space folded: the form in which two texts are compared.
 *
 * @example
 * ```ts
 * import { foldText } from '@nl2sql/core/text';
 * foldText('  São  Paulo'); // 'sao paulo'
 * ```
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}

/**
 * The words of an identifier, split on case, digits, underscores and spaces.
 *
 * @example
 * ```ts
 * import { splitIdentifier } from '@nl2sql/core/text';
 * splitIdentifier('customerOrders_2024'); // ['customer', 'orders', '2024']
 * ```
 */
export function splitIdentifier(identifier: string): string[] {
  return identifier
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The words and numbers of a text, in order. `3.5`, `2024-01-31` and `o'brien` are one token each. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\d+(?:[.,:/-]\d+)*|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu)) {
    const folded = foldText(match[0]).replace(/['’]s$/u, '');
    tokens.push({ text: folded, stem: stem(folded), start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

const IRREGULAR: ReadonlyMap<string, string> = new Map(Object.entries({
  people: 'person',
  men: 'man',
  women: 'woman',
  children: 'child',
  feet: 'foot',
  teeth: 'tooth',
  geese: 'goose',
  mice: 'mouse',
  data: 'data',
  criteria: 'criterion',
  series: 'series',
  species: 'species',
  status: 'status',
  address: 'address',
  analyses: 'analysis',
  indices: 'index',
  indexes: 'index',
  movies: 'movie',
  cookies: 'cookie',
  lives: 'life',
  wives: 'wife',
  leaves: 'leaf',
  shelves: 'shelf',
  halves: 'half',
  bus: 'bus',
  gas: 'gas',
  news: 'news',
  faculties: 'faculty',
  ids: 'id',
}));

/**
 * The singular of an English noun, lower case: the plural `s` step of Porter's algorithm
 * (M. F. Porter, "An algorithm for suffix stripping", 1980) with irregular forms. Other endings
 * stay, because `rating` and `rate` are different columns.
 */
export function stem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length < 4 || !word.endsWith('s')) return word;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:sses|shes|ches|xes|zes|oes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
