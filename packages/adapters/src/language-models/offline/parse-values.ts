import { cueOf, isCue, isName, namesMeasure, namesTable, nameScores, type Parse, use } from './frame.ts';
import { connectorBefore, negatedAt, restrict } from './parse-restrictions.ts';

/** Names next to a value that say which attribute it is a value of. */
function attributeNear(parse: Parse, at: number): number | null {
  const before = isCue(parse, at - 1, 'be', 'preposition', 'of', 'not', 'compare', 'like')
    ? isCue(parse, at - 2, 'be', 'not', 'preposition')
      ? at - 3
      : at - 2
    : at - 1;
  if (
    !isName(parse, before) ||
    nameScores(parse, before).column < 0.3 ||
    parse.units[before + 1]?.breakBefore === 'sentence'
  )
    return null;
  return belongs(parse, before, at) ? before : null;
}

/** Whether a value is one of the attribute named before it, rather than of what has the attribute. */
function belongs(parse: Parse, attribute: number, at: number): boolean {
  const unit = parse.units[at];
  const name = parse.units[attribute];
  if (unit?.kind === 'number' || name?.kind !== 'name' || namesTable(parse, attribute)) return true;
  const hits = unit?.kind === 'value' ? unit.hits : [];
  if (hits.length > 0) {
    return (
      name.links.columns.some(
        (link) =>
          link.score >= 0.3 &&
          hits.some((hit) => hit.table === link.column.table.name && hit.column === link.column.name),
      ) ||
      (parse.regions[attribute] === 'where' && !isCue(parse, at - 1, 'of', 'preposition'))
    );
  }
  return (
    !isCue(parse, at - 1, 'of') &&
    (parse.regions[attribute] === 'where' || at - attribute === 1 || isCue(parse, at - 1, 'be'))
  );
}

/** "users that are active", "active users", "courses with a final exam": what a flag says, not the flag itself. */
function asFlag(parse: Parse, at: number): boolean {
  const unit = parse.units[at];
  if (unit?.kind !== 'name' || unit.values.length === 0) return false;
  const isFlag = unit.links.columns.some(({ column }) => column.flag !== null && unit.values.some((hit) => hit.table === column.table.name && hit.column === column.name));
  return isFlag && (isCue(parse, at - 1, 'be', 'with', 'have', 'not') || (isName(parse, at + 1) && namesTable(parse, at + 1) && parse.units[at + 1]?.breakBefore === 'none'));
}

const isFree = (parse: Parse, at: number | null): at is number => at !== null && !parse.used.has(at);

