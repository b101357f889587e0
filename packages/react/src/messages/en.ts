import { approval } from './en/approval.ts';
import { assumptions } from './en/assumptions.ts';
import { chat } from './en/chat.ts';
import { clarification } from './en/clarification.ts';
import { common } from './en/common.ts';
import { confidence } from './en/confidence.ts';
import { expiry } from './en/expiry.ts';
import { explainability } from './en/explainability.ts';
import { impact } from './en/impact.ts';
import { resultTable } from './en/result-table.ts';
import { sqlBlock } from './en/sql-block.ts';
import { stageProgress } from './en/stage-progress.ts';

/** Every text of the kit in English: the default, and what a translation has to cover. */
export const en = {
  ...approval,
  ...assumptions,
  ...chat,
  ...clarification,
  ...common,
  ...confidence,
  ...expiry,
  ...explainability,
  ...impact,
  ...resultTable,
  ...sqlBlock,
  ...stageProgress,
};
