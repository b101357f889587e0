import type { CalendarUnit } from './cue.ts';

const NOUNS: ReadonlyMap<string, CalendarUnit> = new Map(
  (['day', 'week', 'month', 'quarter', 'year'] as const).flatMap((unit) => [
    [unit, unit],
    [`${unit}s`, unit],
  ]),
);

const ADVERBS: ReadonlyMap<string, CalendarUnit> = new Map([
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['quarterly', 'quarter'],
  ['yearly', 'year'],
  ['annual', 'year'],
  ['annually', 'year'],
]);

export const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Words that ask for a time in a way that is read in no other place. */
const FURTHER_WORDS: ReadonlySet<string> = new Set(
  'hour hours hourly minute minutes weekday weekdays weekend weekends monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays fortnight fortnightly biweekly semester semesters decade decades century centuries trend trends'.split(
    ' ',
  ),
);

/** The unit of time that a noun names: `months`. */
export const calendarNoun = (word: string): CalendarUnit | null => NOUNS.get(word) ?? null;

/** The unit of time that a word repeats by: `monthly`. */
export const calendarAdverb = (word: string): CalendarUnit | null => ADVERBS.get(word) ?? null;

/**
 * Whether a word says of which time, or by which time: without it the question is another one.
 * A month that is a word of its own as well, such as `may`, is one where it is written like one.
 */
export function speaksOfTime(word: string, isCapital: boolean): boolean {
  if (NOUNS.has(word) || ADVERBS.has(word) || FURTHER_WORDS.has(word) || /^(?:q[1-4]|h[12]|ytd|mtd|qtd)$/.test(word)) return true;
  if (/^(?:19|20)\d\d(?:[-/]\d{1,4}){0,2}$/.test(word)) return true;
  return isCapital && MONTHS.some((month) => word === month || (word.length === 3 && month.startsWith(word)));
}
