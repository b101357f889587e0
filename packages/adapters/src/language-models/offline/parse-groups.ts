import { asksMeanCount, calendarAt, repeatsAt, timeNameAt } from './calendar-units.ts';
import { type Group, isCue, isName, type Parse, textOf, use } from './frame.ts';

/** Whether the question asks for a figure over rows, other than by the unit at `except`. */
export function asksFigure(parse: Parse, except?: number): boolean {
  return parse.units.some(
    (unit, at) =>
      at !== except &&
      (namesSum(parse, at) ||
        (unit.kind === 'cue' &&
          ['count', 'aggregate', 'extreme', 'most'].includes(unit.cue.kind) &&
          !(unit.cue.kind === 'extreme' && parse.regions[at] === 'order'))),
  );
}

/**
 * “What is the total amount of …?” asks for one figure, also where a column is called `total_amount`;
 * “list the total points of …” asks for a column.
 */
export function namesSum(parse: Parse, at: number): boolean {
  if (!isName(parse, at) || !/^(?:total|overall|combined)(?:\s|$)/.test(textOf(parse, at))) return false;
  // "the total" of one row is a column, "total by customer" is a figure.
  if (!textOf(parse, at).includes(' ') && !(textOf(parse, at + 1) === 'by' || isCue(parse, at + 1, 'each'))) return false;
  if (isCue(parse, at + 1, 'and') || parse.units[at + 1]?.breakBefore === 'comma') return false;
  return at === 0 || (at === 1 && /^(?:what (?:is|was)|how much (?:is|was)|calculate|compute|find)\b/.test(textOf(parse, 0)));
}

/** Reads "for each …", "per …" and, with a figure, "by …". Without a figure, `each` only means all. */
export function parseGroups(parse: Parse): void {
  const figure = asksFigure(parse);
  // The mean of what periods hold, and the highest of them, are no figures of the rows.
  const isPeriodic = !asksMeanCount(parse) && !parse.frame.orderings.some((ordering) => ordering.limit !== null);
  for (let at = 0; at < parse.units.length; at += 1) {
    if (parse.used.has(at)) continue;
    const repeated = isPeriodic ? repeatsAt(parse, at) : null;
    if (repeated !== null) {
      use(parse, at);
      parse.frame.groups.push({ at, calendar: repeated, attribute: null });
      continue;
    }
    const each = isCue(parse, at, 'each');
    const by = isCue(parse, at, 'preposition') && textOf(parse, at) === 'by';
    if (!each && !by) continue;
    let next = at + 1;
    while (isCue(parse, next, 'distinct', 'of')) next += 1;
    const first = groupAt(parse, next, at);
    const calendar = first !== null && first.calendar !== null;
    if (calendar ? !isPeriodic : by && !(figure && followsThing(parse, at, next))) continue;
    if (first === null) {
      if (by) continue;
      const group = figure && endsClause(parse, next) ? previousName(parse, at) : null;
      if (group !== null && !parse.frame.groups.some((other) => other.at === group))
        parse.frame.groups.push({ at: group, calendar: null, attribute: null });
      use(parse, at);
      continue;
    }
    use(parse, at);
    // "orders per customer" asks for a figure that it does not name.
    const implied = !figure && !calendar && textOf(parse, at) === 'per';
    if (!figure && !calendar && !implied) continue;
    takeGroups(parse, implied ? { ...first, implied } : first, next, by);
  }
}

/** "the total fee by …", "the total fee in 2023 by …", "count by …": not "written by author Ann". */
const followsThing = (parse: Parse, at: number, next: number): boolean =>
  isName(parse, at - 1) ||
  isCue(parse, at - 1, 'count', 'aggregate') ||
  (parse.used.has(at - 1) && !parse.used.has(next) && !['value', 'literal'].includes(parse.units[next + 1]?.kind ?? ''));

/** What stands at a place as something to group by. */
function groupAt(parse: Parse, at: number, from: number): Group | null {
  const calendar = calendarAt(parse, at);
  if (calendar === null) return isName(parse, at) ? { at, calendar, attribute: null } : null;
  const after = isCue(parse, at + 1, 'of') ? timeNameAt(parse, at + 2) : null;
  const before = timeNameAt(parse, from - 1);
  const attribute = after ?? (before !== null && !isAsked(parse, before) ? before : null);
  return { at, calendar, attribute };
}

/** A time that is counted or asked for itself does not say which time is meant. */
const isAsked = (parse: Parse, at: number): boolean => isCue(parse, at - 1, 'count', 'aggregate', 'extreme', 'command');

function takeGroups(parse: Parse, first: Group, from: number, by: boolean): void {
  let group: Group | null = first;
  for (let at = from; group !== null;) {
    use(parse, at, ...(group.attribute === null ? [] : [group.attribute]));
    parse.frame.groups.push(group);
    const next: number = isCue(parse, at + 1, 'and') ? at + 2 : at + 1;
    const listed = next === at + 2 || parse.units[next]?.breakBefore === 'comma';
    const further: Group | null = listed ? groupAt(parse, next, -1) : null;
    const joined = by || group.calendar !== null || (further !== null && further.calendar !== null);
    const isOther = isCue(parse, next + 1, 'of', 'be') && further?.attribute === null;
    if (further === null || !joined || isOther || (next === at + 1 && !by)) break;
    use(parse, ...(next === at + 2 ? [at + 1] : []));
    group = further;
    at = next;
  }
}

/** Whether nothing that could be grouped by follows. */
const endsClause = (parse: Parse, at: number): boolean => {
  const unit = parse.units[at];
  return unit === undefined || unit.breakBefore !== 'none' || unit.kind === 'cue';
};

/** "the countries and the number of singers in each" */
function previousName(parse: Parse, at: number): number | null {
  for (let before = at - 1; before >= 0; before -= 1) {
    if (isName(parse, before) && parse.regions[before] === 'select' && !isCue(parse, before - 1, 'count', 'aggregate'))
      return before;
  }
  return null;
}
