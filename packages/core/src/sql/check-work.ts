import type { SqlProblem } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { LIMITS } from './limits.ts';
import { QueryMeasure } from './measure-query.ts';
import { problem } from './problems.ts';
import type { Query } from './query-tree.ts';

/**
 * Refuses statements whose parts multiply: small sources side by side, queries within queries for each
 * row, values that are put together of themselves again and again.
 */
export function checkWork(query: Query, rules: DialectRules): readonly SqlProblem[] {
  const measure = new QueryMeasure(rules);
  measure.query(query, null);
  const problems: SqlProblem[] = [];
  if (measure.size > LIMITS.parts) problems.push(problem('too_complex', 'Expressions that are made of each other get too long.'));
  if (measure.explodes) problems.push(problem('too_large', 'Every step of the recursive query makes more rows, or longer values, than the one before.'));
  if (measure.length > LIMITS.text) problems.push(problem('too_large', 'The statement may make values that are too long.'));
  if (measure.work > LIMITS.work) problems.push(problem('too_large', 'The sources of the statement multiply: join them by equal columns, or read fewer of them.'));
  return problems;
}
