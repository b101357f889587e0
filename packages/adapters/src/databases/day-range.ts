import type { DayRange } from '@nl2sql/core/contracts';

const DAY = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)(?!.*BC)/;

/** Whether a text begins with a day as ISO 8601 writes it, and is no year before Christ or of zeros. */
export function isDay(text: string): boolean {
  return DAY.test(text);
}

/** The days of two texts; undefined when one is none. */
export function dayRange(from: string | null | undefined, to: string | null | undefined, coverage: DayRange['coverage']): DayRange | undefined {
  return typeof from === 'string' && typeof to === 'string' && isDay(from) && isDay(to) ? { from: from.slice(0, 10), to: to.slice(0, 10), coverage } : undefined;
}
