import type { CompareOp, Measure } from './cue.ts';
import {
  cueOf,
  isCue,
  isName,
  namesTable,
  nameScores,
  type Operand,
  type Parse,
  type Restriction,
  textOf,
  use,
} from './frame.ts';
import type { AggregateFn } from './query-form.ts';

interface Attribute {
  readonly name: number | null;
  readonly fn: AggregateFn | null;
  readonly used: readonly number[];
}

/** Looks left from a comparison for the attribute that it restricts. */
export function attributeBefore(parse: Parse, at: number, counted = false): Attribute | null {
  let steps = 0;
  for (let before = at - 1; before >= 0 && steps < 5; before -= 1) {
    steps += 1;
    const unit = parse.units[before];
    if (parse.units[before + 1]?.breakBefore === 'sentence') return null;
    if (isName(parse, before)) {
      if (parse.used.has(before) && !parse.frame.groups.some((group) => group.at === before)) return null;
      const inner = cueOf(parse, before - 1);
      const fn =
        inner?.kind === 'aggregate'
          ? inner.fn
          : inner?.kind === 'count'
            ? 'count'
            : inner?.kind === 'extreme'
              ? inner.direction === 'desc'
                ? 'max'
                : 'min'
              : null;
      // "how many films … before 2000" counts films; "the number of films is more than 3" restricts the count.
      if (fn === 'count' && (!isCue(parse, at - 1, 'be') || textOf(parse, before - 1).startsWith('how')))
        return { name: before, fn: null, used: [] };
      return { name: before, fn, used: fn === null ? [before] : [before - 1, before] };
    }
    // "names that start with A", but "students who have more than 3 pets".
    if (
      isCue(parse, before, 'relative') &&
      steps <= 2 &&
      isName(parse, before - 1) &&
      !namesTable(parse, before - 1) &&
      nameScores(parse, before - 1).column >= 0.7
    )
      continue;
    if (isCue(parse, before, 'relative', 'command', 'ask', 'also', 'or')) return null;
    // "clubs with more than 3 members": the number is one of members.
    if (counted && isCue(parse, before, 'with', 'have')) return null;
    if (isCue(parse, before, 'and') && steps > 1) return null;
    if (unit?.kind === 'value' || unit?.kind === 'literal' || (unit?.kind === 'number' && steps > 1)) return null;
    if (isCue(parse, before, 'count') && isCue(parse, at, 'compare'))
      return { name: null, fn: 'count', used: [before] };
  }
  return null;
}

/** The negation that a restriction stands under. */
export const negatedAt = (parse: Parse, at: number, from: number): number | null => {
  for (let before = at; before >= Math.max(0, from - 3, at - 4); before -= 1) {
    if (isCue(parse, before, 'not') && !parse.used.has(before)) return before;
    if (isCue(parse, before, 'relative', 'ask', 'command')) return null;
  }
  return null;
};

export const connectorBefore = (parse: Parse, at: number): 'and' | 'or' => {
  const last = parse.frame.restrictions.at(-1);
  if (last === undefined) return 'and';
  for (let before = at - 1; before > last.at; before -= 1) if (isCue(parse, before, 'or')) return 'or';
  return 'and';
};

export function restrict(parse: Parse, at: number, part: Partial<Restriction> & { readonly operand: Operand }): void {
  parse.frame.restrictions.push({
    at,
    attribute: null,
    fn: null,
    measure: null,
    temporal: false,
    op: '=',
    negated: false,
    connector: connectorBefore(parse, at),
    both: false,
    joined: false,
    ...part,
  });
}

const isUnnamedDate = (text: string): boolean =>
  /^\d{4}-\d{1,2}(?:-\d{1,2})?$/.test(text) || /^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$/.test(text);

/** The operand that a unit is: a number or a date. */
function operandAt(parse: Parse, at: number): { value: number | string } | null {
  const unit = parse.units[at];
  if (unit?.kind === 'number') return { value: unit.value };
  if (unit?.kind === 'literal' && (isUnnamedDate(unit.text) || /\d/.test(unit.text))) return { value: unit.text };
  return null;
}

