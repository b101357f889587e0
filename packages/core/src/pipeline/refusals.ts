import type { RunAccess } from '../access/index.ts';
import type { ClassifyIntentReply } from '../contracts/index.ts';
import type { Refusal } from '../protocol/index.ts';
import type { RunState } from './run-state.ts';
import { sentence } from './shown-text.ts';

const WRITES: Refusal['reason'] = 'write_not_allowed';

/** What the user is told of an intent that is not followed; reading is. */
const BY_INTENT: Readonly<Record<Exclude<ClassifyIntentReply['intent'], 'read'>, Refusal>> = {
  insert: { reason: WRITES, message: 'This would add data. Only questions that read data are answered here.' },
  update: { reason: WRITES, message: 'This would change data. Only questions that read data are answered here.' },
  delete: { reason: WRITES, message: 'This would delete data. Only questions that read data are answered here.' },
  ddl: { reason: WRITES, message: 'This would change the structure of the database, which is never done here.' },
  off_topic: { reason: 'off_topic', message: 'This is not a question about the data.' },
  unanswerable: { reason: 'unanswerable', message: 'Stored data cannot answer this question.' },
};

/** The refusal of an intent; null for reading alone, whatever else a replaced stage may answer. */
export function refusalOf(intent: ClassifyIntentReply['intent']): Refusal | null {
  return intent === 'read' ? null : (BY_INTENT[intent] ?? BY_INTENT.unanswerable);
}

const NO_TABLE_FITS: Refusal = {
  reason: 'unanswerable',
  message: 'No table that you may read seems to hold what the question asks about.',
};

/** The refusal of every question while there is no table to ask about. */
const NO_TABLES: Refusal = { reason: 'unanswerable', message: 'There is no table yet that you may ask about.' };

/** The refusal of a question that no table fits. */
export function noTableFits(state: RunState, access: RunAccess): Refusal {
  return honestly(access.view.tables.size === 0 ? NO_TABLES : NO_TABLE_FITS, state, access);
}

/** The refusal of a run whose question was asked with permissions that its principal no longer has. */
export const NO_LONGER_PERMITTED: Refusal = {
  reason: 'not_permitted',
  message: 'What you may see has changed since you asked. Ask the question again.',
};

/** Hidden things that a refusal names at most. */
const MOST_NAMED = 3;

/**
 * The refusal of a question that nothing visible answers, or, as far as the host lets it be told, that
 * something answers which the principal may not see.
 */
export function honestly(refusal: Refusal, state: RunState, { view, decision, disclose, findHidden }: RunAccess): Refusal {
  if (decision === null || disclose === 'nothing') return refusal;
  const hidden = findHidden(state.standalone);
  if (hidden.length === 0) {
    return view.tables.size > 0 ? refusal : { reason: 'not_permitted', message: 'You may not see any of the data.' };
  }
  const named = hidden.slice(0, MOST_NAMED).join(', ');
  return {
    reason: 'not_permitted',
    message: disclose === 'name' ? sentence(`You may not see what this question asks about: ${named}.`) : 'You may not see the data that this question asks about.',
  };
}
