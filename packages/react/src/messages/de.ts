import { clarification } from './de/clarification.ts';
import { common } from './de/common.ts';
import { expiry } from './de/expiry.ts';
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
  ...common,
  ...clarification,
  ...expiry,
};
