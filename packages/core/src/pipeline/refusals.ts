import type { ClassifyIntentReply } from '../contracts/index.ts';
import type { Refusal } from '../protocol/index.ts';

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

/** The refusal of a question that no table fits. */
export const NO_TABLE_FITS: Refusal = {
  reason: 'unanswerable',
  message: 'No table that you may read seems to hold what the question asks about.',
};
