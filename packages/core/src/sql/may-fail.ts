import { isAggregate } from './check-functions.ts';
import type { DialectRules } from './dialect-rules.ts';
import type { BinaryOperator, Call, Expression, Query } from './query-tree.ts';
import { clausesOf, joinConditions, operandsOf, sourcesIn, withQueries } from './walk-tree.ts';

/** Functions that answer something for every value of every type that they take. */
const CERTAIN_FUNCTIONS: ReadonlySet<string> = new Set(
  'avg char_length coalesce count day ifnull length lower ltrim max min month nullif rtrim strftime sum trim upper year'.split(' '),
);
const CERTAIN_OPERATORS: ReadonlySet<BinaryOperator> = new Set(['and', 'or', 'xor', '=', '<>', '<', '<=', '>', '>=', 'is', 'is not', 'is distinct from', 'is not distinct from']);

/**
 * Whether a condition of the query may fail on some values, as a division and a conversion do. An engine
 * may try conditions in any order, so one that fails on rows which a filter takes away says by
 * failing that there are such rows. What is computed of the rows that are left over tells nothing.
 */
export function mayFailOnRows(query: Query, rules: DialectRules): boolean {
  return [...withQueries(query)].some((inner) => (inner === query ? conditionsOf(inner) : clausesOf(inner)).some((clause) => mayFail(clause, rules)));
}

/** What decides which rows of a query there are. */
function conditionsOf(query: Query): readonly Expression[] {
  const { body } = query;
  if (body.kind !== 'select') return clausesOf(query);
  const called = sourcesIn(query).flatMap((source) => (source.kind === 'function' ? source.call.args : source.kind === 'json table' ? [source.document] : []));
  return [...joinConditions(body.from), ...called, ...[body.where, body.having, body.qualify].filter((condition) => condition !== null)];
}

function mayFail(expression: Expression, rules: DialectRules): boolean {
  return !isCertain(expression, rules) || operandsOf(expression).some((operand) => mayFail(operand, rules));
}

/** Whether an expression answers something whatever its operands are. What is not known does not. */
function isCertain(expression: Expression, rules: DialectRules): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'typed':
    case 'unit':
    case 'keyword':
    case 'test':
    case 'between':
    case 'in':
    case 'exists':
    case 'quantified':
    case 'case':
    case 'collate':
    case 'tuple':
    case 'extract':
    case 'grouping':
      return true;
    case 'column':
      return expression.target?.kind !== 'output' || !mayFail(expression.target.item.expression, rules);
    case 'unary':
      return expression.operator === 'not' || (expression.operator === '-' && expression.operand.kind === 'literal');
    case 'binary':
      return CERTAIN_OPERATORS.has(expression.operator);
    case 'match':
      // A pattern that ends with the escape character is none.
      return expression.escape === null && expression.pattern.kind === 'literal' && !expression.pattern.value.endsWith('\\') && ['like', 'ilike', 'glob'].includes(expression.operator);
    case 'subquery':
      return isOneRow(expression.query, rules);
    case 'call':
      return CERTAIN_FUNCTIONS.has(expression.name);
    default:
      return false;
  }
}

/** More than one row where one is wanted is an error. */
function isOneRow({ body, limit }: Query, rules: DialectRules): boolean {
  if (limit === 1 || limit === 0) return true;
  const isOverAll = (call: Expression): call is Call => call.kind === 'call' && call.over === null && isAggregate(call, rules);
  return body.kind === 'select' && body.groupBy.length === 0 && body.groupModifier === null && body.items.every(({ expression }) => isOverAll(expression));
}
