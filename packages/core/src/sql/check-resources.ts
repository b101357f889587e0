import type { SqlProblem } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { isAggregate } from './check-functions.ts';
import { isRecursive } from './check-recursion.ts';
import { LIMITS } from './limits.ts';
import { problem } from './problems.ts';
import type { Call, Column, Expression, PlainSource, Query, Select } from './query-tree.ts';
import { clausesOf, conjunctsOf, joinConditions, membersOf, sourcesOf, subqueryOf, withOperands, withQueries } from './walk-tree.ts';

/** Refuses statements of too many parts. */
export function checkCounts(query: Query): readonly SqlProblem[] {
  const problems: SqlProblem[] = [];
  const queries = [...withQueries(query)];
  if (queries.reduce((count, inner) => count + inner.ctes.length, 0) > LIMITS.ctes) {
    problems.push(problem('too_complex', `The statement has more than ${LIMITS.ctes} parts in WITH.`));
  }
  if (membersOf(query).length > LIMITS.setMembers) {
    problems.push(problem('too_complex', `The statement combines more than ${LIMITS.setMembers} queries.`));
  }
  return problems;
}

/** Refuses statements that may cost the database far more than their text suggests. */
export function checkResources(query: Query, rules: DialectRules): readonly SqlProblem[] {
  if (![...withQueries(query)].some((inner) => inner.body.kind === 'select' && hasUnrelatedSources(inner.body, rules))) return [];
  return [problem('cross_join', 'Two tables are read without a condition that relates them. Join them with ON.')];
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
    if (only !== undefined && (outer || (touched.length === 1 && isPinned(condition)))) small[only] = true;
  }
  // A table function reads the columns of its arguments, so it is related to their sources.
  sources.forEach((source, index) => {
    const reads = source.kind === 'function' ? source.call : source.kind === 'json table' ? source.document : null;
    if (reads === null) return;
    for (const column of columnsOf(reads)) {
      const other = names.indexOf(sourceName(column));
      if (other >= 0) join(other, index);
    }
  });
  const large = new Set(group.filter((_, index) => !small[index]));
  const distinct = readDistinctly(select, rules).map((column) => group[names.indexOf(sourceName(column))]);
  return large.size > 1 && ![...large].every((own) => distinct.includes(own));
}

function bindingOf(source: PlainSource): string {
  if (source.alias !== null) return source.alias.text.toLowerCase();
  if (source.kind === 'table') return source.relation?.kind === 'base' ? source.relation.table.slice(source.relation.table.indexOf('.') + 1).toLowerCase() : source.name.text.toLowerCase();
  return source.kind === 'function' ? source.call.name : '';
}

function sourceName(column: Column): string {
  const { target } = column;
  return target !== null && 'binding' in target ? target.binding.text.toLowerCase() : '';
}

function columnsOf(expression: Expression): Column[] {
  const own = (part: Expression): Column[] => {
    if (part.kind === 'column') return part.target?.kind === 'output' ? columnsOf(part.target.item.expression) : [part];
    return [];
  };
  return [...withOperands(expression)].flatMap((part) => {
    const query = subqueryOf(part);
    // The queries within the subquery are among those that are listed.
    const inner = query === null ? [] : [...withQueries(query)].flatMap((nested) => clausesOf(nested).flatMap((clause) => [...withOperands(clause)].flatMap(own)));
    return [...own(part), ...inner];
  });
}

/** Whether a condition holds a column to constants: `a = 1`, `a IN (1, 2)`, `a = 1 OR a = 2`. */
function isPinned(condition: Expression): boolean {
  if (condition.kind === 'in') return !condition.negated && condition.value.kind === 'column' && Array.isArray(condition.list) && condition.list.every(isConstant);
  if (condition.kind !== 'binary') return false;
  if (condition.operator === 'or') return isPinned(condition.left) && isPinned(condition.right);
  if (condition.operator !== '=') return false;
  return (condition.left.kind === 'column' && isConstant(condition.right)) || (condition.right.kind === 'column' && isConstant(condition.left));
}

/**
 * The columns of `count(DISTINCT …)` and its kind, in a query of one row that reads no others: it answers
 * the same however the rows of its sources are paired.
 */
function readDistinctly(select: Select, rules: DialectRules): readonly Column[] {
  if (select.groupBy.length > 0 || select.groupModifier !== null || select.having !== null) return [];
  const aggregates = select.items.flatMap(({ expression }) => [...withOperands(expression)]).filter((part): part is Call => part.kind === 'call' && isAggregate(part, rules));
  return aggregates.every((call) => call.distinct) ? aggregates.flatMap((call) => call.args.flatMap(columnsOf)) : [];
}

function isConstant(expression: Expression): boolean {
  return expression.kind === 'literal' || expression.kind === 'typed' || (expression.kind === 'column' && expression.target?.kind === 'text') || (expression.kind === 'subquery' && isSmallQuery(expression.query));
}

function isSmall(source: PlainSource, rules?: DialectRules): boolean {
  if (source.kind === 'function' || source.kind === 'json table') return true;
  if (source.kind === 'derived') return isSmallQuery(source.query, rules);
  return source.relation?.kind === 'cte' && isSmallQuery(source.relation.cte.query, rules);
}

function isSmallQuery(query: Query, rules?: DialectRules): boolean {
  if (typeof query.limit === 'number' && query.limit <= LIMITS.inList) return true;
  if (query.body.kind === 'values') return true;
  if (query.body.kind === 'pivot' || query.body.kind === 'unpivot') return false;
  if (query.body.kind === 'set') return isSmallQuery(query.body.left, rules) && isSmallQuery(query.body.right, rules);
  const { body } = query;
  if (body.from === null || body.distinct || body.groupBy.length > 0 || body.groupModifier !== null) return true;
  const sources = sourcesOf(body.from);
  if (sources.length === 1 && sources.every((source) => source.kind !== 'table' && isSmall(source, rules))) return true;
  if (sources.every((source) => source.kind === 'table' && source.relation?.kind === 'cte' && isRecursive(source.relation.cte))) return true;
  if (conjunctsOf(body.where).some(isPinned)) return true;
  return body.items.some(({ expression }) => [...withOperands(expression)].some((part) => part.kind === 'call' && rules !== undefined && isAggregate(part, rules)));
}
