import { cueOf, isCue, isName, type Parse, use } from './frame.ts';
import { attributeBefore, negatedAt, restrict } from './parse-restrictions.ts';

/** Reads "starts with A", "contains 'x'", "has the letter a". */
export function parseLikes(parse: Parse): void {
  for (let at = 0; at < parse.units.length; at += 1) {
    const cue = cueOf(parse, at);
    if (parse.used.has(at) || cue?.kind !== 'like') continue;
    let next = at + 1;
    while (isCue(parse, next, 'like', 'of', 'preposition')) next += 1;
    const unit = parse.units[next];
    if (unit === undefined || unit.breakBefore === 'sentence') continue;
    const word = parse.words[unit.from];
    const text =
      unit.kind === 'literal' || unit.kind === 'value'
        ? unit.text
        : unit.kind === 'unknown' || unit.to - unit.from === 1
          ? (word?.raw ?? '')
          : '';
    if (text === '') continue;
    const attribute = attributeBefore(parse, at);
    const after = isCue(parse, next + 1, 'preposition', 'of') && isName(parse, next + 2) ? next + 2 : null;
    const name = after ?? attribute?.name ?? null;
    if (name === null) continue;
    const negation = negatedAt(parse, at, at);
    for (let index = at; index <= next; index += 1) use(parse, index);
    use(parse, ...(after === null ? (attribute?.used ?? []) : [after]), ...(negation === null ? [] : [negation]));
    const pattern = cue.where === 'start' ? `${text}%` : cue.where === 'end' ? `%${text}` : `%${text}%`;
    restrict(parse, at, { attribute: name, operand: { kind: 'like', pattern }, negated: negation !== null });
  }
}
