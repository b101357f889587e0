import type { expiry as english } from '../en/expiry.ts';
import type { Translated } from '../messages.ts';

export const expiry: Translated<typeof english> = {
  expiresAt: 'Offen bis',
  minutesLeft: ({ minutes }, format) => `noch ${format.number(minutes)} ${format.plural(minutes) === 'one' ? 'Minute' : 'Minuten'}`,
  lessThanMinutesLeft: ({ minutes }, format) => (minutes === 1 ? 'Weniger als eine Minute für die Antwort' : `Weniger als ${format.number(minutes)} Minuten für die Antwort`),
};
