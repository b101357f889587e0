import { clarification } from './en/clarification.ts';
import { common } from './en/common.ts';
import { expiry } from './en/expiry.ts';

/** Every text of the kit in English: the default, and what a translation has to cover. */
export const en = {
  ...common,
  ...clarification,
  ...expiry,
};
