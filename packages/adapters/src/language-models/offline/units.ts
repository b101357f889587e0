import type { ValueHit } from '@nl2sql/core/contracts';
import { tokenise } from '@nl2sql/core/text';
import type { Cue, Span } from './cue.ts';
import { cuesAt } from './cues.ts';
import { linkName, type NameLinks } from './link-names.ts';
import { wordSimilarity } from './name-words.ts';
import type { QuestionWord } from './question-words.ts';
import type { ColumnView, SchemaView } from './schema-view.ts';

/** A run of words that is read as one thing. */
export type Unit = {
  /** Index of the first word, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly breakBefore: QuestionWord['breakBefore'];
} & (
  | { readonly kind: 'cue'; readonly cue: Cue }
  | { readonly kind: 'name'; readonly links: NameLinks; readonly values: readonly ValueHit[] }
  | { readonly kind: 'value'; readonly hits: readonly ValueHit[]; readonly text: string; readonly links: NameLinks }
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly hits: readonly ValueHit[] }
  | { readonly kind: 'literal'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'span'; readonly span: Span }
  | { readonly kind: 'unknown' }
);

export type NameUnit = Extract<Unit, { kind: 'name' }>;

const LONGEST_NAME = 6;
interface Option {
  readonly unit: Unit;
  readonly weight: number;
}

/** A word such as `in` or `a` is a value only where it is written like one. */
const isFunctionWord = (word: QuestionWord, hit: ValueHit): boolean =>
  (cuesAt([word.text], 0).length > 0 || word.text.length === 1) &&
  !(word.capital && hit.match === 'exact' && word.raw.length > 1);

const NO_LINKS: NameLinks = { columns: [], tables: [] };

/** Commands are commands only where a sentence or clause begins. */
function cueWeight(cue: Cue, length: number, atStart: boolean): number {
  if (cue.kind === 'command' || cue.kind === 'ask') return atStart ? 0.9 * length + 0.6 : -1;
  if (cue.kind === 'count') return 0.85 * length;
  if (cue.kind === 'order' && length > 1) return length;
  if ((cue.kind === 'most' || cue.kind === 'aggregate') && length > 1) return 0.87 * length;
  // Longer than a name of one word: a table of places does not take `place` from `took place`.
  if (cue.kind === 'occur') return 0.95 * length;
  if (cue.kind === 'filler') return length > 1 ? 0.7 * length : 0.3;
  if (
    cue.kind === 'relative' ||
    cue.kind === 'preposition' ||
    cue.kind === 'have' ||
    cue.kind === 'be' ||
    cue.kind === 'of'
  )
    return 0.5 * length;
  return 0.78 * length;
}

function nameWeight(links: NameLinks, length: number): number {
  const best = Math.max(links.columns[0]?.score ?? 0, links.tables[0]?.score ?? 0);
  return best * length + 0.02 * (length - 1);
}

/** Commands that are nouns as well. */
const NOUN_COMMANDS = new Set(['name', 'state', 'rank', 'order', 'sort', 'view', 'answer']);

/** Words that a name may run over: `date of birth`. */
const INSIDE_NAMES = new Set(['of', 'in', 'for', 'to', 'on']);

/** Words that end a name. */
const BETWEEN_NAMES = new Set([
  'and',
  'or',
  'by',
  'with',
  'the',
  'a',
  'an',
  'at',
  'from',
  'is',
  'are',
  'has',
  'have',
  'each',
  'all',
  'their',
  'its',
]);

/** A modifier that shares its noun with a later one: `first` in `first and last name`. */
function sharedNoun(words: readonly QuestionWord[], at: number, schema: SchemaView): NameLinks | null {
  const joined = words[at + 1]?.text;
  if (joined !== 'and' && joined !== 'or' && words[at + 1]?.breakBefore !== 'comma') return null;
  const modifier = words[at]?.stem ?? '';
  const before = (links: NameLinks): number => Math.max(links.columns[0]?.score ?? 0, links.tables[0]?.score ?? 0);
  for (let next = at + 2; next <= Math.min(at + 6, words.length - 1); next += 1) {
    const noun = words[next]?.stem ?? '';
    if (words[next]?.text === 'and' || words[next]?.number !== null) continue;
    const other = words[next - 1]?.stem ?? '';
    const links = linkName([modifier, noun], schema);
    if (
      before(links) >= 0.85 &&
      before(linkName([other, noun], schema)) >= 0.85 &&
      before(linkName([modifier], schema)) < 0.85
    )
      return links;
  }
  return null;
}

/** “total” before another noun computes something; it is not the column `order_total`. */
function figureBefore(words: readonly QuestionWord[], texts: readonly string[], at: number): boolean {
  const next = words[at + 1];
  if (next === undefined || next.breakBefore !== 'none' || next.number !== null) return false;
  if (BETWEEN_NAMES.has(next.text) || INSIDE_NAMES.has(next.text)) return false;
  return cuesAt(texts, at).some(({ cue }) => cue.kind === 'aggregate');
}

/** "number of orders" may be a column `num_orders`, but not `order_number`, which tells orders apart. */
function countsOf(phrase: readonly string[], links: NameLinks): NameLinks {
  if (phrase[0] !== 'number' || phrase[1] !== 'of') return links;
  const isNumbering = ({ readings }: ColumnView): boolean =>
    readings.some(({ words }) => words.length > 1 && wordSimilarity('number', words.at(-1)?.stem ?? '') >= 0.9);
  return { ...links, columns: links.columns.filter(({ column }) => !isNumbering(column)) };
}

function optionsAt(
  words: readonly QuestionWord[],
  texts: readonly string[],
  at: number,
  schema: SchemaView,
  hits: readonly ValueHit[],
): Option[] {
  const word = words[at];
  if (word === undefined) return [];
  const base = { from: at, breakBefore: word.breakBefore };
  const startsSentence = at === 0 || word.breakBefore === 'sentence' || texts[at - 1] === 'please';
  const startsClause =
    startsSentence && NOUN_COMMANDS.has(word.text)
      ? true
      : NOUN_COMMANDS.has(word.text)
        ? /^(?:sort|order|rank)$/.test(word.text) && /^(?:and|then)$/.test(texts[at - 1] ?? '')
        : at === 0 ||
          word.breakBefore !== 'none' ||
          ['and', 'please', 'then', 'also', 'but', 'you'].includes(texts[at - 1] ?? '');
  const { span } = word;
  if (span !== null && !hits.some((hit) => hit.start === word.start && hit.end === word.end))
    return [{ weight: 3, unit: { ...base, to: at + 1, kind: 'span', span } }];
  if (word.quoted !== null) {
    const inside = hits.filter(
      (hit) => hit.start >= word.start && hit.end <= word.end && hit.end - hit.start >= (word.quoted ?? '').length - 1,
    );
    const named = linkName(
      tokenise(word.quoted).map((token) => token.stem),
      schema,
    );
    if (inside.length === 0 && (named.columns[0]?.score ?? 0) >= 0.95 && word.quoted.includes(' '))
      return [{ weight: 3, unit: { ...base, to: at + 1, kind: 'name', links: named, values: [] } }];
    return [
      {
        weight: 3,
        unit:
          inside.length > 0
            ? { ...base, to: at + 1, kind: 'value', hits: inside, text: word.quoted, links: NO_LINKS }
            : { ...base, to: at + 1, kind: 'literal', text: word.quoted, quoted: true },
      },
    ];
  }
  const options: Option[] = [{ weight: 0, unit: { ...base, to: at + 1, kind: 'unknown' } }];
  for (const { length, cue } of cuesAt(texts, at)) {
    if (
      cue.kind === 'count' &&
      word.text === 'number' &&
      at > 0 &&
      word.breakBefore === 'none' &&
      cuesAt(texts, at - 1).length === 0
    )
      continue;
    const initial = cue.kind === 'ask' || cue.kind === 'command';
    const broken = words.slice(at + 1, at + length).some((inner) => inner.breakBefore === 'sentence');
    const weight = cueWeight(cue, length, startsClause);
    if (!broken && (!initial || startsClause) && weight > 0)
      options.push({
        weight: initial || !startsClause || cue.kind !== 'relative' ? weight : weight - 0.2,
        unit: { ...base, to: at + length, kind: 'cue', cue },
      });
  }
  for (const hit of hits) {
    if (hit.start !== word.start) continue;
    const to = words.findIndex((other, index) => index >= at && other.end >= hit.end);
    if (to < 0 || words[to]?.end !== hit.end || (to === at && isFunctionWord(word, hit))) continue;
    const length = to - at + 1;
    const same = hits.filter((other) => other.start === hit.start && other.end === hit.end);
    const text = hit.phrase;
    const capitals = words.slice(at, to + 1).filter((inner) => inner.capital && (at > 0 || length > 1)).length;
    const weight = (capitals > 0 ? 1.15 : hit.match === 'close' ? 0.55 : length > 1 ? 0.95 : 0.65) * length;
    options.push({ weight, unit: { ...base, to: to + 1, kind: 'value', hits: same, text, links: NO_LINKS } });
  }
  if (word.number !== null)
    options.push({
      weight: 0.9,
      unit: { ...base, to: at + 1, kind: 'number', value: word.number, text: word.text, hits: [] },
    });
  else if (/\d/.test(word.text))
    options.push({ weight: 0.7, unit: { ...base, to: at + 1, kind: 'literal', text: word.raw, quoted: false } });
  else if (word.capital && at > 0 && word.breakBefore !== 'sentence') {
    let to = at + 1;
    while (words[to]?.capital === true && words[to]?.breakBefore === 'none') to += 1;
    options.push({
      weight: 0.25 * (to - at),
      unit: {
        ...base,
        to,
        kind: 'literal',
        text: words
          .slice(at, to)
          .map((inner) => inner.raw)
          .join(' '),
        quoted: false,
      },
    });
  }
  const stems: string[] = [];
  for (let to = at + 1; to <= Math.min(at + LONGEST_NAME, words.length); to += 1) {
    const inner = words[to - 1];
    if (
      inner === undefined ||
      inner.quoted !== null ||
      BETWEEN_NAMES.has(inner.text) ||
      (to - 1 > at && inner.breakBefore !== 'none')
    )
      break;
    stems.push(inner.stem);
    if (INSIDE_NAMES.has(inner.text)) {
      if (to - 1 === at) break;
      continue;
    }
    const content = stems.filter((stem) => !INSIDE_NAMES.has(stem));
    const links = countsOf(stems, linkName(content, schema));
    if (links.columns.length === 0 && links.tables.length === 0) {
      if (content.length >= 2) break;
      continue;
    }
    // "active members" are members of whom the flag says so.
    const flagged = links.columns[0]?.column;
    if (flagged?.flag != null && hits.some((hit) => hit.start === word.start && hit.end < inner.end && hit.table === flagged.table.name && hit.column === flagged.name)) continue;
    // A name that runs over `of` must be a whole one: the words may as well be two names.
    const best = Math.max(links.columns[0]?.score ?? 0, links.tables[0]?.score ?? 0);
    if (
      content.length < stems.length &&
      (best < 0.9 ||
        content.length < 2 ||
        (stems[0] !== 'number' && (linkName(stems.slice(-1), schema).tables[0]?.score ?? 0) >= 0.9))
    )
      continue;
    const values = hits.filter((hit) => hit.start === word.start && hit.end === inner.end);
    options.push({
      weight:
        nameWeight(links, content.length) * (to === at + 1 && figureBefore(words, texts, at) ? 0.7 : 1) + (content.length < stems.length ? 0.9 * (stems.length - content.length) : 0),
      unit: { ...base, to, kind: 'name', links, values },
    });
  }
  const shared = sharedNoun(words, at, schema);
  if (shared !== null)
    options.push({ weight: 0.95, unit: { ...base, to: at + 1, kind: 'name', links: shared, values: [] } });
  return options;
}

/** Cuts the question into units so that the units together explain it best. */
export function unitsOf(words: readonly QuestionWord[], schema: SchemaView, hits: readonly ValueHit[]): Unit[] {
  const texts = words.map((word) => (word.quoted === null ? word.text : '"'));
  const best: (Option & { total: number })[] = [];
  for (let at = words.length - 1; at >= 0; at -= 1) {
    for (const option of optionsAt(words, texts, at, schema, hits)) {
      const total = option.weight + (best[option.unit.to]?.total ?? 0);
      const current = best[at];
      if (current === undefined || total > current.total + 1e-9) best[at] = { ...option, total };
    }
  }
  const units: Unit[] = [];
  for (let at = 0; at < words.length;) {
    const unit = best[at]?.unit;
    if (unit === undefined) break;
    units.push(unit);
    at = unit.to;
  }
  return units;
}
