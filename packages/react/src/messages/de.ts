import { approval } from './de/approval.ts';
import { assumptions } from './de/assumptions.ts';
import { chat } from './de/chat.ts';
import { clarification } from './de/clarification.ts';
import { common } from './de/common.ts';
import { confidence } from './de/confidence.ts';
import { expiry } from './de/expiry.ts';
import { explainability } from './de/explainability.ts';
import { impact } from './de/impact.ts';
import { resultTable } from './de/result-table.ts';
import { sqlBlock } from './de/sql-block.ts';
import { stageProgress } from './de/stage-progress.ts';
import type { Nl2SqlMessages } from './messages.ts';

/**
 * Every text of the kit in German.
 *
 * @example
 * ```ts
 * import { de } from '@nl2sql/react/messages/de';
 *
 * const presentation = { locale: 'de', messages: de };
 * ```
 */
export const de: Nl2SqlMessages = {
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
