import { calendarAt, timeNameAt } from './calendar-units.ts';
import type { CompareOp, Span } from './cue.ts';
import { isYear } from './date-conditions.ts';
import { cueOf, isCue, namesMeasure, namesTable, type Parse, textOf, use } from './frame.ts';
import { attributeBefore, connectorBefore, negatedAt, restrict } from './parse-restrictions.ts';
import { yearsSpan } from './written-spans.ts';

/** Reads "in March 2022", "since Q2 2023", "from 2021 to 2023", "last year" as restrictions by time. */
export function parseSpans(parse: Parse): void {
  for (let at = 0; at < parse.units.length; at += 1) {
    const span = spanAt(parse, at);
    if (span === null || parse.used.has(at)) continue;
    const range = rangeFrom(parse, at, span);
    if (range !== null) readSpan(parse, range.from, range.units, range.span);
    else if (parse.units[at]?.kind !== 'number') readSpan(parse, at, [at], span);
    else if (isWithin(parse, at) || continuesSpan(parse, at)) readSpan(parse, at, [at], span);
    else if (calendarAt(parse, at - 1) === 'year' && parse.units[at - 1]?.kind !== 'name' && !parse.used.has(at - 1))
      readSpan(parse, at - 1, [at - 1, at], span);
  }
}

/** "in 2022": a year, whatever is named before it. */
const isWithin = (parse: Parse, at: number): boolean =>
  isCue(parse, at - 1, 'preposition') &&
  /^(?:in|during|within|through)$/.test(textOf(parse, at - 1)) &&
  !(parse.units[at + 1]?.kind === 'name' && parse.units[at + 1]?.breakBefore === 'none');

/** "in 2022 and 2023": a further year of a list. */
const continuesSpan = (parse: Parse, at: number): boolean => {
  const before = isCue(parse, at - 1, 'and', 'or') ? at - 2 : at - 1;
  const last = parse.frame.restrictions.at(-1);
  const isListed = before === at - 2 || parse.units[at]?.breakBefore === 'comma';
  return isListed && last?.at === before && last.op === '=' && last.operand.kind === 'span';
};

function spanAt(parse: Parse, at: number): Span | null {
  const unit = parse.units[at];
  if (unit?.kind === 'span') return unit.span;
  const cue = cueOf(parse, at);
  if (cue?.kind === 'date') return cue.span;
  return unit?.kind === 'number' && isYear(unit.value) ? yearsSpan(unit.value, unit.value) : null;
}

/** Two times and what joins them: "from March to …" is left to its words, for it names no year. */
function rangeFrom(parse: Parse, at: number, first: Span): { from: number; units: readonly number[]; span: Span } | null {
  const next = isCue(parse, at + 1, 'and', 'compare') ? at + 2 : at + 1;
  const second = spanAt(parse, next);
  const [here, there] = [parse.units[at], parse.units[next]];
  if (here === undefined || there === undefined || second === null || first.kind !== 'days' || second.kind !== 'days') return null;
  const joint = parse.words.slice(here.to, there.from).map((word) => word.text).join(' ');
  const opener = parse.words[here.from - 1]?.text ?? '';
  const between = isCue(parse, at - 1, 'between') || opener === 'between';
  const joins = between ? /^(?:and|to)$/ : /^(?:to|until|till|through|thru|up to)$/;
  if (!joins.test(joint)) return null;
  // "a fee between 1900 and 2000" is no time.
  const named = isCue(parse, at - 2, 'be', 'preposition') ? at - 3 : at - 2;
  const ofMeasure = namesMeasure(parse, named) && timeNameAt(parse, named) === null;
  if (between && here.kind === 'number' && there.kind === 'number' && (ofMeasure || isNumbered(parse, next))) return null;
  if (first.from >= second.from) return null;
  const opens = isCue(parse, at - 1, 'between') || opener === 'from' ? [at - 1] : [];
  return {
    from: opens[0] ?? at,
    units: [...opens, at, ...(next > at + 1 ? [at + 1] : []), next],
    span: { kind: 'days', from: first.from, to: second.to },
  };
}

/** "between 1900 and 2000 members" */
const isNumbered = (parse: Parse, at: number): boolean => parse.units[at + 1]?.kind === 'name' && parse.units[at + 1]?.breakBefore === 'none';

function readSpan(parse: Parse, from: number, units: readonly number[], span: Span): void {
  const before = cueOf(parse, from - 1);
  const compared = before?.kind === 'compare' && !parse.used.has(from - 1) && units.length < 3 ? before.op : null;
  const start = compared === null ? from : from - 1;
  const negation = negatedAt(parse, start - 1, start);
  const op: CompareOp = compared ?? (negation === null ? '=' : '<>');
  const named = nameOf(parse, start);
  use(parse, ...units, ...(compared === null ? [] : [start]), ...(compared === null && negation !== null ? [negation] : []), ...(named === null ? [] : [named]));
  restrict(parse, units.at(-1) ?? from, { attribute: named, temporal: true, op, connector: connectorBefore(parse, from), operand: { kind: 'span', span } });
}

/** The attribute that stands before a time: "hired in March 2022", "whose start date is before …". */
function nameOf(parse: Parse, at: number): number | null {
  const beside = isCue(parse, at - 1, 'preposition', 'be', 'of') ? at - 2 : at - 1;
  const time = timeNameAt(parse, beside);
  if (time !== null && !parse.used.has(time)) return time;
  const attribute = attributeBefore(parse, at);
  if (attribute === null || attribute.name === null || attribute.fn !== null) return null;
  const isRestricted = !namesTable(parse, attribute.name) && parse.regions[attribute.name] === 'where';
  return isRestricted ? attribute.name : null;
}
