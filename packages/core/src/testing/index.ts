export { scriptedModel, type ScriptedModel, type ScriptedModelOptions, type ScriptedReplies, type ScriptedReply } from './scripted-model.ts';
export type { ContractCase } from './contract-case.ts';
export { databaseCases, type DatabaseHarness } from './database-cases.ts';
export { embedderCases, type EmbedderHarness } from './embedder-cases.ts';
export { runStoreCases, type RunStoreHarness } from './run-store-cases.ts';
export { trustedSql } from './trusted-sql.ts';
export { vectorStoreCases, type VectorStoreHarness } from './vector-store-cases.ts';
