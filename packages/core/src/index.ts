export { createPipeline, type Pipeline } from './create-pipeline.ts';
export type { PipelineOptions } from './options.ts';
export { settingsSchema, type Settings, type SettingsInput } from './settings.ts';
export {
  mayWrite,
  rolePolicy,
  type AccessRule,
  type AllowDeleteRule,
  type AllowReadRule,
  type AllowWriteRule,
  type DenyRule,
  type FilterOperand,
  type IntendedWrite,
  type MaskRule,
  type RolePolicy,
  type RolePolicyOptions,
  type RowRule,
  type RuleProblem,
  type WriteVerdict,
} from './access/index.ts';
export type { RunStream } from './pipeline/event-stream.ts';
export type { KnownRun, LookupOptions } from './pipeline/lookups.ts';
export type { ResumeOptions, RunInput } from './pipeline/run-input.ts';
export type { IngestOptions } from './pipeline/shared-ingestion.ts';
export { memoryClarificationStore, type MemoryClarificationStoreOptions } from './pipeline/memory-clarification-store.ts';
export { memoryRunStore, type MemoryRunStoreOptions } from './pipeline/memory-run-store.ts';
export type { KnowledgeProblem } from './schema/domain-knowledge.ts';
export type { SimilarExample } from './schema/example-matcher.ts';
export type { IngestProgress, IngestReport } from './schema/ingest.ts';
export { fullView, type Catalog, type CatalogTable, type CatalogView } from './schema/catalog.ts';
export type { JoinGraph, JoinPlan, JoinRoute } from './schema/join-graph.ts';
export type { SchemaIndex } from './schema/schema-index.ts';
export type { Query } from './sql/index.ts';
export { defaultStages, type Stages } from './stages/index.ts';
export type { PresentationContext, PresentationStage, Stage, StageContext } from './stages/stage.ts';
export type { ClassifyIntentOutput, ClassifyIntentStageInput } from './stages/classify-intent.ts';
export type {
  RetrieveTableCandidatesInput,
  RetrieveTableCandidatesOutput,
  TableCandidate,
} from './stages/retrieve-table-candidates.ts';
export type {
  RankedTable,
  ScoreTableRelevanceOutput,
  ScoreTableRelevanceStageInput,
} from './stages/score-table-relevance.ts';
export type { DetectAmbiguityInput, DetectAmbiguityOutput } from './stages/detect-ambiguity.ts';
export type { GroundColumnsOutput, GroundColumnsStageInput } from './stages/ground-columns.ts';
export type { GenerateSqlOutput, GenerateSqlStageInput } from './stages/generate-sql.ts';
export type { ValidateSqlInput, ValidateSqlOutput } from './stages/validate-sql.ts';
export type { RepairSqlStageInput } from './stages/repair-sql.ts';
export type { ExecuteQueryInput } from './stages/execute-query.ts';
export type { VerifyResultInput } from './stages/verify-result.ts';
export type { ExplainSqlInput } from './stages/explain-sql.ts';
export { CONFIDENCE_WEIGHTS, type ScoreConfidenceInput } from './stages/score-confidence.ts';
export type { SuggestChartsInput } from './stages/suggest-charts.ts';
export { suggestChartsFor } from './charts/suggest-charts.ts';
export * from './errors/index.ts';
export { CONFIDENCE_LEVELS } from './protocol/index.ts';
export type * from './protocol/index.ts';
