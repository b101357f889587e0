import type { SqlProblem } from '../protocol/index.ts';
import { changeOf, isExactly, ownColumnIn, type Change } from './counter-steps.ts';
import { problem } from './problems.ts';
import type { Cte, Expression, Query, Select } from './query-tree.ts';
import { baseColumnOf } from './inspect-tree.ts';
import { isDateBound, isExtremeValue, numberOf, timeOf } from './read-bounds.ts';
import { conjunctsOf, joinConditions, membersOf, queriesIn, sourcesIn, sourcesOf, withQueries } from './walk-tree.ts';

/** Refuses recursive queries whose end the statement does not show. */
export function checkRecursion(query: Query, most: number | null): readonly SqlProblem[] {
  if (most === null) return [];
  const endless = [...withQueries(query)].some((inner) => inner.ctes.some((cte) => isRecursive(cte) && !isBounded(cte, most)));
  if (!endless) return [];
  return [
    problem('unbounded_recursion', `A recursive query needs a LIMIT of at most ${most}, or a counter that moves by a constant and is compared with a constant, as in WHERE depth < 10. Dates may also be compared with the highest or lowest of a column.`),
  ];
}

/** Whether the query of a CTE reads the CTE itself. */
export function isRecursive(cte: Cte): boolean {
  return readsCte(cte.query, cte);
}

function readsCte(query: Query, cte: Cte): boolean {
  const own = sourcesIn(query).some((source) => source.kind === 'table' && source.relation?.kind === 'cte' && source.relation.cte === cte);
  return own || queriesIn(query).some((inner) => readsCte(inner, cte));
}

function isBounded(cte: Cte, most: number): boolean {
  const { limit, offset, body } = cte.query;
  // The rows that are left out are made as well.
  if (typeof limit === 'number' && (offset === null || typeof offset === 'number') && limit + (offset ?? 0) <= most) return true;
  if (body.kind !== 'set') return false;
  const steps = membersOf(cte.query).filter((member) => readsCte(member, cte));
  const seeds = membersOf(cte.query).filter((member) => !readsCte(member, cte));
  return steps.every((step) => step.body.kind === 'select' && isBoundedStep(step.body, seeds, cte, most));
}

/** One step of a recursion, which reads the recursion once, under the name `source`. */
interface Step {
  readonly source: string;
  readonly select: Select;
  readonly seeds: readonly Query[];
  readonly cte: Cte;
  readonly most: number;
}

/** A step is bounded when it reads the recursion once and something fixed ends a counter that moves by a constant. */
function isBoundedStep(select: Select, seeds: readonly Query[], cte: Cte, most: number): boolean {
  const [only, ...more] = sourcesOf(select.from).filter((source) => source.kind === 'table' && source.relation?.kind === 'cte' && source.relation.cte === cte);
  if (more.length > 0 || only?.kind !== 'table') return false;
  const step: Step = { source: (only.alias ?? only.name).text.toLowerCase(), select, seeds, cte, most };
  const conditions = [...conjunctsOf(select.where), ...joinConditions(select.from).flatMap((on) => conjunctsOf(on))];
  return conditions.some((condition) => isEnd(condition, step));
}

const RISING: Readonly<Record<string, boolean>> = { '<': true, '<=': true, '>': false, '>=': false };

function isEnd(condition: Expression, step: Step): boolean {
  if (condition.kind === 'between') return !condition.negated && (ends(condition.value, true, condition.high, step) || ends(condition.value, false, condition.low, step));
  if (condition.kind !== 'binary') return false;
  const rising = RISING[condition.operator];
  return rising !== undefined && (ends(condition.left, rising, condition.right, step) || ends(condition.right, !rising, condition.left, step));
}

/** Whether a counter that rises or falls meets a bound. */
function ends(side: Expression, rises: boolean, bound: Expression, step: Step): boolean {
  const { source, select } = step;
  const counter = ownColumnIn(side, source);
  const at = counter === null ? -1 : columnIndex(step, counter);
  const item = select.items[at]?.expression;
  if (counter === null || item === undefined) return false;
  const shift = isExactly(side, source, counter) ? null : changeOf(side, source, counter);
  if (shift === null && !isExactly(side, source, counter)) return false;
  const change = changeOf(item, source, counter);
  if (change === null || change.rises !== rises) return false;
  const starts = seedsAt(step, at);
  if (starts.length === 0) return false;
  return change.hours === null ? endsInSteps(change, shift, starts, bound, step) : endsInTime(change, change.hours, shift, starts, bound, step);
}

function endsInSteps(change: Change, shift: Change | null, starts: readonly Seed[], bound: Expression, step: Step): boolean {
  const written = numbersOf(bound, step);
  if (written === null || (shift !== null && (shift.hours !== null || shift.times))) return false;
  const end = written - (shift === null ? 0 : shift.rises ? shift.step : -shift.step);
  if (!Number.isFinite(end) || Math.abs(end) > Number.MAX_SAFE_INTEGER || change.step < 1) return false;
  return starts.every(({ expression }) => {
    const start = numberOf(uncast(expression));
    if (start === null) return change.rises && !change.times && end <= step.most && isOfData(expression);
    if (Math.abs(start) > Number.MAX_SAFE_INTEGER) return false;
    return change.times ? start >= 1 : Math.abs(end - start) / change.step <= step.most;
  });
}

