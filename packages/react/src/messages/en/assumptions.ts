import type { Assumption } from '@nl2sql/core/protocol';

const bases: Readonly<Record<`assumptionBasis:${NonNullable<Assumption['basis']>}`, string>> = {
  'assumptionBasis:same_result': 'Every reading gives the same result.',
  'assumptionBasis:remembered': 'Taken from an earlier answer of yours.',
  'assumptionBasis:chosen': 'You chose this reading.',
};

export const assumptions = {
  ...bases,
  assumptionsLabel: 'Assumptions',
  assumptionChip: ({ phrase, reading }: { readonly phrase: string; readonly reading: string }) => `${phrase} = ${reading}`,
  assumptionChange: ({ assumption }: { readonly assumption: string }) => `${assumption}: change`,
  assumptionReadings: 'Other readings',
  assumptionCurrent: 'in use',
  assumptionApply: 'Ask again with this reading',
  assumptionBusy: 'Readings can be changed when the answer is there.',
};
