import type { FunctionList } from './functions/index.ts';
import { problem } from './problems.ts';
import type { SqlProblem } from '../protocol/index.ts';
import type { BinaryOperator, Call, Expression } from './query-tree.ts';
import { subqueryOf, withOperands } from './walk-tree.ts';

type Lambda = Extract<Expression, { kind: 'lambda' }>;

/** Functions whose lambda takes its own result again for the next element. */
const FOLDS: ReadonlySet<string> = new Set(['list_reduce', 'array_reduce', 'reduce']);
const PLAIN_CALLS: ReadonlySet<string> = new Set(['greatest', 'least', 'coalesce']);
const PLAIN_OPERATORS: ReadonlySet<BinaryOperator> = new Set(['+', '-', '=', '<>', '<', '<=', '>', '>=', 'and', 'or']);
const PLAIN_KINDS: ReadonlySet<Expression['kind']> = new Set(['column', 'literal', 'case', 'test', 'unary']);

/**
 * Refuses lambdas that may make far more than their list holds: one within one within one, one that
 * makes a series for each element, and a fold whose result grows by a factor with each element.
 */
export function lambdaProblem(call: Call, list: FunctionList): SqlProblem | null {
  for (const lambda of call.args) {
    if (lambda.kind !== 'lambda') continue;
    const parts = [...withOperands(lambda.body)];
    if (parts.some((part) => part.kind === 'lambda' && holdsLambda(part)) || parts.some((part) => part.kind === 'call' && list.series.has(part.name))) {
      return problem('too_complex', 'A lambda may hold one other lambda at most, and no series of its own.');
    }
    if (FOLDS.has(call.name) && !isSteady(lambda, list)) {
      return problem('too_large', `The lambda of ${call.name} may name its first parameter once, and call no function that makes texts or lists longer.`);
    }
  }
  return null;
}

function holdsLambda({ body }: Lambda): boolean {
  return [...withOperands(body)].some((part) => part.kind === 'lambda');
}

/** Whether the result of one step is at most longer by a constant than that of the step before. */
function isSteady({ parameters, body }: Lambda, list: FunctionList): boolean {
  const parts = [...withOperands(body)];
  const [result] = parameters;
  if (parts.some((part) => subqueryOf(part) !== null || part.kind === 'lambda')) return false;
  if (parts.some((part) => part.kind === 'call' && (list.growing.has(part.name) || list.multiplying.has(part.name) || list.formats.has(part.name)))) return false;
  const uses = parts.filter((part) => part.kind === 'column' && part.target?.kind === 'lambda' && part.target.name.text.toLowerCase() === result?.text.toLowerCase());
  return uses.length <= 1 || parts.every(isPlain);
}

/** Whether a part makes nothing longer, however often it reads what it is made of. */
function isPlain(part: Expression): boolean {
  if (part.kind === 'binary') return PLAIN_OPERATORS.has(part.operator);
  return part.kind === 'call' ? PLAIN_CALLS.has(part.name) : PLAIN_KINDS.has(part.kind);
}
