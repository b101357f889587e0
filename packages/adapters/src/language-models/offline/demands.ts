import { speaksOfTime } from './calendar-words.ts';
import { isDate } from './date-conditions.ts';
import { isCue, type Parse, textOf } from './frame.ts';
import { asksFigure } from './parse-groups.ts';
import type { Reading } from './resolve.ts';

/**
 * Parts of a question that an answer may not leave out, for without them it answers another question:
 * of which time and by which, what to group by, and the first of what.
 */
export function unmetDemands(parse: Parse, reading: Reading, isEmpty: (at: number) => boolean): number[] {
  const hasFigure = asksFigure(parse);
  const isGroup = (at: number): boolean =>
    hasFigure && parse.units[at]?.kind === 'unknown' && isCue(parse, at - 1, 'each') && !isEmpty(at);
  const isPeriod = (at: number): boolean => parse.frame.groups.some((group) => group.at === at && group.calendar !== null);
  const unmet = parse.units
    .map((_, at) => at)
    .filter((at) => (isTime(parse, at) || isGroup(at) || isPeriod(at)) && !(parse.used.has(at) && !reading.unplaced.has(at)));
  const unranked = parse.frame.orderings.filter(({ at, limit }) => limit !== null && reading.unplaced.has(at)).map(({ at }) => at);
  return [...new Set([...unranked, ...unmet])];
}

/** Whether a unit says of a time; a longer name, such as `monthly salary`, does not. */
function isTime(parse: Parse, at: number): boolean {
  const unit = parse.units[at];
  switch (unit?.kind) {
    case 'span':
      return true;
    case 'cue':
      return unit.cue.kind === 'date';
    case 'name':
    case 'number':
    case 'literal':
    case 'unknown': {
      const words = parse.words.slice(unit.from, unit.to);
      const isOne = words.length === 1 || unit.kind !== 'name';
      // "at least 1000 hours" is a quantity.
      const isCounted = parse.units[at - 1]?.kind === 'number' && /^(?:year|quarter|month|week|day|hour|minute)s$/.test(textOf(parse, at));
      return isOne && !isCounted && words.some((word) => (word.quoted === null ? speaksOfTime(word.text, word.capital) : isDate(word.quoted)));
    }
    default:
      return false;
  }
}
