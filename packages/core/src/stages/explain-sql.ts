import type { Assumption, Explanation } from '../protocol/index.ts';
import { explainTree, type Query } from '../sql/index.ts';
import { rowLimit } from './generate-sql.ts';
import type { Stage } from './stage.ts';

export interface ExplainSqlInput {
  readonly tree: Query;
  readonly assumptions: readonly Assumption[];
}

/** Says in plain words what the statement does; read off the syntax tree, so that it cannot differ from it. */
export const explainSql: Stage<ExplainSqlInput, Explanation> = async (input, context) => {
  const explanation = explainTree(input.tree, { rowLimit: rowLimit(context) });
  return {
    ...explanation,
    steps: [
      ...explanation.steps,
      ...input.assumptions.map((assumption) => ({ kind: 'assumption' as const, text: assumption.text })),
    ],
  };
};
