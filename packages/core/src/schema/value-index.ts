import type { ValueHit } from '../contracts/index.ts';
import { foldText, tokenise, type Token } from '../text/index.ts';
import type { Catalog } from './catalog.ts';
import { editDistance } from './edit-distance.ts';
import { QUESTION_WORDS, STOP_WORDS } from './stop-words.ts';
import { columnId, storeValues, valueKey, type StoredValue, type StoredValues, type ValueColumn } from './stored-values.ts';

/** Finds stored values that a question mentions. */
export interface ValueIndex {
  /**
   * Stored values among the words of a question, in the order of the question.
   *
   * A phrase of one to six words matches a whole value: letter for letter, up to case, accents and
   * white space, in another number (`dogs`, `Dog`), or misspelt by one letter in words from five
   * letters on and by two from nine on. The longest phrase wins; quoted text is one phrase, and its
   * words are looked at alone only when it is no value as a whole. Words that shape a question, one-
   * and two-letter values and plain numbers count only where the question leaves no doubt: in quotes,
   * in capitals, or after the name of the column (`room 108`). With `tables`, values of other tables are not seen.
   */
  find(question: string, options?: { readonly tables?: ReadonlySet<string> }): readonly ValueHit[];
  /** The stored value of a column that a value was most likely meant to be; null when none is near. */
  nearest(table: string, column: string, value: string): string | null;
}

const LONGEST_PHRASE = 6;

/** Columns listed for one phrase; a value that is in more of them tells nothing about which is meant. */
const MOST_HITS_A_PHRASE = 16;

/** Function words that are stored where a column answers a question: `decision is yes`. */
const ANSWER_WORDS: ReadonlySet<string> = new Set(['yes', 'no', 'none', 'other', 'all', 'both', 'neither']);

interface Phrase {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** The word before it that is not a function word, by its stem. */
  readonly after: string;
  /** Written in capitals inside a sentence that is not, as codes are. */
  readonly capitals: boolean;
}

/**
 * Indexes the sampled values of a catalog.
 *
 * @example
 * ```ts
 * import type { Catalog } from './catalog.ts';
 *
 * declare const catalog: Catalog;
 * const values = createValueIndex(catalog);
 * values.find('orders from sao paulo')[0]?.value; // 'São Paulo'
 * values.nearest('cities', 'name', 'paris'); // 'Paris'
 * ```
 */
export function createValueIndex(catalog: Catalog): ValueIndex {
  const stored = storeValues(catalog);
  return {
    find: (question, { tables } = {}) => findValues(stored, question, (table) => tables === undefined || tables.has(table)),
    nearest: (table, column, value) => nearestValue(stored.columns.get(columnId(table, column))?.values ?? [], value),
  };
}

