export type {
  AccessAction,
  AccessCatalog,
  AccessDecision,
  AccessEvaluator,
  ColumnMask,
  Disclosure,
  FilterValue,
  ReadAccess,
  RowFilter,
  StatementPolicy,
  TableAccess,
  TablePolicy,
  WriteAccess,
  WriteApproval,
} from './access.ts';
export type { CatalogStore } from './catalog-store.ts';
export type { Checkpointer } from './checkpointer.ts';
export type { AnswerScope, ClarificationStore, RememberedAnswer } from './clarification-store.ts';
export type {
  CheckedSql,
  CheckedWrite,
  ColumnInfo,
  ColumnValues,
  Database,
  DatabaseCapabilities,
  DatabaseSchema,
  DayRange,
  Dialect,
  ForeignKeyInfo,
  QueryOptions,
  QueryResult,
  StreamOptions,
  TableInfo,
  TransactionOptions,
  WriteTransaction,
} from './database.ts';
export type { ExampleQuestion, GlossaryEntry } from './domain-knowledge.ts';
export type { Embedder, NearWord } from './embedder.ts';
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
  TaskExample,
  TaskTable,
  TermHit,
  ValueHit,
} from './model-tasks.ts';
export type { Principal } from './principal.ts';
export type { RunRecord, RunStore } from './run-store.ts';
export type { SqlParser, StatementSummary } from './sql-parser.ts';
export type { VectorMatch, VectorRecord, VectorStore } from './vector-store.ts';