/** Reads "more than 3 …", "age above 20", "older than the average", "between 1 and 5". */
export function parseComparisons(parse: Parse): void {
  for (let at = 0; at < parse.units.length; at += 1) {
    const cue = cueOf(parse, at);
    if (parse.used.has(at)) continue;
    if (cue?.kind === 'between') readBetween(parse, at);
    else if (cue?.kind === 'average') readAverage(parse, at);
    else if (cue?.kind === 'compare') readCompare(parse, at, cue.op, cue.measure, cue.temporal);
  }
}

function readBetween(parse: Parse, at: number): void {
  const numbers: number[] = [];
  for (let next = at + 1; next < Math.min(at + 6, parse.units.length) && numbers.length < 2; next += 1)
    if (operandAt(parse, next) !== null) numbers.push(next);
  const [low, high] = numbers;
  const from = low === undefined ? null : operandAt(parse, low);
  const to = high === undefined ? null : operandAt(parse, high);
  if (low === undefined || high === undefined || from === null || to === null) return;
  const attribute = attributeBefore(parse, at) ?? attributeAfter(parse, high);
  use(parse, at, low, high, ...(isCue(parse, low + 1, 'and') ? [low + 1] : []), ...(attribute?.used ?? []));
  restrict(parse, at, {
    attribute: attribute?.name ?? null,
    fn: attribute?.fn ?? null,
    temporal: attribute === null,
    operand: { kind: 'between', low: from.value, high: to.value },
  });
}

function attributeAfter(parse: Parse, at: number): Attribute | null {
  let next = at + 1;
  if (isCue(parse, next, 'distinct')) next += 1;
  if (isCue(parse, next, 'of')) next += 1;
  return isName(parse, next) && !parse.used.has(next) && parse.units[next]?.breakBefore === 'none'
    ? { name: next, fn: null, used: [next] }
    : null;
}

function readAverage(parse: Parse, at: number): void {
  const text = textOf(parse, at);
  const before = cueOf(parse, at - 1);
  const op: CompareOp | null = /above|over/.test(text)
    ? '>'
    : /below/.test(text)
      ? '<'
      : before?.kind === 'compare'
        ? before.op
        : null;
  if (op === null) return;
  const start = before?.kind === 'compare' ? at - 1 : at;
  const attribute = attributeBefore(parse, start) ?? attributeAfter(parse, at);
  const measure = before?.kind === 'compare' ? before.measure : null;
  if (attribute === null && measure === null) return;
  use(parse, at, start, ...(attribute?.used ?? []));
  const repeated = attributeAfter(parse, at);
  if (repeated !== null && attribute !== null) use(parse, ...repeated.used);
  restrict(parse, at, { attribute: attribute?.name ?? null, measure, op, operand: { kind: 'average' } });
}

/** A table that is asked for stays so when its rows are compared. */
const consumed = (parse: Parse, attribute: Attribute | null): readonly number[] =>
  attribute === null ? [] : attribute.used.filter((at) => !(parse.regions[at] === 'select' && namesTable(parse, at)));

