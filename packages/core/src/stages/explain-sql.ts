import { describeEvidence, describeJoin, type Assumption, type Explanation, type Proof } from '../protocol/index.ts';
import { explainTree, type Query } from '../sql/index.ts';
import { rowLimit } from './generate-sql.ts';
import type { PresentationStage } from './stage.ts';

export interface ExplainSqlInput {
  readonly tree: Query;
  readonly proof: Proof;
  readonly assumptions: readonly Assumption[];
}

/** Says in plain words what the statement does; read off the syntax tree, so that it cannot differ from it. */
export const explainSql: PresentationStage<ExplainSqlInput, Explanation> = async (input, context) => {
  const explanation = explainTree(input.tree, { rowLimit: rowLimit(context) });
  return {
    ...explanation,
    steps: [
      ...explanation.steps,
      ...input.proof.used.joins.flatMap((join) =>
        join.source === 'declared' ? [] : [{ kind: 'join' as const, text: `Tables are matched by ${describeJoin(join)}, which is ${describeEvidence(join)}` }],
      ),
      ...input.assumptions.map((assumption) => ({ kind: 'assumption' as const, text: assumption.text })),
    ],
  };
};
