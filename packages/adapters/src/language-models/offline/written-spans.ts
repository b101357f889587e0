import { MONTHS } from './calendar-words.ts';
import type { CalendarUnit, Days, Span } from './cue.ts';

/** A time that is written out in a question, with its offsets. */
export interface WrittenSpan {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const YEAR = '((?:1[5-9]|20)\\d{2})';
const ORDINALS = ['first', 'second', 'third', 'fourth'];
const NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const monthOf = (name: string): number =>
  MONTHS.findIndex((month) => month.startsWith(name.toLowerCase().slice(0, 3))) + 1;

/** A day as `YYYY-MM-DD`; months and days beyond the end carry over. */
export const dayOf = (year: number, month: number, day: number): string => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.toISOString().slice(0, 10);
};

const months = (year: number, first: number, count: number): Days => ({
  kind: 'days',
  from: dayOf(year, first, 1),
  to: dayOf(year, first + count, 1),
});

/** The days from the first of one year to the last of another. */
export const yearsSpan = (first: number, last: number): Days => months(first, 1, 12 * (last - first + 1));

/** One day, or null when the calendar has no such day. */
function oneDay(year: number, month: number, day: number): Span | null {
  const from = dayOf(year, month, day);
  return Number(from.slice(5, 7)) === month && Number(from.slice(8)) === day
    ? { kind: 'days', from, to: dayOf(year, month, day + 1) }
    : null;
}

const part = (text: string): number => {
  const digit = /[1-4]/.exec(text);
  return digit === null ? ORDINALS.indexOf(text.toLowerCase()) + 1 : Number(digit[0]);
};

const number = (text: string): number => {
  const word = NUMBERS.indexOf(text.toLowerCase());
  return word < 0 ? Number(text) : word + 1;
};

type Form = readonly [pattern: string, read: (groups: readonly string[]) => Span | null];

const NTH = '(first|second|third|fourth|1st|2nd|3rd|4th)';
const ARTICLE = '(?:the\\s+)?';

/** The ways to write a time, the longest first. */
const FORMS: readonly Form[] = [
  [`${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+${YEAR}`, ([month = '', day, year]) => oneDay(Number(year), monthOf(month), Number(day))],
  [
    `(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTH},?\\s+${YEAR}`,
    ([day, month = '', year]) => oneDay(Number(year), monthOf(month), Number(day)),
  ],
  [`${YEAR}-(\\d{1,2})-(\\d{1,2})(?![T\\s]+\\d{1,2}:)`, ([year, month, day]) => oneDay(Number(year), Number(month), Number(day))],
  [
    `(?:${ARTICLE}month\\s+of\\s+)?${MONTH},?\\s+(?:of\\s+)?${YEAR}`,
    ([month = '', year]) => months(Number(year), monthOf(month), 1),
  ],
  [`${YEAR}-(0[1-9]|1[0-2])`, ([year, month]) => months(Number(year), Number(month), 1)],
  [
    `${ARTICLE}(?:${NTH}\\s+quarter|q([1-4])|quarter\\s+([1-4]))\\s*(?:of\\s+|in\\s+|,\\s*|-)?(?:the\\s+year\\s+)?${YEAR}`,
    ([word = '', short = '', long = '', year]) => months(Number(year), 3 * part(word + short + long) - 2, 3),
  ],
  [`${YEAR}[\\s-]*q([1-4])`, ([year, quarter]) => months(Number(year), 3 * Number(quarter) - 2, 3)],
  [
    `${ARTICLE}(?:(first|second|1st|2nd)\\s+half|h([12]))\\s*(?:of\\s+|in\\s+)?(?:the\\s+year\\s+)?${YEAR}`,
    ([word = '', short = '', year]) => months(Number(year), 6 * part(word + short) - 5, 6),
  ],
  [`${YEAR}\\s*[-–]\\s*${YEAR}`, ([first, last]) => (Number(first) < Number(last) ? yearsSpan(Number(first), Number(last)) : null)],
  [
    `${ARTICLE}(?:last|past|previous)\\s+(\\d{1,3}|${NUMBERS.join('|')})\\s+(day|week|month|quarter|year)s`,
    ([count = '', unit = '']) => ({ kind: 'recent', unit: unit.toLowerCase() as CalendarUnit, count: number(count) }),
  ],
];

const PATTERNS = FORMS.map(([pattern, read]) => ({ pattern: new RegExp(`(?<![\\w-])${pattern}(?![\\w-])`, 'giu'), read }));

/** Finds the times that a question writes out: `May 4th, 2023`, `March 2022`, `Q2 2023`, `the last 30 days`. */
export function writtenSpans(question: string): WrittenSpan[] {
  const found: WrittenSpan[] = [];
  for (const { pattern, read } of PATTERNS) {
    for (const match of question.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((other) => other.start < end && start < other.end)) continue;
      const span = read(match.slice(1).map((group) => group ?? ''));
      if (span !== null) found.push({ start, end, span });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
