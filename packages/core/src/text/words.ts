/** A word of a text with its place, in UTF-16 code units. */
export interface Token {
  /** Lower case, without accents. */
  readonly text: string;
  readonly stem: string;
  readonly start: number;
  readonly end: number;
}

/** Letters that Unicode does not take apart, as people type them without the key for them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', '’': "'" };

function plainLetters(text: string): string {
  return text.replace(/[ßæœøłđðþı’]/gu, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

/**
 * Lower case without accents, white space folded: the form in which two texts are compared.
 *
 * @example
 * ```ts
 * import { foldText } from '@nl2sql/core/text';
 * foldText('  São  Paulo'); // 'sao paulo'
 * foldText('STRAẞE') === foldText('Strasse'); // true
 * ```
 */
export function foldText(text: string): string {
  // Most texts need no more, and there are hundreds of thousands of them.
  if (/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text)) return text.toLowerCase();
  const lower = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plainLetters(lower).replace(/\s+/gu, ' ').trim();
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
  // Most identifiers need no more, and a question splits thousands of them.
  if (/^[\0-\x7f]*$/.test(identifier)) return identifier.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g)?.map((word) => word.toLowerCase()) ?? [];
  const words = identifier
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2')
    .toLowerCase();
  return plainLetters(words)
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
