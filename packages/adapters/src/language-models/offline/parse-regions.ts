import { calendarAt } from './calendar-units.ts';
import { isCue, isName, type Parse, textOf } from './frame.ts';

/** "artists **signed** by …": what follows restricts. */
function isParticiple(parse: Parse, at: number): boolean {
  const unit = parse.units[at];
  if (
    unit === undefined ||
    (unit.kind !== 'name' && unit.kind !== 'unknown') ||
    unit.to - unit.from > 1 ||
    unit.breakBefore !== 'none'
  )
    return false;
  return (
    /(?:ed|ing)$/.test(textOf(parse, at)) &&
    parse.units[at - 1]?.kind === 'name' &&
    (unit.kind === 'unknown' || !isName(parse, at + 1))
  );
}

/** Marks which part of the question says what to show, and which part says of which rows. */
export function markRegions(parse: Parse): void {
  let region: 'select' | 'where' = 'select';
  let askedName = false;
  let openedByAsk = false;
  let counting = false;
  parse.units.forEach((unit, at) => {
    const cue = unit.kind === 'cue' ? unit.cue : null;
    if (unit.breakBefore === 'sentence' && at > 0 && cue?.kind !== 'relative')
      region = isCue(parse, at, 'ask', 'command', 'count', 'also', 'and', 'each') ? 'select' : 'where';
    if (cue?.kind === 'ask' || cue?.kind === 'command' || cue?.kind === 'also') {
      const list =
        cue.kind === 'also' &&
        region === 'where' &&
        !/^(?:along|together|as well|with|and (?:what|which|show|list|give|return|find|how|tell|report))/.test(
          textOf(parse, at),
        );
      if (!list) region = 'select';
      askedName = false;
      counting = false;
      openedByAsk =
        /^(?:which|what|whose|who|(?:in|on|at|for|from|to) (?:which|what))/.test(textOf(parse, at)) &&
        !/ (?:is|are|was|were)$/.test(textOf(parse, at));
    } else if (
      cue?.kind === 'count' &&
      (at === 0 || (at === 1 && isCue(parse, 0, 'preposition')) || (region === 'where' && isCue(parse, at - 1, 'and')))
    ) {
      region = 'select';
      askedName = false;
      openedByAsk = textOf(parse, at).startsWith('how many');
      counting = openedByAsk;
    } else if (region === 'select' && askedName && isParticiple(parse, at)) {
      region = 'where';
    } else if (unit.kind === 'value' || unit.kind === 'literal' || unit.kind === 'span') {
      region = 'where';
    } else if (cue?.kind === 'with') {
      if (!isCue(parse, at + 1, 'count')) region = 'where';
    } else if (cue?.kind === 'relative' || cue?.kind === 'not') {
      region = 'where';
    } else if (
      region === 'select' &&
      counting &&
      askedName &&
      isName(parse, at) &&
      isName(parse, at - 1) &&
      unit.breakBefore === 'none'
    ) {
      region = 'where';
    } else if (
      region === 'select' &&
      openedByAsk &&
      askedName &&
      (cue?.kind === 'have' || cue?.kind === 'be' || cue?.kind === 'occur' || unit.kind === 'unknown')
    ) {
      // "Which singers have …": what follows the verb restricts.
      region = 'where';
    }
    if (isName(parse, at) || unit.kind === 'value' || calendarAt(parse, at) !== null) askedName = true;
    parse.regions[at] = region;
  });
}