function endsInTime(change: Change, hours: number, shift: Change | null, starts: readonly Seed[], bound: Expression, step: Step): boolean {
  // Time moved the other way would move the end, and a date that loses its hours would not move at all.
  if (shift !== null && (shift.hours === null || shift.rises !== change.rises)) return false;
  if (hours < 24 && !change.keepsHours && !starts.every(({ expression }) => hasHours(expression))) return false;
  const end = timeOf(bound);
  return starts.every((seed) => {
    const start = timeOf(seed.expression);
    if (end !== null && start !== null) return Math.abs(end - start) / (hours * 3_600_000) <= step.most;
    return hours >= 1 && isDate(bound, step.select) && isDate(seed.expression, seed.select);
  }) || (hours >= 1 && isCarriedDate(bound, step) && starts.every((seed) => isDate(seed.expression, seed.select)));
}

function hasHours(expression: Expression): boolean {
  if (expression.kind === 'typed' || expression.kind === 'cast') return /^(?:timestamp|datetime)/.test(expression.type);
  return expression.kind === 'call' && ['datetime', 'now', 'timestamp'].includes(expression.name);
}

/** A date that is written out, that the clock tells, or that is as high or low as the data. */
function isDate(expression: Expression, within: Select | null): boolean {
  if (isDateBound(expression) || isOfData(expression)) return true;
  if (expression.kind === 'subquery' && expression.query.body.kind === 'select') {
    const { body } = expression.query;
    return body.items.length === 1 && isDate(body.items[0]!.expression, body);
  }
  const defined = within === null ? null : definitionOf(expression, within);
  return defined !== null && isDate(defined.expression, defined.select);
}

function isOfData(expression: Expression): boolean {
  return isExtremeValue(expression) || (expression.kind === 'cast' ? isOfData(expression.value) : baseColumnOf(expression) !== null);
}

/** A column of the recursion that every step hands on as it is, and that starts as a date. */
function isCarriedDate(bound: Expression, step: Step): boolean {
  const seeds = carriedSeeds(bound, step);
  return seeds !== null && seeds.every((seed) => isDate(seed.expression, seed.select));
}

/** The number that is written out, or that every step hands on. */
function numbersOf(bound: Expression, step: Step): number | null {
  const written = numberOf(uncast(bound));
  if (written !== null) return written;
  const [first, ...more] = (carriedSeeds(bound, step) ?? []).map(({ expression }) => numberOf(uncast(expression)));
  return first !== undefined && more.every((other) => other === first) ? first : null;
}

function carriedSeeds(bound: Expression, step: Step): readonly Seed[] | null {
  const name = bound.kind === 'column' ? ownColumnIn(bound, step.source) : null;
  const at = name === null ? -1 : columnIndex(step, name);
  const item = step.select.items[at]?.expression;
  if (name === null || item === undefined || !isExactly(item, step.source, name)) return null;
  const seeds = seedsAt(step, at);
  return seeds.length === 0 ? null : seeds;
}

interface Seed {
  readonly expression: Expression;
  readonly select: Select | null;
}

/** What a column of the recursion starts with; empty when the statement does not say it. */
function seedsAt({ seeds }: Step, at: number): readonly Seed[] {
  const found = seeds.flatMap(({ body }): (Seed | null)[] => {
    if (body.kind === 'values') return body.rows.map((row) => (row[at] === undefined ? null : { expression: row[at], select: null }));
    const item = body.kind === 'select' ? body.items[at] : undefined;
    return [item === undefined || body.kind !== 'select' ? null : { expression: item.expression, select: body }];
  });
  return found.some((seed) => seed === null) ? [] : (found as Seed[]);
}

function columnIndex({ cte, seeds }: Step, column: string): number {
  return indexOf(cte, seeds[0], column);
}

function indexOf(cte: Pick<Cte, 'columns'>, query: Query | undefined, column: string): number {
  if (cte.columns.length > 0) return cte.columns.findIndex((name) => name.text.toLowerCase() === column);
  if (query?.body.kind !== 'select') return -1;
  return query.body.items.findIndex(({ alias, expression }) => (alias ?? (expression.kind === 'column' ? expression.name : null))?.text.toLowerCase() === column);
}

/** What a column of a CTE or a derived table is, in the query that makes it. */
function definitionOf(expression: Expression, within: Select): { readonly expression: Expression; readonly select: Select } | null {
  if (expression.kind !== 'column' || expression.target?.kind !== 'derived') return null;
  const binding = expression.target.binding.text.toLowerCase();
  const source = sourcesOf(within.from).find((candidate) => {
    const name = candidate.kind === 'table' ? (candidate.alias ?? candidate.name) : candidate.kind === 'derived' ? candidate.alias : null;
    return name?.text.toLowerCase() === binding;
  });
  const made = source?.kind === 'derived' ? source : source?.kind === 'table' && source.relation?.kind === 'cte' ? source.relation.cte : null;
  if (made === null || made.query.body.kind !== 'select') return null;
  const item = made.query.body.items[indexOf(made, made.query, expression.target.column.text.toLowerCase())];
  return item === undefined ? null : { expression: item.expression, select: made.query.body };
}

function uncast(expression: Expression): Expression {
  return expression.kind === 'cast' ? uncast(expression.value) : expression;
}