function findValues(stored: StoredValues, question: string, visible: (table: string) => boolean): ValueHit[] {
  const seen = (entry: StoredValue): boolean => visible(entry.column.table);
  const hits: ValueHit[] = [];
  const tokens = wordsOf(question, stored);
  const used = new Set<Token>();
  const spellings = createSpeller(stored);
  for (const phrase of quotedPhrases(question, tokens)) {
    const direct = hitsOf(phrase, stored.at(valueKey(phrase.text)).filter(seen), stored);
    const found = direct.length > 0 ? direct : misspelt(phrase, spellings, stored, seen);
    if (found.length === 0) continue;
    hits.push(...found);
    for (const token of phrase.tokens) used.add(token);
  }
  for (let length = LONGEST_PHRASE; length > 0; length -= 1) {
    for (let first = 0; first + length <= tokens.length; first += 1) {
      const window = tokens.slice(first, first + length);
      if (window.some((token) => used.has(token)) || stored.longestFrom((window[0] as Token).stem) < length) continue;
      const phrase = phraseOf(question, tokens, first, length);
      const found = hitsOf(phrase, stored.at(window.map((token) => token.stem).join(' ')).filter(seen), stored);
      if (found.length === 0) continue;
      hits.push(...found);
      for (const token of window) used.add(token);
    }
  }
  hits.push(...misspeltWords(question, tokens, used, spellings, stored, seen));
  return hits.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** The words of a question. Of one with an apostrophe the part that is stored, if one is: `l'École`, `İstanbul'da`. */
function wordsOf(question: string, stored: StoredValues): Token[] {
  return tokenise(question).flatMap((token) => {
    if (!token.text.includes("'") || stored.hasWord(token.stem)) return [token];
    const parts = [...question.slice(token.start, token.end).matchAll(/[^'’]+/gu)].flatMap(({ 0: text, index }) => {
      const start = token.start + index;
      return tokenise(text).map((part): Token => ({ ...part, start: start + part.start, end: start + part.end }));
    });
    const known = parts.filter((part) => part.text.length > 2 && stored.hasWord(part.stem));
    return known.length > 0 ? known : [token];
  });
}

/** What stands between quotation marks, without apostrophes inside words being taken for one. */
function quotedPhrases(question: string, tokens: readonly Token[]): Phrase[] {
  const phrases: Phrase[] = [];
  for (const match of question.matchAll(/"([^"]+)"|“([^”]+)”|«([^»]+)»|`([^`]+)`|(?<![\p{L}\p{N}])['‘]((?:[^'’]|(?<=[\p{L}\p{N}])['’](?=[\p{L}\p{N}]))+)['’](?![\p{L}\p{N}])/gu)) {
    const text = match.slice(1).find((group) => group !== undefined) ?? '';
    if (text.trim() === '') continue;
    const start = match.index + 1;
    const end = start + text.length;
    const inside = tokens.filter((token) => token.start >= start && token.end <= end);
    phrases.push({ text, tokens: inside, start, end, quoted: true, after: '', capitals: false });
  }
  return phrases;
}

function phraseOf(question: string, all: readonly Token[], first: number, length: number): Phrase {
  const tokens = all.slice(first, first + length);
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  const text = question.slice(start, end);
  const after = all.slice(0, first).findLast((token) => !STOP_WORDS.has(token.text))?.stem ?? '';
  return { text, tokens, start, end, quoted: false, after, capitals: start > 0 && !/\p{Ll}/u.test(text) && /\p{Ll}/u.test(question) };
}

function hitsOf(phrase: Phrase, entries: readonly StoredValue[], stored: StoredValues): ValueHit[] {
  const hits: { hit: ValueHit; rank: number }[] = [];
  const folded = foldText(phrase.text).replace(/['’]s$/u, '');
  for (const { column, value } of entries) {
    const match = value === phrase.text ? 'exact' : foldText(value) === folded ? 'folded' : 'close';
    if (!credible(phrase, match, column, stored)) continue;
    const key = valueKey(value);
    if (!phrase.quoted && (key === column.tableKey || key === column.columnKey)) continue;
    hits.push({ hit: toHit(phrase, { column, value }, match), rank: match === 'exact' ? 0 : match === 'folded' ? 1 : 2 });
  }
  const best = Math.min(...hits.map(({ rank }) => rank));
  return hits
    .filter(({ rank }) => rank < 2 || best === 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_HITS_A_PHRASE)
    .map(({ hit }) => hit);
}

function toHit(phrase: Phrase, { column, value }: StoredValue, match: ValueHit['match']): ValueHit {
  const { table, column: name, coverage } = column;
  return { phrase: phrase.text, table, column: name, value, coverage, start: phrase.start, end: phrase.end, match };
}

/** Whether the words can be meant as a value, and not as the wording of the question. */
function credible(phrase: Phrase, match: ValueHit['match'], column: ValueColumn, stored: StoredValues): boolean {
  if (phrase.quoted) return true;
  const { tokens, text, capitals } = phrase;
  if (tokens.every((token) => /^[\d.,:/-]+$/.test(token.text))) {
    return column.text && match !== 'close' && (codeLike(text) || column.nameWords.has(phrase.after));
  }
  if (tokens.every((token) => STOP_WORDS.has(token.text))) {
    if (ANSWER_WORDS.has(text.toLowerCase())) return match !== 'close' && column.nameWords.has(phrase.after);
    return match === 'exact' && text !== 'I' && (tokens.length > 1 ? /^\p{Lu}/u.test(text) : capitals);
  }
  if (tokens.length > 1) return true;
  const word = tokens[0] as Token;
  if (word.text.length < 3) return match === 'exact';
  if (match === 'exact' && /\p{Lu}/u.test(text)) return !QUESTION_WORDS.has(word.text) || word.start > 0;
  if (QUESTION_WORDS.has(word.text) || QUESTION_WORDS.has(word.stem)) return false;
  return match === 'exact' || !stored.tableKeys.has(word.stem);
}

/** A number that is written as a code is: with a leading zero, in groups, or longer than a year. */
function codeLike(text: string): boolean {
  return /^0\d/.test(text) || /^\d+[:/-]\d/.test(text) || /^\d{5,}$/.test(text);
}

/** Shorter words are too close to each other for one to be taken for a misspelling of another. */
const SHORTEST_MISSPELT = 5;

function tolerance(word: string): number {
  if (/\d/.test(word)) return 0;
  return word.length >= 9 ? 2 : word.length >= SHORTEST_MISSPELT ? 1 : 0;
}

/** Gives the stored words that a word may stand for: itself, or the nearest when it is not stored. */
type Speller = (word: Token) => readonly string[];

/** Ways to read one misspelt word that are tried. */
const MOST_SPELLINGS = 4;

function createSpeller(stored: StoredValues): Speller {
  const known = new Map<string, readonly string[]>();
  return ({ text, stem }) => {
    const spellings = known.get(text) ?? (stored.hasWord(stem) ? [stem] : nearest(text, stem, stored).slice(0, MOST_SPELLINGS));
    known.set(text, spellings);
    return spellings;
  };
}

/** A wrong letter may make a word look like a plural (`Paras` for `Paris`), so the whole word is tried as well. */
function nearest(text: string, stem: string, stored: StoredValues): string[] {
  const found = corrections(stem, stored);
  return found.length > 0 || text === stem ? found : corrections(text, stored);
}

/** The stored words nearest to a misspelt one. The first letter is taken to be right, as it nearly always is. */
function corrections(word: string, stored: StoredValues): string[] {
  let best: string[] = [];
  let most = tolerance(word);
  for (let length = Math.max(SHORTEST_MISSPELT, word.length - most); most > 0 && length <= word.length + tolerance(word); length += 1) {
    for (const candidate of stored.words(word, length, most)) {
      const distance = editDistance(word, candidate, most);
      if (distance === null) continue;
      if (distance < most) {
        most = distance;
        best = [];
      }
      best.push(candidate);
    }
  }
  return best;
}

function misspelt(phrase: Phrase, spellings: Speller, stored: StoredValues, seen: (entry: StoredValue) => boolean): ValueHit[] {
  if (phrase.tokens.length === 0) return [];
  let keys: readonly string[] = [''];
  for (const token of phrase.tokens) {
    keys = keys.flatMap((key) => spellings(token).map((word) => (key === '' ? word : `${key} ${word}`))).slice(0, MOST_SPELLINGS ** 2);
    if (keys.length === 0) return [];
  }
  const entries = keys.flatMap((key) => stored.at(key)).filter(seen);
  return entries.slice(0, MOST_HITS_A_PHRASE).map((entry) => toHit(phrase, entry, 'close'));
}

function misspeltWords(
  question: string,
  tokens: readonly Token[],
  used: Set<Token>,
  spellings: Speller,
  stored: StoredValues,
  seen: (entry: StoredValue) => boolean,
): ValueHit[] {
  const hits: ValueHit[] = [];
  const unknown = new Set(tokens.filter((token) => !used.has(token) && tolerance(token.text) > 0 && !stored.hasWord(token.stem) && !QUESTION_WORDS.has(token.text) && !stored.nameWords.has(token.stem)));
  for (let length = LONGEST_PHRASE; length > 0 && unknown.size > 0; length -= 1) {
    for (let first = 0; first + length <= tokens.length; first += 1) {
      const window = tokens.slice(first, first + length);
      if (window.some((token) => used.has(token)) || !window.some((token) => unknown.has(token))) continue;
      if (window.some((token) => !unknown.has(token) && !stored.hasWord(token.stem))) continue;
      const phrase = phraseOf(question, tokens, first, length);
      const found = misspelt(phrase, spellings, stored, seen);
      if (found.length === 0) continue;
      hits.push(...found);
      for (const token of window) used.add(token);
    }
  }
  return hits;
}

function nearestValue(values: readonly string[], wanted: string): string | null {
  const folded = foldText(wanted);
  const key = valueKey(wanted);
  if (folded === '') return null;
  const equal = values.find((value) => value === wanted) ?? values.find((value) => foldText(value) === folded) ?? values.find((value) => valueKey(value) === key);
  if (equal !== undefined) return equal;
  let nearest: { value: string; distance: number } | null = null;
  for (const value of values) {
    const most = Math.max(1, Math.floor(folded.length / 4));
    const distance = editDistance(folded, foldText(value), nearest === null ? most : nearest.distance);
    if (distance !== null && (nearest === null || distance < nearest.distance)) nearest = { value, distance };
  }
  if (nearest !== null) return nearest.value;
  if (folded.length < 3) return null;
  const containing = values.filter((value) => ` ${valueKey(value)} `.includes(` ${key} `) || (folded.length > 3 && foldText(value).startsWith(folded)));
  return containing.sort((a, b) => a.length - b.length)[0] ?? null;
}
