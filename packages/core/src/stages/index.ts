import { classifyIntent, type ClassifyIntentOutput, type ClassifyIntentStageInput } from './classify-intent.ts';
import { detectAmbiguity, type DetectAmbiguityInput, type DetectAmbiguityOutput } from './detect-ambiguity.ts';
import { executeQuery, type ExecuteQueryInput } from './execute-query.ts';
import { explainSql, type ExplainSqlInput } from './explain-sql.ts';
import { generateSql, type GenerateSqlOutput, type GenerateSqlStageInput } from './generate-sql.ts';
import { groundColumns, type GroundColumnsOutput, type GroundColumnsStageInput } from './ground-columns.ts';
import { repairSql, type RepairSqlStageInput } from './repair-sql.ts';
import {
  retrieveTableCandidates,
  type RetrieveTableCandidatesInput,
  type RetrieveTableCandidatesOutput,
} from './retrieve-table-candidates.ts';
import { scoreConfidence, type ScoreConfidenceInput } from './score-confidence.ts';
import {
  scoreTableRelevance,
  type ScoreTableRelevanceOutput,
  type ScoreTableRelevanceStageInput,
} from './score-table-relevance.ts';
import type { PresentationStage, Stage } from './stage.ts';
import { suggestCharts, type SuggestChartsInput } from './suggest-charts.ts';
import { validateSql, type ValidateSqlInput, type ValidateSqlOutput } from './validate-sql.ts';
import { verifyResult, type VerifyResultInput } from './verify-result.ts';
import type { QueryResult } from '../contracts/index.ts';
import type { ChartSuggestion, Confidence, Explanation, ResultWarning } from '../protocol/index.ts';

/** Every stage by the name under which an option replaces it. */
export interface Stages {
  readonly classifyIntent: Stage<ClassifyIntentStageInput, ClassifyIntentOutput>;
  readonly retrieveTableCandidates: Stage<RetrieveTableCandidatesInput, RetrieveTableCandidatesOutput>;
  readonly scoreTableRelevance: Stage<ScoreTableRelevanceStageInput, ScoreTableRelevanceOutput>;
  readonly detectAmbiguity: Stage<DetectAmbiguityInput, DetectAmbiguityOutput>;
  readonly groundColumns: Stage<GroundColumnsStageInput, GroundColumnsOutput>;
  readonly generateSql: Stage<GenerateSqlStageInput, GenerateSqlOutput>;
  readonly validateSql: Stage<ValidateSqlInput, ValidateSqlOutput>;
  readonly repairSql: Stage<RepairSqlStageInput, GenerateSqlOutput>;
  readonly executeQuery: Stage<ExecuteQueryInput, QueryResult>;
  readonly verifyResult: Stage<VerifyResultInput, readonly ResultWarning[]>;
  readonly explainSql: PresentationStage<ExplainSqlInput, Explanation>;
  readonly scoreConfidence: Stage<ScoreConfidenceInput, Confidence>;
  readonly suggestCharts: PresentationStage<SuggestChartsInput, readonly ChartSuggestion[]>;
}

/** The stages that run unless an option says otherwise. */
export const defaultStages: Stages = {
  classifyIntent,
  retrieveTableCandidates,
  scoreTableRelevance,
  detectAmbiguity,
  groundColumns,
  generateSql,
  validateSql,
  repairSql,
  executeQuery,
  verifyResult,
  explainSql,
  scoreConfidence,
  suggestCharts,
};
