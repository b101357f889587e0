import type { SqlProblem } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { isAggregate } from './check-functions.ts';
import { LIMITS } from './limits.ts';
import { problem } from './problems.ts';
import type { Column, Cte, Expression, Query, Select, Source } from './query-tree.ts';
import { clausesOf, conjunctsOf, joinConditions, membersOf, queriesIn, sourcesOf, withOperands, withQueries } from './walk-tree.ts';

/** Refuses statements that may cost the database far more than their text suggests. */
export function checkResources(query: Query, rules: DialectRules, recursion: number | null): readonly SqlProblem[] {
  const problems: SqlProblem[] = [];
  const queries = [...withQueries(query)];
  if (queries.reduce((count, inner) => count + inner.ctes.length, 0) > LIMITS.ctes) {
    problems.push(problem('too_complex', `The statement has more than ${LIMITS.ctes} parts in WITH.`));
  }
  if (membersOf(query).length > LIMITS.setMembers) {
    problems.push(problem('too_complex', `The statement combines more than ${LIMITS.setMembers} queries.`));
  }
  if (queries.some((inner) => inner.body.kind === 'select' && hasUnrelatedSources(inner.body, rules))) {
    problems.push(problem('cross_join', 'Two tables are read without a condition that relates them. Join them with ON.'));
  }
  if (recursion !== null && queries.some((inner) => inner.ctes.some((cte) => isRecursive(cte) && !isBounded(cte, recursion)))) {
    problems.push(
      problem('unbounded_recursion', `A recursive query needs a LIMIT of at most ${recursion}, or a condition that compares its counter with a number of at most ${recursion}.`),
    );
  }
  return problems;
}

/**
 * Whether two sources of many rows stand side by side without a condition on both. Sources of few
 * rows may: one-row aggregates, lists of values, distinct values, limited and filtered sources.
 */
function hasUnrelatedSources(select: Select, rules: DialectRules): boolean {
  const sources = sourcesOf(select.from);
  if (sources.length < 2) return false;
  const conditions = [...conjunctsOf(select.where), ...joinConditions(select.from).flatMap((on) => conjunctsOf(on))];
  const names = sources.map(bindingOf);
  const group = sources.map((_, index) => index);
  const join = (a: number, b: number): void => {
    const from = group[b];
    group.forEach((value, index) => {
      if (value === from) group[index] = group[a]!;
    });
  };
  const small = sources.map((source) => isSmall(source, rules));
  for (const condition of conditions) {
    const columns = columnsOf(condition);
    const touched = [...new Set(columns.map((column) => names.indexOf(sourceName(column))).filter((index) => index >= 0))];
    touched.slice(1).forEach((index) => join(touched[0]!, index));
    const [only] = touched;
    const outer = columns.some((column) => !names.includes(sourceName(column)));
    if (only !== undefined && (outer || isEqualityWithConstant(condition))) small[only] = true;
  }
  // A table function reads the columns of its arguments, so it is related to their sources.
  sources.forEach((source, index) => {
    if (source.kind !== 'function') return;
    for (const column of columnsOf(source.call)) {
      const other = names.indexOf(sourceName(column));
      if (other >= 0) join(other, index);
    }
  });
  const large = new Set(group.filter((_, index) => !small[index]));
  return large.size > 1;
}

function bindingOf(source: Exclude<Source, { kind: 'nested' }>): string {
  if (source.alias !== null) return source.alias.text.toLowerCase();
  if (source.kind === 'table') return source.relation?.kind === 'base' ? source.relation.table.slice(source.relation.table.indexOf('.') + 1).toLowerCase() : source.name.text.toLowerCase();
  return source.kind === 'function' ? source.call.name : '';
}

function sourceName(column: Column): string {
  const { target } = column;
  return target === null || target.kind === 'output' ? '' : target.binding.text.toLowerCase();
}

function columnsOf(expression: Expression): Column[] {
  const own = [...withOperands(expression)].flatMap((part): Column[] => {
    if (part.kind === 'column') return part.target?.kind === 'output' ? columnsOf(part.target.item.expression) : [part];
    return [];
  });
  const inner = [...withOperands(expression)].flatMap((part) => {
    const query = part.kind === 'exists' || part.kind === 'subquery' || part.kind === 'quantified' ? part.query : part.kind === 'in' && !Array.isArray(part.list) ? (part.list as Query) : null;
    return query === null ? [] : [...withQueries(query)].flatMap((nested) => clausesOf(nested).flatMap((clause) => columnsOf(clause)));
  });
  return [...own, ...inner];
}

