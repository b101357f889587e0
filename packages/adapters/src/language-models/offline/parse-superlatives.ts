import type { AggregateFn } from './query-form.ts';
import { calendarAt } from './calendar-units.ts';
import { cueOf, isCue, isName, namesTable, nameScores, type Parse, textOf, use } from './frame.ts';

/** The number that says how many: "the 3 oldest", "top 5". */
function limitNear(parse: Parse, at: number): { limit: number; used: number[] } {
  for (const near of [at - 1, at + 1]) {
    const unit = parse.units[near];
    if (
      unit?.kind === 'number' &&
      Number.isInteger(unit.value) &&
      unit.value > 0 &&
      unit.value <= 1000 &&
      !parse.used.has(near)
    ) {
      return { limit: unit.value, used: [near] };
    }
  }
  return { limit: 1, used: [] };
}

/** Whether another superlative follows before anything else restricts. */
function furtherSuperlative(parse: Parse, from: number): boolean {
  for (let at = from; at < Math.min(parse.units.length, from + 6); at += 1) {
    if (isCue(parse, at, 'extreme', 'most')) return true;
    if (
      isCue(parse, at, 'compare', 'ask', 'command', 'and', 'or', 'order') ||
      parse.units[at]?.breakBefore === 'sentence'
    )
      return false;
  }
  return false;
}

/** Skips what may stand between a superlative and the name it is about. */
function nameAfter(parse: Parse, at: number): number | null {
  for (let next = at + 1; next < Math.min(parse.units.length, at + 4); next += 1) {
    if (isName(parse, next)) return next;
    if (parse.units[next]?.kind !== 'number' && !isCue(parse, next, 'of', 'distinct', 'aggregate', 'preposition'))
      return null;
  }
  return null;
}

/** "top 5 customers by revenue": what follows `by` says by what to rank; it is no group. */
function readRanking(
  parse: Parse,
  at: number,
  direction: 'asc' | 'desc',
  near: { limit: number; used: readonly number[] },
): boolean {
  const period = near.used.includes(at + 1) ? at + 2 : at + 1;
  const ranked = calendarAt(parse, period) === null ? nameAfter(parse, at) : period;
  if (ranked === null) return false;
  let by = ranked + 1;
  while (isName(parse, by) && parse.units[by]?.breakBefore === 'none') by += 1;
  if (!isCue(parse, by, 'preposition') || textOf(parse, by) !== 'by') return false;
  let name = by + 1;
  let fn: AggregateFn | null = null;
  for (let cue = cueOf(parse, name); cue?.kind === 'count' || cue?.kind === 'aggregate'; cue = cueOf(parse, name)) {
    fn = cue.kind === 'count' ? 'count' : cue.fn;
    name += 1;
  }
  if (!isName(parse, name)) return false;
  for (let unit = by; unit <= name; unit += 1) {
    use(parse, unit);
    parse.regions[unit] = 'order';
  }
  use(parse, at, ...near.used);
  parse.regions[at] = 'order';
  parse.frame.sortBySelect = null;
  const limit = near.used.length > 0 ? near.limit : null;
  parse.frame.orderings.push({ at: name, name, fn, measure: null, direction, limit, frequency: false });
  return true;
}

