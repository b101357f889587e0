export { scriptedModel, type ScriptedModel, type ScriptedModelOptions, type ScriptedReplies, type ScriptedReply } from './scripted-model.ts';
