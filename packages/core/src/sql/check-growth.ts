import type { SqlProblem } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { functionsOf, type FunctionList } from './functions/index.ts';
import { LIMITS } from './limits.ts';
import { problem, shown } from './problems.ts';
import type { Call, Expression, Query } from './query-tree.ts';
import { callOf, literal } from './tree-nodes.ts';
import { lambdaProblem } from './check-lambdas.ts';
import { clausesOf, withOperands, withQueries } from './walk-tree.ts';

/**
 * Refuses calls that make texts of any length, and bounds those whose length an expression says:
 * `repeat('*', n)` becomes `repeat('*', least(n, …))`, in place.
 */
export function boundGrowth(query: Query, rules: DialectRules): readonly SqlProblem[] {
  const list = functionsOf(rules.dialect);
  const messages = new Map<string, SqlProblem>();
  for (const inner of withQueries(query)) {
    for (const clause of clausesOf(inner)) {
      for (const expression of withOperands(clause)) {
        const found = expression.kind === 'call' ? (growthProblem(expression, list, rules) ?? lambdaProblem(expression, list)) : null;
        if (found !== null) messages.set(found.message, found);
      }
    }
  }
  return [...messages.values()];
}

function growthProblem(call: Call, list: FunctionList, rules: DialectRules): SqlProblem | null {
  const tooWide = problem('too_large', `${shown(call.name)} may make at most ${LIMITS.width} characters, by a number or a format written out.`);
  const at = list.growing.get(call.name);
  if (grows(call, list) && call.args.some((arg) => !isBounded(arg) && [...withOperands(arg)].some((part) => part.kind === 'call' && part !== call && grows(part, list)))) {
    return problem('too_large', `${shown(call.name)} may not be applied to the result of another function that makes texts longer.`);
  }
  const width = at === undefined ? undefined : call.args[at];
  if (at !== undefined && width !== undefined) {
    if (width.kind === 'literal' && (width.type !== 'number' || Number(width.value) > LIMITS.width)) return tooWide;
    if (width.kind !== 'literal' && !isBounded(width)) call.args = call.args.map((arg, index) => (index === at ? bounded(arg, rules) : arg));
  }
  const formatAt = list.formats.get(call.name);
  const format = formatAt === undefined ? undefined : call.args[formatAt];
  if (format === undefined || (rules.dialect === 'mysql' && call.name === 'format')) return null;
  // A width may be an argument of its own: `%*d`, and `{:>{}}` in formats of braces.
  if (format.kind !== 'literal' || format.type !== 'string' || format.value.includes('*') || /\{[^{}]*\{[^{]/.test(format.value)) return tooWide;
  return (format.value.match(/\d+/g) ?? []).some((digits) => Number(digits) > LIMITS.width) ? tooWide : null;
}

/** Whether the result of a call may be longer by a factor than its arguments. */
function grows(call: Call, list: FunctionList): boolean {
  if (list.growing.has(call.name)) return true;
  if (!list.multiplying.has(call.name)) return false;
  const [first, second, third] = call.args;
  if (call.name === 'replace' || call.name === 'regexp_replace') {
    const [from, to] = [textOf(second), textOf(third)];
    return to === null || to.length > Math.max(1, call.name === 'replace' ? (from ?? '').length : 1);
  }
  // A separator that is written out is repeated once for each value that is written out.
  return textOf(call.name === 'concat_ws' ? first : second) === null;
}

function textOf(expression: Expression | undefined): string | null {
  return expression?.kind === 'literal' ? expression.value : null;
}

function bounded(count: Expression, rules: DialectRules): Expression {
  const most = literal('number', String(LIMITS.width));
  // PostgreSQL and DuckDB leave NULL out of least(); adding nothing times the count keeps it.
  const bound: Expression = rules.dialect === 'mysql' ? most : { kind: 'binary', operator: '+', left: most, right: { kind: 'binary', operator: '*', left: literal('number', '0'), right: structuredClone(count) } };
  return callOf(rules.dialect === 'sqlite' ? 'min' : 'least', [count, bound]);
}

function isBounded(width: Expression): boolean {
  if (width.kind !== 'call' || (width.name !== 'least' && width.name !== 'min') || width.args.length < 2) return false;
  return width.args.some((arg) => {
    const constant = arg.kind === 'binary' && arg.operator === '+' && isZeroTimes(arg.right) ? arg.left : arg;
    return constant.kind === 'literal' && constant.type === 'number' && Number(constant.value) <= LIMITS.width;
  });
}

function isZeroTimes(expression: Expression): boolean {
  return expression.kind === 'binary' && expression.operator === '*' && expression.left.kind === 'literal' && expression.left.value === '0';
}