/** Reads "the oldest …", "the most …", "most common …", and "maximum …" where it is not what is asked for. */
export function parseSuperlatives(parse: Parse): void {
  const { frame } = parse;
  let carried = 1;
  for (let at = 0; at < parse.units.length; at += 1) {
    const cue = cueOf(parse, at);
    if (parse.used.has(at) || (cue?.kind !== 'most' && cue?.kind !== 'extreme')) continue;
    const near = limitNear(parse, at);
    const next = near.used.includes(at + 1) ? at + 2 : at + 1;
    if (cue.kind === 'extreme' && cue.measure === null && near.used.length > 0 && furtherSuperlative(parse, next)) {
      // "the top 3 artists with the largest …": the number belongs to what follows.
      use(parse, at, ...near.used);
      carried = near.limit;
      continue;
    }
    if (cue.kind === 'extreme' && cue.measure === null && readRanking(parse, at, cue.direction, near)) continue;
    const limit = near.limit === 1 ? carried : near.limit;
    const used = near.limit === 1 && carried !== 1 ? [at] : near.used;
    const name = nameAfter(parse, at);
    if (cue.kind === 'most' && cue.of === 'frequency') {
      use(parse, at, ...used);
      frame.orderings.push({
        at,
        name: null,
        fn: 'count',
        measure: null,
        direction: cue.direction,
        limit,
        frequency: true,
      });
      continue;
    }
    if (cue.kind === 'most') {
      const figure =
        name !== null &&
        nameScores(parse, name).column >= 0.5 &&
        !namesTable(parse, name) &&
        /^(?:max|min|high|low|larg|small|great|big)/.test(textOf(parse, at));
      if (figure && parse.regions[at] === 'select' && !isAttributive(parse, at)) continue;
      if (name === null && isCue(parse, at + 1, 'aggregate')) continue;
      use(parse, at, ...used, ...(name === null ? [] : [name]));
      frame.orderings.push({
        at,
        name,
        fn: 'count',
        measure: null,
        direction: cue.direction,
        limit,
        frequency: name === null,
      });
      continue;
    }
    const following = cueOf(parse, at + 1);
    if (isFigureOfList(parse, at)) continue;
    if (following?.kind === 'aggregate' || following?.kind === 'count') {
      // "the highest average salary", "the largest total number of …"
      use(parse, at, at + 1, ...used, ...(name === null ? [] : [name]));
      const fn = following.kind === 'count' ? 'count' : following.fn;
      if (isCue(parse, at + 2, 'count')) use(parse, at + 2);
      frame.orderings.push({
        at,
        name: name ?? nameAfter(parse, at + 1),
        fn,
        measure: null,
        direction: cue.direction,
        limit,
        frequency: false,
      });
      const counted = nameAfter(parse, at + 1);
      if (counted !== null) use(parse, counted);
      continue;
    }
    const attribute = name !== null && !namesTable(parse, name) && nameScores(parse, name).column >= 0.5 ? name : null;
    const asked =
      parse.regions[at] === 'select' && attribute !== null && used.length === 0 && !isAttributive(parse, at);
    if (asked) continue;
    if (attribute === null && cue.measure === null && name === null && used.length === 0) continue;
    use(parse, at, ...used, ...(attribute === null ? [] : [attribute]));
    frame.orderings.push({
      at,
      name: attribute,
      fn: null,
      measure: attribute === null ? (cue.measure ?? { words: [] }) : null,
      direction: cue.direction,
      limit,
      frequency: false,
    });
  }
  limitOfSubject(parse);
}

/** "the lowest, average and highest price", "the largest and smallest area": each is a figure of the one name. */
function isFigureOfList(parse: Parse, at: number): boolean {
  let next = at + 1;
  let joined = false;
  for (; next < parse.units.length; next += 1) {
    const isFigure = isCue(parse, next, 'extreme', 'aggregate');
    joined ||= isFigure && (parse.units[next]?.breakBefore === 'comma' || isCue(parse, next - 1, 'and'));
    if (!isFigure && !isCue(parse, next, 'and')) break;
  }
  const isAsked = parse.regions[at] === 'select' && !isAttributive(parse, at);
  return joined && isAsked && isName(parse, next) && !namesTable(parse, next) && nameScores(parse, next).column >= 0.5;
}

/** "the two chains with the largest …": how many stands with what is asked for. */
function limitOfSubject(parse: Parse): void {
  const { orderings } = parse.frame;
  const last = orderings.at(-1);
  const at = parse.units.findIndex(
    (unit, index) =>
      unit.kind === 'number' &&
      !parse.used.has(index) &&
      parse.regions[index] === 'select' &&
      Number.isInteger(unit.value) &&
      unit.value > 1 &&
      unit.value <= 100 &&
      isName(parse, index + 1) &&
      !isName(parse, index - 1),
  );
  const unit = parse.units[at];
  if (last === undefined || last.limit !== 1 || unit?.kind !== 'number') return;
  use(parse, at);
  orderings[orderings.length - 1] = { ...last, limit: unit.value };
}

/** Whether something that is asked for stands before: "name of the highest …". */
function isAttributive(parse: Parse, at: number): boolean {
  for (let before = at - 1; before >= 0; before -= 1) {
    if (isCue(parse, before, 'ask', 'command', 'also') || parse.units[before + 1]?.breakBefore === 'sentence')
      return false;
    if (isCue(parse, before, 'extreme', 'aggregate', 'count', 'most')) return false;
    if (isCue(parse, before, 'of', 'preposition', 'with', 'have', 'be') && isName(parse, before - 1)) return true;
    if (isCue(parse, before, 'and')) return false;
  }
  return false;
}
