import { splitIdentifier, stem } from '@nl2sql/core/text';
import { synonymGroupOf } from '../../vocabulary/business-synonyms.ts';
import { ABBREVIATIONS, BLEACHED, GLUED_ENDINGS, INITIALS, NOT_GLUED, SUFFIXES } from './word-tables.ts';

/** Splits a lower-case run of letters at an ending that names are often made with. */
function unglue(word: string): string[] | null {
  if (NOT_GLUED.has(word)) return null;
  for (const ending of GLUED_ENDINGS) {
    const head = word.slice(0, -ending.length);
    if (word.endsWith(ending) && head.length >= 1 && (head.length >= 2 || ending.length >= 4)) return [head, ending];
  }
  return null;
}

/** `flno` in flight, `aid` in aircraft: the beginning of the owner's name before an ending. */
function unglueOwner(word: string, owners: readonly string[]): string[] | null {
  for (const ending of GLUED_ENDINGS) {
    const head = word.slice(0, -ending.length);
    if (head !== '' && word.endsWith(ending) && owners.some((owner) => owner.startsWith(head))) return [head, ending];
  }
  return null;
}

/** The ways to read an identifier as words, the plain split first. */
export function readingsOfName(
  identifier: string,
  vocabulary: ReadonlySet<string>,
  owners: readonly string[] = [],
): string[][] {
  const pieces = splitIdentifier(identifier);
  const plain = pieces.map(stem);
  const split = pieces
    .flatMap((piece) => segment(piece, vocabulary) ?? unglueOwner(piece, owners) ?? unglue(piece) ?? [piece])
    .map(stem);
  return split.length === plain.length ? [plain] : [plain, split];
}

/** Cuts a run of letters into words of the vocabulary. */
function segment(piece: string, vocabulary: ReadonlySet<string>): string[] | null {
  if (piece.length < 6 || vocabulary.has(stem(piece))) return null;
  for (let cut = piece.length - 2; cut >= 3; cut -= 1) {
    const head = piece.slice(0, cut);
    const tail = piece.slice(cut);
    if (!vocabulary.has(stem(head))) continue;
    if (vocabulary.has(stem(tail)) || GLUED_ENDINGS.includes(tail)) return [head, tail];
    const rest = segment(tail, vocabulary);
    if (rest !== null) return [head, ...rest];
  }
  return null;
}

const roots = new Map<string, string>();

/** A word without its derivational ending: `registered`, `registration` → `regist(r)`. */
export function rootOf(word: string): string {
  const known = roots.get(word);
  if (known !== undefined) return known;
  let root = word;
  for (const suffix of SUFFIXES) {
    if (root.endsWith(suffix) && root.length - suffix.length >= 3) {
      root = root.slice(0, -suffix.length);
      break;
    }
  }
  if (/(.)\1$/.test(root) && root.length > 4) root = root.slice(0, -1);
  if (root.endsWith('i')) root = root.slice(0, -1);
  if (roots.size > 20_000) roots.clear();
  roots.set(word, root);
  return root;
}

/** One letter apart, in long words: `enrolment`, `enrollment`. */
function isNearly(first: string, second: string): boolean {
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  if (short.length < 6 || long.length - short.length > 1 || short.slice(0, 3) !== long.slice(0, 3)) return false;
  let at = 3;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.length === long.length
    ? short.slice(at + 1) === long.slice(at + 1)
    : short.slice(at) === long.slice(at + 1);
}

function isSkeletonOf(short: string, long: string): boolean {
  if (short.length < 4 || short.length > long.length - 3 || short[0] !== long[0] || /[aeiou]{2}/.test(short))
    return false;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length && long.endsWith(short.at(-1) ?? '');
}

/**
 * How surely a word of the question means a word of a name: 1 the same, 0.9 a known short form,
 * 0.85 another form of the word, 0.7 a synonym, 0 unrelated.
 */
export function wordSimilarity(asked: string, named: string): number {
  if (asked === named) return 1;
  if (ABBREVIATIONS.get(named)?.includes(asked) === true || ABBREVIATIONS.get(asked)?.includes(named) === true)
    return 0.9;
  if (INITIALS.get(named)?.includes(asked) === true) return 0.9;
  if (asked.length < 3 || named.length < 2) return 0;
  const [first, second] = [rootOf(asked), rootOf(named)];
  if (first === second && (first.length >= 4 || (first.length === 3 && Math.min(asked.length, named.length) >= 5)))
    return 0.85;
  if (
    first.length >= 5 &&
    second.length >= 5 &&
    (first.startsWith(second) || second.startsWith(first)) &&
    Math.abs(first.length - second.length) <= 3
  )
    return 0.8;
  if (named.length >= 3 && named.length <= 5 && asked.length >= named.length + 3 && asked.startsWith(named))
    return 0.75;
  if (asked.length >= 3 && asked.length <= 4 && named.length >= asked.length + 3 && named.startsWith(asked)) return 0.7;
  if (isSkeletonOf(named, asked)) return 0.75;
  if (isNearly(asked, named)) return 0.8;
  return !BLEACHED.has(asked) && synonymGroupOf(asked).includes(named) ? 0.6 : 0;
}
