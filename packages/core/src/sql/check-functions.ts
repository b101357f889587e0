import type { SqlProblem } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { functionsOf, type FunctionList } from './functions/index.ts';
import { LIMITS } from './limits.ts';
import { isUnit } from './parse-primary.ts';
import { baseType } from './parse-type.ts';
import { problem, shown } from './problems.ts';
import type { Call, Expression, Query } from './query-tree.ts';
import { clausesOf, sourcesIn, withOperands, withQueries } from './walk-tree.ts';

/** What EXTRACT takes beside the units of time. */
const FIELDS = new Set('dow doy isodow isoyear epoch julian dayofweek dayofyear weekday yearweek isoweek timezone timezone_hour timezone_minute microseconds milliseconds era'.split(' '));
const MATCH_OPERATORS: Readonly<Record<string, readonly DialectRules['dialect'][]>> = {
  like: ['sqlite', 'postgres', 'mysql', 'duckdb'],
  ilike: ['postgres', 'duckdb'],
  'similar to': ['postgres', 'duckdb'],
  glob: ['sqlite', 'duckdb'],
  regexp: ['sqlite', 'mysql'],
};

/** Types whose values are filled up to the width that is named. */
const PADDED = new Set(['char', 'character', 'bpchar', 'nchar', 'national char', 'national character', 'bit', 'binary']);

/** Refuses every function, type, collation and unit that is not on the dialect's lists. */
export function checkFunctions(query: Query, rules: DialectRules): readonly SqlProblem[] {
  const list = functionsOf(rules.dialect);
  const messages = new Map<string, SqlProblem>();
  for (const inner of withQueries(query)) {
    for (const source of sourcesIn(inner)) {
      if (source.kind !== 'json table') continue;
      for (const column of source.columns) {
        const found = column.ordinality ? null : typeProblem(column.type, list);
        if (found !== null) messages.set(found.message, found);
      }
    }
    for (const clause of clausesOf(inner)) {
      for (const expression of withOperands(clause)) {
        const found = problemOf(expression, list, rules);
        if (found !== null) messages.set(found.message, found);
      }
    }
  }
  return [...messages.values()].slice(0, 12);
}

/** The names of the functions that a query calls, in alphabetical order. */
export function functionsUsed(query: Query): readonly string[] {
  const names = new Set<string>();
  for (const inner of withQueries(query)) for (const name of functionsIn(inner)) names.add(name);
  return [...names].sort();
}

/** The functions that the clauses of one query call, without those of the queries within it. */
export function functionsIn(query: Query): readonly string[] {
  const names = new Set<string>();
  for (const source of sourcesIn(query)) {
    if (source.kind === 'function') names.add(source.call.name);
    if (source.kind === 'json table') names.add('json_table');
  }
  for (const clause of clausesOf(query)) {
    for (const expression of withOperands(clause)) if (expression.kind === 'call' || expression.kind === 'phrase') names.add(expression.name);
  }
  return [...names].sort();
}

export function isAggregate(call: Call, rules: DialectRules): boolean {
  const list = functionsOf(rules.dialect);
  if (call.over !== null || !list.aggregate.has(call.name)) return false;
  return !list.scalar.has(call.name) || call.args.length < 2 || call.distinct || call.filter !== null;
}

function problemOf(expression: Expression, list: FunctionList, rules: DialectRules): SqlProblem | null {
  switch (expression.kind) {
    case 'call':
      return callProblem(expression, list);
    case 'phrase':
      return list.scalar.has(expression.name) ? null : notAllowed(`The function "${expression.name}" is not allowed.`);
    case 'cast':
      if (expression.lenient && rules.dialect !== 'duckdb') return notAllowed('TRY_CAST is not allowed. Use CAST.');
      return typeProblem(expression.type, list);
    case 'typed':
      return typeProblem(expression.type, list);
    case 'keyword':
      return list.bare.has(expression.word) ? null : notAllowed(`"${expression.word}" is not allowed.`);
    case 'unit':
      return isUnit(expression.unit) ? null : notAllowed(`"${shown(expression.unit)}" is not a unit of time.`);
    case 'collate':
      return list.collations.has(expression.collation.toLowerCase()) ? null : notAllowed(`The collation "${shown(expression.collation)}" is not allowed.`);
    case 'extract':
      return isUnit(expression.unit) || FIELDS.has(expression.unit) ? null : notAllowed(`"${shown(expression.unit)}" cannot be extracted.`);
    case 'match':
      if (MATCH_OPERATORS[expression.operator]?.includes(rules.dialect) === true) return null;
      return notAllowed(`The operator ${expression.operator.toUpperCase()} is not allowed. Use LIKE.`);
    case 'column':
      // A field of a column may be a call of a function in other engines.
      return expression.field === null || rules.dialect === 'duckdb' ? null : notAllowed('A field of a column is not allowed.');
    default:
      return null;
  }
}

function notAllowed(message: string): SqlProblem {
  return problem('function_not_allowed', message);
}

function typeProblem(type: string, list: FunctionList): SqlProblem | null {
  const base = baseType(type);
  const width = Number(/\((\d+)/.exec(type)?.[1] ?? 0);
  if (PADDED.has(base) && width > LIMITS.width) return problem('too_large', `${base.toUpperCase()} fills up to its width, which may be at most ${LIMITS.width}.`);
  return list.types.has(base) ? null : problem('type_not_allowed', `The type ${shown(type)} is not allowed.`);
}

function callProblem(call: Call, list: FunctionList): SqlProblem | null {
  const name = shown(call.name);
  const aggregate = list.aggregate.has(call.name);
  const window = list.window.has(call.name);
  const known = aggregate || window || list.scalar.has(call.name) || list.setReturning.has(call.name) || list.table.has(call.name);
  if (!known) return notAllowed(`The function "${name}" is not allowed.`);
  if (call.star && call.name !== 'count') return problem('star', 'A star is allowed only in count(*). Name the columns.');
  if (window && !aggregate && call.over === null) return notAllowed(`${name} needs OVER (…).`);
  if (call.over !== null && !aggregate && !window) return notAllowed(`${name} does not take OVER.`);
  const aggregating = call.distinct || call.filter !== null || call.orderBy.length > 0 || call.withinGroup.length > 0 || call.separator !== null;
  return aggregating && !aggregate && !window ? notAllowed(`${name} does not take DISTINCT, FILTER or ORDER BY.`) : null;
}
