export { scriptedModel, type ScriptedModel, type ScriptedModelOptions, type ScriptedReplies, type ScriptedReply } from './scripted-model.ts';
export type { ContractCase } from './contract-case.ts';
export { embedderCases, type EmbedderHarness } from './embedder-cases.ts';
export { vectorStoreCases, type VectorStoreHarness } from './vector-store-cases.ts';
