import { cueOf, isCue, isName, type Ordering, type Parse, textOf, use } from './frame.ts';
import type { AggregateFn } from './query-form.ts';

const startsOrder = (parse: Parse, at: number): boolean =>
  isCue(parse, at, 'order') ||
  (isCue(parse, at, 'command') && at > 0 && /^(?:sort|order|rank)/.test(textOf(parse, at)));

/** Reads "sorted by …", "in descending order of …" and "in alphabetical order". */
export function parseOrder(parse: Parse): void {
  for (let at = 0; at < parse.units.length; at += 1) {
    if (parse.used.has(at)) continue;
    if (startsOrder(parse, at)) readKeys(parse, at + 1, at);
    else if (isCue(parse, at, 'direction')) readKeys(parse, at, at);
  }
}

function readKeys(parse: Parse, from: number, cueAt: number): void {
  let direction: 'asc' | 'desc' | null = null;
  let alphabetical = false;
  const keys: { at: number; name: number | null; fn: AggregateFn | null; direction: 'asc' | 'desc' | null }[] = [];
  let fn: AggregateFn | null = null;
  let fnAt: number | null = null;
  use(parse, cueAt);
  parse.regions[cueAt] = 'order';
  for (let at = from; at < parse.units.length; at += 1) {
    const cue = cueOf(parse, at);
    const unit = parse.units[at];
    if (at > from && unit?.breakBefore === 'sentence') break;
    if (cue?.kind === 'direction') {
      direction = cue.direction;
      alphabetical ||= cue.alphabetical;
      keys.forEach((key, index) => {
        if (index === keys.length - 1) key.direction = cue.direction;
      });
    } else if (cue?.kind === 'count') [fn, fnAt] = ['count', at];
    else if (cue?.kind === 'aggregate') [fn, fnAt] = [cue.fn, at];
    else if (
      isName(parse, at) &&
      (keys.length === 0 ||
        isCue(parse, at - 1, 'and', 'count', 'aggregate') ||
        unit?.breakBefore === 'comma' ||
        direction === null)
    ) {
      const isOwner = keys.length > 0 && isCue(parse, at - 1, 'of', 'preposition', 'have');
      if (isOwner) continue;
      keys.push({ at, name: at, fn, direction: null });
      fn = null;
      fnAt = null;
    } else if (cue === null || !['of', 'preposition', 'and', 'be', 'each', 'have', 'with'].includes(cue.kind)) break;
    use(parse, at);
    parse.regions[at] = 'order';
  }
  const lastKey = keys.at(-1);
  // "by the course count"
  if (fn === 'count' && lastKey !== undefined && lastKey.at === (fnAt ?? 0) - 1) lastKey.fn = 'count';
  if (fnAt !== null && keys.length === 0) keys.push({ at: fnAt, name: null, fn, direction: null });
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
    };
    parse.frame.orderings.push(ordering);
  }
}
