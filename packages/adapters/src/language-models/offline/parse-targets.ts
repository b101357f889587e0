import { calendarAt, timeNameAt } from './calendar-units.ts';
import { cueOf, isCue, isName, namesMeasure, namesTable, nameScores, type Parse, textOf, use } from './frame.ts';
import type { Measure } from './cue.ts';
import { namesSum } from './parse-groups.ts';
import type { AggregateFn } from './query-form.ts';

/** What a question word asks for without naming it. */
const SOUGHT: readonly (readonly [word: string, measure: Measure])[] = [
  ['where', { words: ['location', 'place', 'address', 'city', 'venue', 'country'] }],
  ['when', { words: ['date', 'year', 'time'], temporal: true }],
];

/** Reads what the question asks to be shown. */
export function parseTargets(parse: Parse): void {
  const { frame } = parse;
  let pending: { fn: AggregateFn; at: number }[] = [];
  let distinct = false;
  let asked = 0;
  for (let at = 0; at < parse.units.length; at += 1) {
    const cue = cueOf(parse, at);
    const unit = parse.units[at];
    if (parse.used.has(at) || parse.regions[at] === 'order') {
      continue;
    }
    if (unit?.breakBefore === 'sentence' && at > 0 && isCue(parse, at, 'ask', 'command')) asked = frame.targets.length;
    const sought = cue?.kind === 'ask' ? SOUGHT.find(([word]) => textOf(parse, at).startsWith(word)) : undefined;
    if (sought !== undefined) {
      use(parse, at);
      frame.targets.push({ at, name: null, fn: null, distinct: false, measure: sought[1] });
    }
    if (unit?.breakBefore === 'sentence' || cue?.kind === 'ask' || cue?.kind === 'command') {
      flush(parse, pending);
      pending = [];
      distinct = false;
      continue;
    }
    if (parse.regions[at] !== 'select') {
      flush(parse, pending);
      pending = [];
      continue;
    }
    if (cue?.kind === 'distinct') {
      distinct = true;
      use(parse, at);
      if (pending.length === 0) frame.distinct = true;
    } else if (cue?.kind === 'everything' && isName(parse, at + 1) && namesTable(parse, at + 1)) {
      use(parse, at, at + 1);
      frame.targets.push({ at, name: at + 1, fn: null, distinct: false, everything: true });
    } else if (cue?.kind === 'count') {
      pending.push({ fn: 'count', at });
    } else if (cue?.kind === 'aggregate') {
      pending.push({ fn: cue.fn, at });
    } else if (cue?.kind === 'extreme' || cue?.kind === 'most') {
      pending.push({ fn: cue.direction === 'desc' ? 'max' : 'min', at });
    } else if (asksPeriod(parse, at)) {
      takePeriod(parse, at, distinct);
    } else if (isName(parse, at)) {
      takeName(parse, at, pending, distinct);
      pending = [];
      if (!isCue(parse, at + 1, 'and') && unit?.breakBefore !== 'comma') distinct = false;
    }
  }
  flush(parse, pending);
  if (
    isCue(parse, 0, 'ask') &&
    /^(?:which|what)$/.test(textOf(parse, 0)) &&
    frame.orderings.length === 0 &&
    frame.groups.length === 0
  )
    frame.distinct = true;
  // "Which clubs …? Give me their names.": the last sentence says what to show.
  if (asked > 0 && frame.targets.slice(asked).some((target) => target.fn === null)) {
    const dropped = frame.targets.splice(0, asked).filter((target) => target.fn === null && target.name !== null);
    for (const { name } of dropped) if (name !== null && namesTable(parse, name)) frame.topics.push(name);
  }
}

/** "which month", "the 3 years with …", "the month and the number of …": the period of a time is asked for. */
function asksPeriod(parse: Parse, at: number): boolean {
  if (calendarAt(parse, at) === null || parse.used.has(at)) return false;
  if (isCue(parse, at - 1, 'ask', 'command', 'distinct')) return true;
  const ranked = parse.units[at - 1]?.kind === 'number' ? at - 2 : at - 1;
  return isCue(parse, ranked, 'extreme') || (ranked < at - 1 && isCue(parse, ranked, 'ask', 'command'));
}

/** "in which year was each doctor hired": the time is the one that is named further on. */
function takePeriod(parse: Parse, at: number, distinct: boolean): void {
  const calendar = calendarAt(parse, at);
  if (calendar === null) return;
  let named: number | null = null;
  for (let next = at + 1; next < parse.units.length && parse.units[next]?.breakBefore !== 'sentence'; next += 1)
    if (!parse.used.has(next) && timeNameAt(parse, next) !== null) named ??= next;
  use(parse, at, ...(named === null ? [] : [named]));
  parse.frame.targets.push({ at, name: isName(parse, at) ? at : null, fn: null, distinct, calendar, ...(named === null ? {} : { attribute: named }) });
}

