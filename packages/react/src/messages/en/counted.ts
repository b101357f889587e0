import type { Formatters } from '../format.ts';

/** `1 row`, `2 rows`. */
export const counted = (count: number, noun: string, format: Formatters): string => `${format.number(count)} ${nounOf(count, noun)}`;

/** `row` or `rows`. */
export const nounOf = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);
