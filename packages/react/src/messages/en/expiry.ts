import type { Formatters } from '../format.ts';

/** How long something may still be answered. */
export const expiry = {
  /** Before the instant itself. */
  expiresAt: 'Open until',
  minutesLeft: ({ minutes }: { readonly minutes: number }, format: Formatters) => `${format.number(minutes)} ${format.plural(minutes) === 'one' ? 'minute' : 'minutes'} left`,
  lessThanMinutesLeft: ({ minutes }: { readonly minutes: number }, format: Formatters) =>
    minutes === 1 ? 'Less than a minute left to answer' : `Less than ${format.number(minutes)} minutes left to answer`,
};
