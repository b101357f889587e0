export { createPipeline, type IngestOptions, type Pipeline } from './create-pipeline.ts';
export type { PipelineOptions } from './options.ts';
export type { Settings, SettingsInput } from './settings.ts';
export type { RunStream } from './pipeline/event-stream.ts';
export type { ResumeOptions, RunInput } from './pipeline/run.ts';
export { memoryRunStore } from './pipeline/memory-run-store.ts';
export type { IngestProgress, IngestReport } from './schema/ingest.ts';
export { fullView, type Catalog, type CatalogTable, type CatalogView } from './schema/catalog.ts';
export type { SchemaIndex } from './schema/schema-index.ts';
export { defaultStages, type Stages } from './stages/index.ts';
export type { Stage, StageContext } from './stages/stage.ts';
export type { DetectAmbiguityInput, DetectAmbiguityOutput } from './stages/detect-ambiguity.ts';
export type {
  RetrieveTableCandidatesInput,
  RetrieveTableCandidatesOutput,
  TableCandidate,
} from './stages/retrieve-table-candidates.ts';
export type { RankedTable } from './stages/score-table-relevance.ts';
export { CONFIDENCE_LEVELS, CONFIDENCE_WEIGHTS } from './stages/score-confidence.ts';
export { suggestChartsFor } from './charts/suggest-charts.ts';
export * from './errors/index.ts';
export type * from './protocol/index.ts';
