import { clarification } from './en/clarification.ts';
import { common } from './en/common.ts';
import { expiry } from './en/expiry.ts';
import { assumptions } from './en/assumptions.ts';
import { confidence } from './en/confidence.ts';
import { explainability } from './en/explainability.ts';
import { sqlBlock } from './en/sql-block.ts';
import { stageProgress } from './en/stage-progress.ts';

/** Every text of the kit in English: the default, and what a translation has to cover. */
export const en = {
  ...assumptions,
  ...common,
  ...clarification,
  ...expiry,
  ...confidence,
  ...explainability,
  ...sqlBlock,
  ...stageProgress,
};
