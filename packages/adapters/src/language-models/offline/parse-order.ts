import { calendarAt, timeNameAt } from './calendar-units.ts';
import type { CalendarUnit } from './cue.ts';
import { cueOf, isCue, isName, namesMeasure, namesTable, type Ordering, type Parse, textOf, use } from './frame.ts';
import { asksFigure } from './parse-groups.ts';
import type { AggregateFn } from './query-form.ts';

const startsOrder = (parse: Parse, at: number): boolean =>
  isCue(parse, at, 'order') ||
  (isCue(parse, at, 'command') && at > 0 && /^(?:sort|order|rank)/.test(textOf(parse, at)));

/** Reads "sorted by …", "in descending order of …" and "in alphabetical order". */
export function parseOrder(parse: Parse): void {
  for (let at = 0; at < parse.units.length; at += 1) {
    if (parse.used.has(at)) continue;
    if (startsOrder(parse, at)) readKeys(parse, at + 1, at);
    else if (ordersBy(parse, at)) readKeys(parse, at + 1, at);
    else if (isCue(parse, at, 'direction')) readKeys(parse, at, at);
  }
}

/** "medicines by price", "medicines by name descending", "wards by number of beds": without another figure there is nothing to group. */
function ordersBy(parse: Parse, at: number): boolean {
  const isBy = isCue(parse, at, 'preposition') && textOf(parse, at) === 'by' && isName(parse, at - 1);
  if (isBy && isCue(parse, at + 1, 'count') && isName(parse, at + 2) && namesTable(parse, at - 1)) return !asksFigure(parse, at + 1);
  if (!isBy || !isName(parse, at + 1)) return false;
  const isOrdered = namesMeasure(parse, at + 1) || timeNameAt(parse, at + 1) !== null || isCue(parse, at + 2, 'direction');
  return isOrdered && !asksFigure(parse);
}

function readKeys(parse: Parse, from: number, cueAt: number): void {
  let direction: 'asc' | 'desc' | null = null;
  let alphabetical = false;
  const keys: { at: number; name: number | null; fn: AggregateFn | null; direction: 'asc' | 'desc' | null; calendar: CalendarUnit | null }[] = [];
  let fn: AggregateFn | null = null;
  let fnAt: number | null = null;
  use(parse, cueAt);
  parse.regions[cueAt] = 'order';
  for (let at = from; at < parse.units.length; at += 1) {
    const cue = cueOf(parse, at);
    const unit = parse.units[at];
    if (at > from && unit?.breakBefore === 'sentence') break;
    // "by hiring date": the second word only says what kind of thing the first is.
    const isKind = keys.at(-1)?.at === at - 1 && unit?.breakBefore === 'none' && /^(?:date|time|day|year)s?$/.test(textOf(parse, at));
    if (isKind) {
      use(parse, at);
      parse.regions[at] = 'order';
      continue;
    }
    if (cue?.kind === 'direction') {
      direction = cue.direction;
      alphabetical ||= cue.alphabetical;
      keys.forEach((key, index) => {
        if (index === keys.length - 1) key.direction = cue.direction;
      });
    } else if (cue?.kind === 'count') [fn, fnAt] = ['count', at];
    else if (cue?.kind === 'aggregate') [fn, fnAt] = [cue.fn, at];
    else if (
      (isName(parse, at) || calendarAt(parse, at) !== null) &&
      (keys.length === 0 ||
        isCue(parse, at - 1, 'and', 'count', 'aggregate') ||
        unit?.breakBefore === 'comma' ||
        direction === null)
    ) {
      const isOwner = keys.length > 0 && isCue(parse, at - 1, 'of', 'preposition', 'have');
      if (isOwner) continue;
      const calendar = calendarAt(parse, at);
      keys.push({ at, name: isName(parse, at) ? at : null, fn, direction: null, calendar });
      fn = null;
      fnAt = null;
    } else if (cue === null || !['of', 'preposition', 'and', 'be', 'each', 'have', 'with'].includes(cue.kind)) break;
    use(parse, at);
    parse.regions[at] = 'order';
  }
  const lastKey = keys.at(-1);
  // "by the course count"
  if (fn === 'count' && lastKey !== undefined && lastKey.at === (fnAt ?? 0) - 1) lastKey.fn = 'count';
  if (fnAt !== null && keys.length === 0) keys.push({ at: fnAt, name: null, fn, direction: null, calendar: null });
  if (keys.length === 0) {
    if (direction !== null || alphabetical || cueOf(parse, cueAt)?.kind === 'order')
      parse.frame.sortBySelect = direction ?? 'asc';
    return;
  }
  for (const key of keys) {
    const ordering: Ordering = {
      at: key.at,
      name: key.name,
      fn: key.fn,
      measure: null,
      direction: key.direction ?? direction ?? 'asc',
      limit: null,
      frequency: false,
      ...(key.calendar === null ? {} : { calendar: key.calendar }),
    };
    parse.frame.orderings.push(ordering);
  }
}