function readCompare(parse: Parse, at: number, op: CompareOp, measure: Measure | null, temporal: boolean): void {
  const after = isCue(parse, at + 1, 'of', 'preposition', 'be') ? at + 2 : at + 1;
  const continues = parse.used.has(at - 1) && operandAt(parse, after) !== null;
  const trailing = /^(?:or|and) (?:more|less|fewer|above|higher|greater|older|later|below|lower|younger|earlier)$/.test(
    textOf(parse, at),
  );
  const operandIndex = trailing && !continues ? at - 1 : after;
  const operand = operandAt(parse, operandIndex);
  if (operand === null || parse.used.has(operandIndex)) {
    if (isCue(parse, at + 1, 'aggregate') && !parse.used.has(at + 1)) {
      const attribute = attributeBefore(parse, at);
      if (attribute === null && measure === null) return;
      const repeated = attributeAfter(parse, at + 1);
      use(parse, at, at + 1, ...(attribute?.used ?? []), ...(repeated?.used ?? []));
      restrict(parse, at, {
        attribute: attribute?.name ?? repeated?.name ?? null,
        measure,
        op,
        operand: { kind: 'average' },
      });
    }
    return;
  }
  const right = isCue(parse, operandIndex + 1, 'aged') ? null : attributeAfter(parse, trailing ? at : operandIndex);
  const left = attributeBefore(parse, Math.min(at, operandIndex), right !== null);
  const asksAny =
    typeof operand.value === 'number' && ((op === '>=' && operand.value === 1) || (op === '>' && operand.value === 0));
  if (right === null && asksAny && measure === null && !isCue(parse, at - 1, 'be')) {
    use(parse, at, operandIndex);
    parse.frame.distinct = true;
    return;
  }
  if (
    right === null &&
    measure === null &&
    typeof operand.value === 'number' &&
    parse.units[operandIndex + 1]?.kind === 'value' &&
    parse.units[operandIndex + 1]?.breakBefore === 'none'
  ) {
    // "at least ten professors": the value says which rows are counted.
    use(parse, at, operandIndex);
    restrict(parse, at, { fn: 'count', op, operand: { kind: 'number', value: operand.value } });
    return;
  }
  const times = /^times?$/.test(textOf(parse, operandIndex + 1)) ? [operandIndex + 1] : [];
  if (typeof operand.value === 'number' && (times.length > 0 || /^(?:once|twice)$/.test(textOf(parse, operandIndex)))) {
    // "used less than 5 times": how often each thing occurs.
    use(parse, at, operandIndex, ...times);
    restrict(parse, at, { fn: 'count', op, operand: { kind: 'number', value: operand.value } });
    return;
  }
  // "more than 3 courses" counts what follows, unless what stands before is an attribute with a number.
  const leftIsAttribute =
    left !== null &&
    (left.fn !== null ||
      left.name === null ||
      (nameScores(parse, left.name).column >= 0.45 &&
        (right === null || (isCue(parse, at - 1, 'be') && !(right.name !== null && namesTable(parse, right.name))))));
  const attribute =
    leftIsAttribute && !(measure !== null && right === null && nameScores(parse, left.name ?? -1).table >= 0.75)
      ? left
      : measure !== null && right === null
        ? null
        : (right ?? (left !== null && !temporal && measure === null ? left : null));
  const negation = negatedAt(parse, at - 1, operandIndex);
  const previous = parse.frame.restrictions.at(-1);
  if (
    attribute === null &&
    previous !== undefined &&
    (isCue(parse, at - 1, 'and', 'or') || (trailing && continues)) &&
    ['number', 'between', 'text'].includes(previous.operand.kind)
  ) {
    // "lower than 600 or higher than 900": the same attribute again.
    use(parse, at, operandIndex, at - 1);
    const again: Operand =
      typeof operand.value === 'number'
        ? { kind: 'number', value: operand.value }
        : { kind: 'text', text: operand.value, unit: operandIndex };
    restrict(parse, at, {
      attribute: previous.attribute,
      fn: previous.fn,
      measure: previous.measure,
      temporal: previous.temporal,
      op,
      operand: again,
      ...(trailing ? { connector: 'or' as const } : {}),
    });
    return;
  }
  if (attribute === null && measure === null && isCue(parse, operandIndex + 1, 'aged')) {
    use(parse, at, operandIndex, operandIndex + 1);
    restrict(parse, at, { measure: { words: ['age'] }, op, operand: { kind: 'number', value: Number(operand.value) } });
    return;
  }
  use(
    parse,
    at,
    operandIndex,
    ...(isCue(parse, operandIndex + 1, 'aged') ? [operandIndex + 1] : []),
    ...consumed(parse, attribute),
    ...(negation === null ? [] : [negation]),
  );
  const fn = attribute === right && right !== null && attribute !== left ? 'count' : (attribute?.fn ?? null);
  restrict(parse, at, {
    attribute: attribute?.name ?? null,
    fn,
    measure: attribute === null ? measure : null,
    temporal,
    op,
    negated: negation !== null,
    operand:
      typeof operand.value === 'number'
        ? { kind: 'number', value: operand.value }
        : { kind: 'text', text: operand.value, unit: operandIndex },
  });
}
