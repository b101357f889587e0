import type { Formatters } from '../format.ts';
import { counted } from './counted.ts';

/** How long something may still be answered. */
export const expiry = {
  /** Before the instant itself. */
  expiresAt: 'Open until',
  minutesLeft: ({ minutes }: { readonly minutes: number }, format: Formatters) => `${counted(minutes, 'minute', format)} left`,
  lessThanMinutesLeft: ({ minutes }: { readonly minutes: number }, format: Formatters) =>
    minutes === 1 ? 'Less than a minute left to answer' : `Less than ${counted(minutes, 'minute', format)} left to answer`,
};