function isEqualityWithConstant(condition: Expression): boolean {
  if (condition.kind !== 'binary' || condition.operator !== '=') return false;
  return (condition.left.kind === 'column' && isConstant(condition.right)) || (condition.right.kind === 'column' && isConstant(condition.left));
}

function isConstant(expression: Expression): boolean {
  return expression.kind === 'literal' || expression.kind === 'typed' || (expression.kind === 'subquery' && isSmallQuery(expression.query));
}

function isSmall(source: Exclude<Source, { kind: 'nested' }>, rules?: DialectRules): boolean {
  if (source.kind === 'function') return true;
  if (source.kind === 'derived') return isSmallQuery(source.query, rules);
  return source.relation?.kind === 'cte' && isSmallQuery(source.relation.cte.query, rules);
}

function isSmallQuery(query: Query, rules?: DialectRules): boolean {
  if (query.limit !== null && query.limit <= LIMITS.inList) return true;
  if (query.body.kind === 'values') return true;
  if (query.body.kind === 'set') return isSmallQuery(query.body.left, rules) && isSmallQuery(query.body.right, rules);
  const { body } = query;
  if (body.from === null || body.distinct || body.groupBy.length > 0) return true;
  const sources = sourcesOf(body.from);
  if (sources.length === 1 && sources.every((source) => source.kind !== 'table' && isSmall(source, rules))) return true;
  if (sources.every((source) => source.kind === 'table' && source.relation?.kind === 'cte' && isRecursive(source.relation.cte))) return true;
  if (conjunctsOf(body.where).some((condition) => isEqualityWithConstant(condition))) return true;
  return body.items.some(({ expression }) => [...withOperands(expression)].some((part) => part.kind === 'call' && rules !== undefined && isAggregate(part, rules)));
}

/** Whether the query of a CTE reads the CTE itself. */
export function isRecursive(cte: Cte): boolean {
  return readsCte(cte.query, cte);
}

function readsCte(query: Query, cte: Cte): boolean {
  const own = query.body.kind === 'select' && sourcesOf(query.body.from).some((source) => source.kind === 'table' && source.relation?.kind === 'cte' && source.relation.cte === cte);
  return own || queriesIn(query).some((inner) => readsCte(inner, cte));
}

function isBounded(cte: Cte, most: number): boolean {
  if (cte.query.limit !== null) return cte.query.limit <= most;
  const members = membersOf(cte.query).filter((member) => readsCte(member, cte));
  return members.every((member) => member.body.kind === 'select' && isBoundedStep(member.body, cte, most));
}

/** One step is bounded when it reads the recursion alone and a constant ends its counter. */
function isBoundedStep(select: Select, cte: Cte, most: number): boolean {
  const sources = sourcesOf(select.from);
  const self = sources.filter((source) => source.kind === 'table' && source.relation?.kind === 'cte' && source.relation.cte === cte);
  if (self.length !== 1) return false;
  const names = new Set(self.map(bindingOf));
  const conditions = [...conjunctsOf(select.where), ...joinConditions(select.from).flatMap((on) => conjunctsOf(on))];
  return conditions.some((condition) => isBound(condition, names, most));
}

function isBound(condition: Expression, names: ReadonlySet<string>, most: number): boolean {
  if (condition.kind !== 'binary') return false;
  const [counter, bound] =
    condition.operator === '<' || condition.operator === '<=' ? [condition.left, condition.right]
    : condition.operator === '>' || condition.operator === '>=' ? [condition.right, condition.left]
    : [null, null];
  if (counter === null || ![...withOperands(counter)].some((part) => part.kind === 'column' && names.has(sourceName(part)))) return false;
  if (bound.kind === 'typed') return true;
  if (bound.kind !== 'literal') return false;
  return bound.type === 'string' ? /^\d{4}-\d{2}-\d{2}/.test(bound.value) : bound.type === 'number' && Number(bound.value) <= most;
}
