import type { Dialect } from '@nl2sql/core/contracts';
import type { CalendarUnit } from './cue.ts';

/**
 * How each dialect writes the period that a time lies in. The values are the same texts everywhere:
 * `2023`, `2023-Q2`, `2023-05`, the Monday of a week and a day as `2023-05-08`.
 */
const PERIODS: Readonly<Record<Dialect, Readonly<Record<CalendarUnit, (time: string) => string>>>> = {
  sqlite: {
    year: (time) => `STRFTIME('%Y', ${time})`,
    quarter: (time) => `STRFTIME('%Y', ${time}) || '-Q' || ((CAST(STRFTIME('%m', ${time}) AS INTEGER) + 2) / 3)`,
    month: (time) => `STRFTIME('%Y-%m', ${time})`,
    week: (time) => `DATE(${time}, '-6 days', 'weekday 1')`,
    day: (time) => `STRFTIME('%Y-%m-%d', ${time})`,
  },
  postgres: {
    year: (time) => `TO_CHAR(${time}, 'YYYY')`,
    quarter: (time) => `TO_CHAR(${time}, 'YYYY-"Q"Q')`,
    month: (time) => `TO_CHAR(${time}, 'YYYY-MM')`,
    week: (time) => `TO_CHAR(DATE_TRUNC('week', ${time}), 'YYYY-MM-DD')`,
    day: (time) => `TO_CHAR(${time}, 'YYYY-MM-DD')`,
  },
  mysql: {
    year: (time) => `DATE_FORMAT(${time}, '%Y')`,
    quarter: (time) => `CONCAT(YEAR(${time}), '-Q', QUARTER(${time}))`,
    month: (time) => `DATE_FORMAT(${time}, '%Y-%m')`,
    week: (time) => `DATE_FORMAT(SUBDATE(${time}, WEEKDAY(${time})), '%Y-%m-%d')`,
    day: (time) => `DATE_FORMAT(${time}, '%Y-%m-%d')`,
  },
  duckdb: {
    year: (time) => `STRFTIME(${time}, '%Y')`,
    quarter: (time) => `STRFTIME(${time}, '%Y') || '-Q' || QUARTER(${time})`,
    month: (time) => `STRFTIME(${time}, '%Y-%m')`,
    week: (time) => `STRFTIME(DATE_TRUNC('week', ${time}), '%Y-%m-%d')`,
    day: (time) => `STRFTIME(${time}, '%Y-%m-%d')`,
  },
};

/** The period of a unit that a time, given as SQL, lies in. */
export const periodSql = (time: string, unit: CalendarUnit, dialect: Dialect): string => PERIODS[dialect][unit](time);
