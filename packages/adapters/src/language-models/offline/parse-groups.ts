import { isCue, isName, type Parse, use } from './frame.ts';

/** Whether the question asks for a figure over rows. */
export function asksFigure(parse: Parse): boolean {
  return parse.units.some(
    (unit, at) =>
      unit.kind === 'cue' &&
      ['count', 'aggregate', 'extreme', 'most'].includes(unit.cue.kind) &&
      !(unit.cue.kind === 'extreme' && parse.regions[at] === 'order'),
  );
}

/** Reads "for each …", "per …" and, with a figure, "by …". Without a figure, `each` only means all. */
export function parseGroups(parse: Parse): void {
  const figure = asksFigure(parse);
  for (let at = 0; at < parse.units.length; at += 1) {
    const each = isCue(parse, at, 'each');
    const by = figure && isCue(parse, at, 'preposition') && isBy(parse, at);
    if (parse.used.has(at) || (!each && !by)) continue;
    let next = at + 1;
    while (isCue(parse, next, 'distinct', 'of')) next += 1;
    if (!isName(parse, next)) {
      if (each && figure && previousName(parse, at) !== null) {
        use(parse, at);
        const group = previousName(parse, at);
        if (group !== null && !parse.frame.groups.includes(group)) parse.frame.groups.push(group);
      } else if (each) use(parse, at);
      continue;
    }
    use(parse, at);
    if (!figure) continue;
    for (;;) {
      use(parse, next);
      parse.frame.groups.push(next);
      const joined =
        isCue(parse, next + 1, 'and') &&
        (by || isCue(parse, at, 'each')) &&
        isName(parse, next + 2) &&
        !isCue(parse, next + 3, 'of', 'be');
      if (!joined || !by) break;
      use(parse, next + 1);
      next += 2;
    }
  }
}

function isBy(parse: Parse, at: number): boolean {
  const unit = parse.units[at];
  return (
    unit !== undefined && parse.words[unit.to - 1]?.text === 'by' && unit.to - unit.from === 1 && isName(parse, at - 1)
  );
}

/** "the countries and the number of singers in each" */
function previousName(parse: Parse, at: number): number | null {
  for (let before = at - 1; before >= 0; before -= 1) {
    if (isName(parse, before) && parse.regions[before] === 'select' && !isCue(parse, before - 1, 'count', 'aggregate'))
      return before;
  }
  return null;
}
