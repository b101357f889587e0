import { calendarAdverb, calendarNoun } from './calendar-words.ts';
import type { CalendarUnit } from './cue.ts';
import { cueOf, isCue, isName, namesTable, nameScores, type Parse, textOf } from './frame.ts';
import { holdsTime } from './date-conditions.ts';

/** A unit of one word that names a unit of time, alone: no "day of the week". */
export function calendarAt(parse: Parse, at: number): CalendarUnit | null {
  const unit = parse.units[at];
  if (unit === undefined || unit.to - unit.from !== 1 || !['name', 'unknown', 'literal'].includes(unit.kind)) return null;
  const noun = calendarNoun(textOf(parse, at));
  const isPart = isCue(parse, at + 1, 'of') && isCalendarWord(parse, at + 2);
  return noun === null || isPart || (isCue(parse, at - 1, 'of') && isCalendarWord(parse, at - 2)) ? null : noun;
}

const isCalendarWord = (parse: Parse, at: number): boolean => calendarNoun(textOf(parse, at)) !== null;

/** The unit at a place, where it names a time: the `hired` of "hired per year", the `birth` of "per year of birth". */
export function timeNameAt(parse: Parse, at: number): number | null {
  const unit = parse.units[at];
  if (unit?.kind !== 'name' || namesTable(parse, at)) return null;
  const best = nameScores(parse, at).column;
  return unit.links.columns.some((link) => link.score >= Math.max(0.3, best - 0.1) && holdsTime(link.column)) ? at : null;
}

/** A mean over how often: "the average number of visits", "the average visits". It is no figure of rows. */
export function asksMeanCount(parse: Parse): boolean {
  return parse.units.some((_, at) => {
    if (!isMean(parse, at)) return false;
    if (textOf(parse, at).includes('number') || isCue(parse, at + 1, 'count')) return true;
    const name = isCue(parse, at + 1, 'of', 'distinct') ? at + 2 : at + 1;
    return isName(parse, name) && namesTable(parse, name) && !isName(parse, name + 1);
  });
}

/** "monthly", where it says by what to group: the wage of "monthly wage" and the mean of "average monthly" are no sums. */
export function repeatsAt(parse: Parse, at: number): CalendarUnit | null {
  const unit = parse.units[at];
  if (unit === undefined || unit.to - unit.from !== 1 || (unit.kind !== 'unknown' && unit.kind !== 'name')) return null;
  const adverb = calendarAdverb(textOf(parse, at));
  if (adverb === null || isCue(parse, at - 1, 'extreme', 'most') || isMean(parse, at - 1)) return null;
  const next = parse.units[at + 1];
  const endsPhrase =
    next === undefined ||
    next.kind === 'span' ||
    next.breakBefore !== 'none' ||
    isCue(parse, at + 1, 'of', 'preposition', 'date', 'compare', 'between', 'each', 'with', 'order');
  const isFigure = isCue(parse, at + 1, 'count', 'aggregate') && !isMean(parse, at + 1);
  return endsPhrase || isFigure || namesTable(parse, at + 1) ? adverb : null;
}

function isMean(parse: Parse, at: number): boolean {
  const cue = cueOf(parse, at);
  return cue?.kind === 'aggregate' && cue.fn === 'avg';
}
