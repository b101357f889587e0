export type { Checkpointer } from './checkpointer.ts';
export type {
  CheckedSql,
  ColumnInfo,
  ColumnValues,
  Database,
  DatabaseCapabilities,
  DatabaseSchema,
  Dialect,
  ForeignKeyInfo,
  QueryOptions,
  QueryResult,
  TableInfo,
} from './database.ts';
export type { Embedder } from './embedder.ts';
export type { LanguageModel, ModelReply, ModelRequest, TokenUsage } from './language-model.ts';
export type {
  ClassifyIntentInput,
  ClassifyIntentReply,
  ColumnPurpose,
  GenerateSqlInput,
  GenerateSqlReply,
  GroundColumnsInput,
  GroundColumnsReply,
  LockedSchema,
  ModelTaskName,
  ModelTasks,
  RepairSqlInput,
  ScoreTableRelevanceInput,
  ScoreTableRelevanceReply,
  TaskColumn,
  TaskTable,
  ValueHit,
} from './model-tasks.ts';
export type { Principal } from './principal.ts';
export type { RunRecord, RunStore } from './run-store.ts';
export type { VectorMatch, VectorRecord, VectorStore } from './vector-store.ts';
