import { common } from './en/common.ts';

/** Every text of the kit in English: the default, and what a translation has to cover. */
export const en = {
  ...common,
};
