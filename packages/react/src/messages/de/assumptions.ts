import type { assumptions as english } from '../en/assumptions.ts';
import type { Translated } from '../messages.ts';

export const assumptions: Translated<typeof english> = {
  'assumptionBasis:same_result': 'Jede Lesart ergibt dasselbe.',
  'assumptionBasis:remembered': 'Aus einer früheren Antwort von Ihnen übernommen.',
  'assumptionBasis:chosen': 'Diese Lesart haben Sie gewählt.',
  assumptionsLabel: 'Annahmen',
  assumptionChip: ({ phrase, reading }) => `${phrase} = ${reading}`,
  assumptionChange: ({ assumption }) => `${assumption}: ändern`,
  assumptionReadings: 'Andere Lesarten',
  assumptionCurrent: 'verwendet',
  assumptionApply: 'Mit dieser Lesart neu fragen',
  assumptionBusy: 'Lesarten lassen sich ändern, sobald die Antwort da ist.',
};