/** Reads stored values, quoted and capitalised literals, and bare numbers as restrictions. */
export function parseValues(parse: Parse): void {
  let previousAttribute: number | null = null;
  let previousAt = -10;
  parse.units.forEach((unit, at) => {
    if (parse.used.has(at)) return;
    const isValue = unit.kind === 'value' || unit.kind === 'literal' || unit.kind === 'number';
    const asValue =
      unit.kind === 'name' &&
      unit.values.length > 0 &&
      Math.max(nameScores(parse, at).table, nameScores(parse, at).column) < 0.8;
    if (!isValue && !asValue && !asFlag(parse, at)) return;
    let attribute = attributeNear(parse, at);
    const listed =
      at - previousAt <= 3 && isCue(parse, at - 1, 'and', 'or', 'both', 'also') && isCue(parse, at - 1, 'and', 'or');
    const sameList: boolean = listed || (at - previousAt === 1 && unit.breakBefore === 'comma');
    if (attribute === null && sameList) attribute = previousAttribute;
    // "the Physics department": what follows says what kind of value it is.
    // "3 or 4 stars"
    const last =
      unit.kind === 'number' && isCue(parse, at + 1, 'or') && parse.units[at + 2]?.kind === 'number' ? at + 2 : at;
    const right =
      attribute === null && isName(parse, last + 1) && parse.units[last + 1]?.breakBefore === 'none' ? last + 1 : null;
    if (unit.kind === 'number' && isCue(parse, at + 1, 'aged')) {
      use(parse, at, at + 1);
      restrict(parse, at, { measure: { words: ['age'] }, operand: { kind: 'number', value: unit.value } });
      return;
    }
    if (
      unit.kind === 'number' &&
      right !== null &&
      isFree(parse, right) &&
      namesTable(parse, right) &&
      isCue(parse, at - 1, 'have', 'with') &&
      unit.value < 1000
    ) {
      // "that have just one enrolment"
      use(parse, at, right);
      restrict(parse, at, { attribute: right, fn: 'count', operand: { kind: 'number', value: unit.value } });
      return;
    }
    if (unit.kind === 'number' && attribute === null) {
      if (right !== null && (isFree(parse, right) || right === previousAttribute) && namesMeasure(parse, right))
        attribute = right;
      else if (!(
        unit.value >= 1000 &&
        unit.value <= 2999 &&
        isCue(parse, at - 1, 'preposition', 'of', 'relative', 'with')
      ))
        return;
    }
    if (
      attribute === null &&
      unit.kind === 'literal' &&
      !unit.quoted &&
      right === null &&
      attribute === null &&
      !/\d/.test(unit.text)
    )
      return;
    const negation =
      negatedAt(parse, at - 1, at) ?? (isCue(parse, at - 1, 'compare') && !parse.used.has(at - 1) ? at - 1 : null);
    const before = cueOf(parse, at - 1);
    const ordered = unit.kind === 'number' || (unit.kind === 'literal' && /\d/.test(unit.text));
    const compared =
      before?.kind === 'compare' && !parse.used.has(at - 1) && (ordered || before.op === '<>') ? before.op : '=';
    const text =
      unit.kind === 'value' || unit.kind === 'literal'
        ? unit.text
        : unit.kind === 'number'
          ? unit.text
          : unit.kind === 'name'
            ? (unit.values[0]?.value ?? '')
            : '';
    const both =
      listed &&
      isCue(parse, at - 1, 'and') &&
      (isCue(parse, previousAt - 1, 'both') || isCue(parse, previousAt - 2, 'both'));
    use(
      parse,
      at,
      ...(negation === null ? [] : [negation]),
      ...(isFree(parse, attribute) && !namesTable(parse, attribute) ? [attribute] : []),
    );
    if (
      isName(parse, at + 1) &&
      parse.units[at + 1]?.breakBefore === 'none' &&
      isFree(parse, at + 1) &&
      unit.kind === 'value' &&
      belongs(parse, at + 1, at) &&
      !namesTable(parse, at + 1)
    )
      use(parse, at + 1);
    const joined = at - previousAt === 1 && unit.breakBefore === 'none' && unit.kind !== 'number';
    const previous = parse.frame.restrictions.at(-1);
    if (both) use(parse, at - 1, previousAt - 1);
    if (
      attribute !== null &&
      isFree(parse, attribute) &&
      parse.regions[at] === 'where' &&
      parse.regions[attribute] === 'where'
    ) {
      use(parse, attribute);
      parse.frame.topics.push(attribute);
    }
    restrict(parse, at, {
      attribute: attribute ?? right,
      op: compared === '<>' ? '=' : compared,
      negated: compared === '<>' || (negation !== null && compared === '=') || (joined && previous?.negated === true),
      joined,
      connector: connectorBefore(parse, at),
      both,
      operand: unit.kind === 'number' ? { kind: 'number', value: unit.value } : { kind: 'text', text, unit: at },
      temporal: unit.kind === 'number' && attribute === null,
    });
    previousAttribute = attribute;
    previousAt = at;
  });
}

/** Reads "without …", "do not have any …" as the absence of rows. */
export function parseAbsence(parse: Parse): void {
  for (let at = 0; at < parse.units.length; at += 1) {
    if (!isCue(parse, at, 'not') || parse.used.has(at)) continue;
    for (let next = at + 1; next < Math.min(parse.units.length, at + 5); next += 1) {
      if (isCue(parse, next, 'relative', 'ask', 'command', 'and', 'also')) break;
      if (!isName(parse, next) || parse.used.has(next)) continue;
      // The last name of the clause is what is missing: "do not take part in any activity".
      let last = next;
      for (let further = next + 1; further < parse.units.length && further <= next + 3; further += 1) {
        if (isName(parse, further) && namesTable(parse, further) && !parse.used.has(further)) last = further;
        else if (!isCue(parse, further, 'preposition', 'of', 'have')) break;
        use(parse, further);
      }
      use(parse, at, next, last);
      restrict(parse, at, { attribute: last, operand: { kind: 'exists' }, negated: true });
      break;
    }
  }
}
