import type { Random } from './random.ts';

const MS_PER_DAY = 86_400_000;
const YEARS = 3;
/** January to December: a quiet summer, a busy end of the year. */
const SEASON = [0.9, 0.86, 0.98, 1.0, 1.02, 0.96, 0.8, 0.76, 1.04, 1.14, 1.42, 1.28];
/** Sunday to Saturday. */
const WEEKDAY = [0.55, 1.1, 1.15, 1.15, 1.1, 1.05, 0.65];
/** How many times busier the last day is than the first. */
const GROWTH = 2.6;

/** A day as the number of days since 1970-01-01 (UTC). */
export type Day = number;

/** The span of the data, and how busy its days are. */
export interface Calendar {
  /** The first day of the month, three years before today. */
  readonly start: Day;
  readonly today: Day;
  /** A day of business in `[from, to]`: growth over the years, seasons, quiet weekends. */
  readonly busyDay: (random: Random, from?: Day, to?: Day) => Day;
  /** The first day of every month that has begun, oldest first. */
  readonly months: readonly Day[];
}

export function createCalendar(todayIso: string): Calendar {
  const today = parseDay(todayIso);
  const start = addMonths(firstOfMonth(today), -12 * YEARS);
  const sums = [0];
  for (let day = start; day <= today; day += 1) {
    const growth = GROWTH ** ((day - start) / (today - start));
    const date = new Date(day * MS_PER_DAY);
    const weight = growth * (SEASON[date.getUTCMonth()] ?? 1) * (WEEKDAY[date.getUTCDay()] ?? 1);
    sums.push((sums.at(-1) ?? 0) + weight);
  }
  const months: Day[] = [];
  for (let month = start; month <= today; month = addMonths(month, 1)) months.push(month);

  return {
    start,
    today,
    months,
    busyDay: (random, from = start, to = today) => {
      const low = sums[Math.max(from, start) - start] ?? 0;
      const high = sums[Math.min(to, today) - start + 1] ?? 0;
      return Math.min(start + lastAtMost(sums, low + random.next() * (high - low)), today);
    },
  };
}

/** The position of the last number that is at most `limit`, in a rising list. */
export function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Reads `YYYY-MM-DD`. @throws RangeError for anything else, and for days that do not exist. */
export function parseDay(text: string): Day {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || isoDate(time / MS_PER_DAY) !== text) {
    throw new RangeError(`"${text}" is not a day: give it as YYYY-MM-DD, for example 2026-06-30.`);
  }
  return time / MS_PER_DAY;
}

/** `YYYY-MM-DD`. */
export function isoDate(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** `YYYY-MM`. */
export function isoMonth(day: Day): string {
  return isoDate(day).slice(0, 7);
}

/** A moment of the day, mostly in office hours, as SQLite writes it: `YYYY-MM-DD HH:MM:SS`. */
export function moment(day: Day, random: Random): string {
  const seconds = Math.floor(random.around(13.5 * 3600, 9 * 3600));
  return new Date(day * MS_PER_DAY + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Minutes after a moment that {@link moment} wrote. */
export function minutesAfter(start: string, minutes: number): string {
  const time = Date.parse(`${start.replace(' ', 'T')}Z`) + Math.round(minutes * 60_000);
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** The same day of the month, `count` months on, or that month's last day. */
export function addMonths(day: Day, count: number): Day {
  const date = new Date(day * MS_PER_DAY);
  const target = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
  const lastOfTarget = new Date(target);
  lastOfTarget.setUTCMonth(lastOfTarget.getUTCMonth() + 1, 0);
  return target / MS_PER_DAY + Math.min(date.getUTCDate(), lastOfTarget.getUTCDate()) - 1;
}

export function firstOfMonth(day: Day): Day {
  return parseDay(`${isoMonth(day)}-01`);
}