/** A figure with nothing after it counts rows. */
function flush(parse: Parse, pending: readonly { fn: AggregateFn; at: number }[]): void {
  for (const { fn, at } of pending) {
    if (fn !== 'count') continue;
    use(parse, at);
    parse.frame.targets.push({ at, name: null, fn, distinct: false });
  }
}

function takeName(
  parse: Parse,
  at: number,
  pending: readonly { fn: AggregateFn; at: number }[],
  distinct: boolean,
): void {
  const { frame } = parse;
  if (pending.length > 0) {
    use(parse, at);
    takeCompound(parse, at);
    const counts = pending.filter((entry) => entry.fn === 'count');
    const others = pending.filter((entry) => entry.fn !== 'count');
    // "the average number of …" measures a column that holds a number.
    for (const entry of others.length > 0 ? others : counts) {
      frame.targets.push({ at: entry.at, name: at, fn: entry.fn, distinct: entry.fn === 'count' && distinct });
    }
    use(parse, ...pending.map((entry) => entry.at));
    return;
  }
  const last = frame.targets.at(-1);
  if (
    last?.fn != null &&
    last.fn !== 'count' &&
    last.name === at - 2 &&
    isCue(parse, at - 1, 'and') &&
    namesMeasure(parse, at)
  ) {
    use(parse, at);
    frame.targets.push({ at, name: at, fn: last.fn, distinct: false });
    return;
  }
  let before = at - 1;
  while (
    ['value', 'literal', 'number'].includes(parse.units[before]?.kind ?? '') ||
    isCue(parse, before, 'distinct', 'extreme', 'most')
  )
    before -= 1;
  const after = isCue(parse, before, 'of', 'preposition', 'have', 'relative', 'each');
  const owns = after && frame.targets.length > 0;
  if (owns && (namesTable(parse, at) || nameScores(parse, at).table >= 0.5 || isCue(parse, at - 1, 'preposition'))) {
    use(parse, at);
    frame.topics.push(at);
    return;
  }
  if (
    frame.topics.at(-1) === at - 1 &&
    parse.units[at]?.breakBefore === 'none' &&
    nameScores(parse, at).column < 0.75
  ) {
    use(parse, at);
    return;
  }
  if (
    last?.fn != null &&
    isCue(parse, at - 1, 'of', 'preposition') &&
    !(textOf(parse, at - 1) === 'for the' && !namesTable(parse, at))
  ) {
    use(parse, at);
    frame.topics.push(at);
    return;
  }
  // "the products the customer bought": the second of two names restricts.
  if (frame.targets.at(-1)?.name === at - 1 && namesTable(parse, at) && parse.units[at]?.breakBefore === 'none') {
    use(parse, at);
    frame.topics.push(at);
    return;
  }
  // "student name": the first of two adjacent names owns the second.
  if (
    namesTable(parse, at) &&
    isName(parse, at + 1) &&
    parse.units[at + 1]?.breakBefore === 'none' &&
    nameScores(parse, at + 1).column >= 0.5 &&
    !parse.used.has(at + 1)
  ) {
    use(parse, at);
    frame.topics.push(at);
    return;
  }
  use(parse, at);
  // "names of the directors" where a column holds the directors: the column is the name.
  const of = at + 2;
  if (
    /^names?$/.test(textOf(parse, at)) &&
    isCue(parse, at + 1, 'of') &&
    isName(parse, of) &&
    !namesTable(parse, of) &&
    nameScores(parse, of).column >= 0.95
  )
    return;
  frame.targets.push({ at, name: at, fn: asksForSum(parse, at) ? 'sum' : null, distinct });
}

const asksForSum = (parse: Parse, at: number): boolean => parse.frame.targets.length === 0 && namesSum(parse, at);

/** "bank branches": a second name of the same table adds nothing to a count. */
function takeCompound(parse: Parse, at: number): void {
  if (
    namesTable(parse, at) &&
    isName(parse, at + 1) &&
    parse.units[at + 1]?.breakBefore === 'none' &&
    nameScores(parse, at + 1).column < 0.75
  )
    use(parse, at + 1);
}

/** Inside "who do not play …": it is about rows that must not exist. */
function isDenied(parse: Parse, at: number): boolean {
  for (let before = at - 1; before >= 0 && parse.units[before + 1]?.breakBefore !== 'sentence'; before -= 1) {
    if (isCue(parse, before, 'not')) return parse.used.has(before);
    if (isCue(parse, before, 'relative', 'and', 'ask', 'command', 'also')) return false;
  }
  return false;
}

/** Names that are left only say what else it is about. */
export function parseTopics(parse: Parse): void {
  parse.units.forEach((_, at) => {
    if (parse.used.has(at) || !isName(parse, at) || nameScores(parse, at).table < 0.5) return;
    use(parse, at);
    if (isDenied(parse, at)) return;
    parse.frame.topics.push(at);
  });
}
