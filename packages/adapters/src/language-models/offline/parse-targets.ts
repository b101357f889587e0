import { cueOf, isCue, isName, namesTable, nameScores, type Parse, use } from './frame.ts';
import type { AggregateFn } from './query-form.ts';

/** Reads what the question asks to be shown. */
export function parseTargets(parse: Parse): void {
  const { frame } = parse;
  let pending: { fn: AggregateFn; at: number }[] = [];
  let distinct = false;
  for (let at = 0; at < parse.units.length; at += 1) {
    const cue = cueOf(parse, at);
    const unit = parse.units[at];
    if (parse.used.has(at) || parse.regions[at] === 'order') {
      continue;
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
    } else if (cue?.kind === 'count') {
      pending.push({ fn: 'count', at });
    } else if (cue?.kind === 'aggregate') {
      pending.push({ fn: cue.fn, at });
    } else if (cue?.kind === 'extreme') {
      pending.push({ fn: cue.direction === 'desc' ? 'max' : 'min', at });
    } else if (isName(parse, at)) {
      takeName(parse, at, pending, distinct);
      pending = [];
      if (!isCue(parse, at + 1, 'and') && unit?.breakBefore !== 'comma') distinct = false;
    }
  }
  flush(parse, pending);
}

/** A figure with nothing after it counts rows. */
function flush(parse: Parse, pending: readonly { fn: AggregateFn; at: number }[]): void {
  for (const { fn, at } of pending) {
    if (fn !== 'count') continue;
    use(parse, at);
    parse.frame.targets.push({ at, name: null, fn, distinct: false });
  }
}

function takeName(parse: Parse, at: number, pending: readonly { fn: AggregateFn; at: number }[], distinct: boolean): void {
  const { frame } = parse;
  if (pending.length > 0) {
    use(parse, at);
    const counts = pending.filter((entry) => entry.fn === 'count');
    const others = pending.filter((entry) => entry.fn !== 'count');
    // "the average number of …" measures a column that holds a number.
    for (const entry of others.length > 0 ? others : counts) {
      frame.targets.push({ at: entry.at, name: at, fn: entry.fn, distinct: entry.fn === 'count' && distinct });
    }
    use(parse, ...pending.map((entry) => entry.at));
    return;
  }
  const after = isCue(parse, at - 1, 'of', 'preposition', 'have', 'relative');
  const owns = after && frame.targets.length > 0;
  if (owns && (namesTable(parse, at) || nameScores(parse, at).table >= 0.5 || isCue(parse, at - 1, 'preposition'))) {
    use(parse, at);
    frame.topics.push(at);
    return;
  }
  // "student name": the first of two adjacent names owns the second.
  if (namesTable(parse, at) && isName(parse, at + 1) && parse.units[at + 1]?.breakBefore === 'none' && nameScores(parse, at + 1).column >= 0.5 && !parse.used.has(at + 1)) {
    use(parse, at);
    frame.topics.push(at);
    return;
  }
  use(parse, at);
  frame.targets.push({ at, name: at, fn: null, distinct });
}

/** Names that are left only say what else it is about. */
export function parseTopics(parse: Parse): void {
  parse.units.forEach((_, at) => {
    if (parse.used.has(at) || !isName(parse, at) || nameScores(parse, at).table < 0.5) return;
    use(parse, at);
    parse.frame.topics.push(at);
  });
}
