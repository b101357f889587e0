import { stem } from '@nl2sql/core/text';
import { speaksOfTime } from './calendar-words.ts';
import { namesUnreached } from './choose-names.ts';
import { isDate } from './date-conditions.ts';
import { isCue, isName, type Parse, textOf } from './frame.ts';
import { asksFigure } from './parse-groups.ts';
import type { Reading } from './resolve.ts';
import type { SchemaView } from './schema-view.ts';

/** Figures that are computed in ways that no reading has. */
const OTHER_FIGURES: ReadonlySet<string> = new Set(['ratio', 'proportion', 'percentage', 'percent', 'share', 'fraction', 'difference', 'median', 'quartile', 'percentile', 'variance', 'deviation', 'correlation', 'growth', 'trend'].map(stem));

/**
 * Parts of a question that an answer may not leave out, for without them it answers another question:
 * of which time and by which, what to group by, the first of what, which figure, and what must not be or is compared.
 */
export function unmetDemands(parse: Parse, reading: Reading, isEmpty: (at: number) => boolean): number[] {
  const hasFigure = asksFigure(parse);
  const isGroup = (at: number): boolean =>
    hasFigure && parse.units[at]?.kind === 'unknown' && isCue(parse, at - 1, 'each') && !isEmpty(at);
  const isFigure = (at: number): boolean => parse.units[at]?.kind === 'unknown' && OTHER_FIGURES.has(stem(textOf(parse, at)));
  // "products below the reorder level": what is compared is left out with the word.
  const isRestriction = (at: number): boolean => isCue(parse, at, 'not') || (isCue(parse, at, 'compare') && isName(parse, at + 1));
  const isPeriod = (at: number): boolean => parse.frame.groups.some((group) => group.at === at && group.calendar !== null);
  const unmet = parse.units
    .map((_, at) => at)
    .filter((at) => (isTime(parse, at) || isGroup(at) || isFigure(at) || isRestriction(at) || isPeriod(at)) && !(parse.used.has(at) && !reading.unplaced.has(at)));
  // "orders per customer" without orders: a list of customers is another answer.
  const asksFor = parse.frame.targets.some((target) => target.fn !== null) || parse.units.some((unit, at) => unit.kind === 'cue' && ['aggregate', 'count'].includes(unit.cue.kind) && !parse.used.has(at));
  const isComputed = reading.form.select.some((expression) => expression.kind === 'aggregate');
  const uncounted = parse.frame.groups.filter(({ calendar, implied }) => calendar === null && !isComputed && (implied === true || asksFor)).map(({ at }) => at);
  const unranked = parse.frame.orderings.filter(({ at, limit }) => limit !== null && reading.unplaced.has(at)).map(({ at }) => at);
  return [...new Set([...unranked, ...uncounted, ...unmet])];
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

/** Units that name a table outright which no join reaches from the reading, and which found no other place in it. */
export function unreachedBy({ root, form, unplaced }: Reading, parse: Parse, schema: SchemaView): number[] {
  const choice = { parse, schema, root, tables: new Set(form.tables) };
  const { targets, groups, restrictions, orderings } = parse.frame;
  const asking = [...targets, ...orderings].map(({ at, name }) => ({ at, name })).concat([...groups, ...restrictions].map(({ at, attribute }) => ({ at, name: attribute })));
  return parse.units
    .map((_, at) => at)
    .filter((at) => [at, ...asking.flatMap((part) => (part.name === at ? [part.at] : []))].some((place) => unplaced.has(place)) && namesUnreached(choice, at));
}
