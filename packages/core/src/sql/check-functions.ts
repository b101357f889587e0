import type { SqlProblem } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { functionsOf, type FunctionList } from './functions/index.ts';
import { LIMITS } from './limits.ts';
import { problem, shown } from './problems.ts';
import type { Call, Expression, Query } from './query-tree.ts';
import { clausesOf, sourcesOf, withOperands, withQueries } from './walk-tree.ts';

const UNITS = /^(?:microsecond|millisecond|second|minute|hour|day|dow|doy|isodow|week|month|quarter|year|isoyear|epoch|decade|century)s?$/;
const GROUPING = new Set(['rollup', 'cube']);
/** Functions that make a text as long as an argument says. */
const WIDTH_ARGUMENT: Readonly<Record<string, number>> = { repeat: 1, lpad: 1, rpad: 1, bar: 3 };
const FORMATS = new Set(['printf', 'format']);

/** Refuses every function, type, collation and unit that is not on the dialect's lists. */
export function checkFunctions(query: Query, rules: DialectRules): readonly SqlProblem[] {
  const list = functionsOf(rules.dialect);
  const messages = new Map<string, SqlProblem>();
  for (const inner of withQueries(query)) {
    const grouped = new Set(inner.body.kind === 'select' ? inner.body.groupBy : []);
    for (const clause of clausesOf(inner)) {
      for (const expression of withOperands(clause)) {
        const found = problemOf(expression, list, rules, grouped.has(expression));
        if (found !== null) messages.set(found.message, found);
      }
    }
  }
  return [...messages.values()].slice(0, 12);
}

/** The names of the functions that a query calls, in alphabetical order. */
export function functionsUsed(query: Query): readonly string[] {
  const names = new Set<string>();
  for (const inner of withQueries(query)) {
    if (inner.body.kind === 'select') {
      for (const source of sourcesOf(inner.body.from)) if (source.kind === 'function') names.add(source.call.name);
    }
    for (const clause of clausesOf(inner)) {
      for (const expression of withOperands(clause)) if (expression.kind === 'call') names.add(expression.name);
    }
  }
  return [...names].sort();
}

export function isAggregate(call: Call, rules: DialectRules): boolean {
  const list = functionsOf(rules.dialect);
  if (call.over !== null || !list.aggregate.has(call.name)) return false;
  return !list.scalar.has(call.name) || call.args.length < 2 || call.distinct || call.filter !== null;
}

function problemOf(expression: Expression, list: FunctionList, rules: DialectRules, grouped: boolean): SqlProblem | null {
  switch (expression.kind) {
    case 'call':
      return callProblem(expression, list, grouped);
    case 'cast': {
      const base = expression.type.replace(/\(.*$/, '');
      if (list.types.has(base) && (!expression.lenient || rules.dialect === 'duckdb')) return null;
      return problem('type_not_allowed', `A cast to ${shown(expression.type)} is not allowed.`);
    }
    case 'unit':
      return UNITS.test(expression.unit) ? null : problem('function_not_allowed', `"${shown(expression.unit)}" is not a unit of time.`);
    case 'collate':
      return list.collations.has(expression.collation.toLowerCase()) ? null : problem('function_not_allowed', `The collation "${shown(expression.collation)}" is not allowed.`);
    case 'extract':
      return UNITS.test(expression.unit) ? null : problem('function_not_allowed', `"${shown(expression.unit)}" cannot be extracted.`);
    case 'match':
      if (expression.operator === 'regexp' && rules.dialect !== 'mysql') return problem('function_not_allowed', 'The operator REGEXP is not allowed. Use LIKE.');
      if (expression.operator === 'glob' && rules.dialect !== 'sqlite' && rules.dialect !== 'duckdb') return problem('function_not_allowed', 'The operator GLOB is not allowed. Use LIKE.');
      if (expression.operator === 'ilike' && rules.dialect !== 'postgres' && rules.dialect !== 'duckdb') return problem('function_not_allowed', 'The operator ILIKE is not allowed. Use LIKE.');
      return null;
    default:
      return null;
  }
}

function callProblem(call: Call, list: FunctionList, grouped: boolean): SqlProblem | null {
  const name = shown(call.name);
  if (GROUPING.has(call.name) && list.scalar.has(call.name)) {
    return grouped ? null : problem('function_not_allowed', `${name} belongs into GROUP BY.`);
  }
  const aggregate = list.aggregate.has(call.name);
  const window = list.window.has(call.name);
  if (!aggregate && !window && !list.scalar.has(call.name)) return problem('function_not_allowed', `The function "${name}" is not allowed.`);
  if (call.star && call.name !== 'count') return problem('star', 'A star is allowed only in count(*). Name the columns.');
  if (window && call.over === null) return problem('function_not_allowed', `${name} needs OVER (…).`);
  if (call.over !== null && !aggregate && !window) return problem('function_not_allowed', `${name} does not take OVER.`);
  const aggregating = call.distinct || call.filter !== null || call.orderBy.length > 0 || call.withinGroup.length > 0 || call.separator !== null;
  if (aggregating && !aggregate) return problem('function_not_allowed', `${name} does not take DISTINCT, FILTER or ORDER BY.`);
  if (call.separator !== null && call.separator.kind !== 'literal') return problem('unsupported', 'SEPARATOR must be a string.');
  return widthProblem(call);
}

function widthProblem(call: Call): SqlProblem | null {
  const tooWide = problem('too_large', `${shown(call.name)} may make at most ${LIMITS.width} characters, by a number or a format written out.`);
  const at = WIDTH_ARGUMENT[call.name];
  const width = at === undefined ? undefined : call.args[at];
  if (at !== undefined && width !== undefined && !(width.kind === 'literal' && Number(width.value) <= LIMITS.width)) return tooWide;
  if (!FORMATS.has(call.name)) return null;
  const [format] = call.args;
  if (format === undefined || (call.name === 'format' && format.kind === 'column')) return null;
  if (format.kind !== 'literal' || format.type !== 'string' || format.value.includes('*')) return tooWide;
  return (format.value.match(/\d+/g) ?? []).some((digits) => Number(digits) > LIMITS.width) ? tooWide : null;
}
