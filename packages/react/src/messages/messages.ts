import type { en } from './en.ts';

/** The same keys as a part of the English texts, each a text or a function of the same parameters. */
export type Translated<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : English[Key];
};

/**
 * Every text of the kit. Those that depend on a number or a name are functions of their parameters and
 * the formatters of the language. Pass a part of them to replace some, all of them to translate.
 */
export type Nl2SqlMessages = Translated<typeof en>;
