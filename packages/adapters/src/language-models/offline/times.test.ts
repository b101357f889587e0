import type { Dialect } from '@nl2sql/core/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { workshopReply, workshopRows, workshopSql, WORKSHOP } from './workshop.fixture.ts';

const YEARS = [['2022', 3], ['2023', 4], ['2024', 1]];
const MONTHS_OF_2023 = [['2023-01', 1], ['2023-05', 2], ['2023-12', 1]];

describe('periods to group by', () => {
  test.each<[question: string, rows: unknown[][]]>([
    ['How many repairs are there per year?', YEARS],
    ['How many repairs are there by year?', YEARS],
    ['How many repairs for each year?', YEARS],
    ['How many repairs are there yearly?', YEARS],
    ['Show repairs per year', YEARS],
    ['What is the total fee of repairs per year?', [['2022', 60], ['2023', 220], ['2024', 80]]],
    ['What is the total fee of open repairs per year?', [['2022', 20], ['2023', 60]]],
    ['How many repairs are there per month in 2023?', MONTHS_OF_2023],
    ['How many repairs were made each month last year?', MONTHS_OF_2023],
    ['What is the average fee by quarter in 2023?', [['2023-Q1', 40], ['2023-Q2', 55], ['2023-Q4', 70]]],
    ['How many repairs per week in May 2023?', [['2023-05-01', 2]]],
    ['How many repairs per day in 2022?', [['2022-03-01', 1], ['2022-03-31', 1], ['2022-05-04', 1]]],
    ['How many repairs are there by year and status?', [['2022', 'open', 1], ['2022', 'paid', 2], ['2023', 'open', 1], ['2023', 'paid', 3], ['2024', 'paid', 1]]],
    ['What is the total fee per mechanic and year in 2022?', [['Ines', '2022', 30], ['Jonas', '2022', 30]]],
    ['Show the number of repairs per year for each mechanic since 2023', [['2023', 'Ines', 1], ['2023', 'Jonas', 1], ['2023', 'Kim', 2], ['2024', 'Jonas', 1]]],
    ['How many mechanics were hired per year?', [['2021', 2], ['2023', 1]]],
    ['What was the revenue by month?', [['2023-01', 150], ['2023-04', 7]]],
    ['How many repairs per year, sorted by year descending?', YEARS.toReversed()],
    ['Which year has the most repairs?', [['2023']]],
    ['Which month had the highest total fee?', [['2023-05']]],
    ['What are the top 2 years by total fee?', [['2023'], ['2024']]],
    ['Which months have more than 1 repair?', [['2022-03'], ['2023-05']]],
    ['In which year was Kim hired?', [['2023']]],
  ])('%s', (question, rows) => {
    const sorted = (some: unknown[][]): unknown[][] => some.toSorted((a, b) => String(a).localeCompare(String(b)));
    const found = workshopRows(question);
    if (/sorted|top/.test(question)) expect(found).toEqual(rows);
    else expect(sorted(found)).toEqual(sorted(rows));
  });

  test('come in their order, unless the question ranks', () => {
    expect(workshopRows('How many repairs per year?')).toEqual(YEARS);
  });

  test.each<[dialect: Dialect, unit: string, sql: string]>([
    ['sqlite', 'month', "STRFTIME('%Y-%m', repairs.repaired_at)"],
    ['postgres', 'month', "TO_CHAR(repairs.repaired_at, 'YYYY-MM')"],
    ['mysql', 'month', "DATE_FORMAT(repairs.repaired_at, '%Y-%m')"],
    ['duckdb', 'month', "STRFTIME(repairs.repaired_at, '%Y-%m')"],
    ['postgres', 'quarter', `TO_CHAR(repairs.repaired_at, 'YYYY-"Q"Q')`],
    ['mysql', 'quarter', "CONCAT(YEAR(repairs.repaired_at), '-Q', QUARTER(repairs.repaired_at))"],
    ['duckdb', 'week', "STRFTIME(DATE_TRUNC('week', repairs.repaired_at), '%Y-%m-%d')"],
  ])('in %s a %s is %s', (dialect, unit, sql) => {
    expect(workshopSql(`How many repairs are there per ${unit}?`, { dialect })).toBe(
      `SELECT ${sql} AS ${unit}, COUNT(*) AS count FROM repairs GROUP BY ${sql} ORDER BY ${sql} ASC LIMIT 100`,
    );
  });

  test('are of the time that was settled, as a condition is', () => {
    const tables = WORKSHOP.map((table) => (table.name === 'repairs' ? { ...table, columns: [...table.columns, { ...table.columns[2]!, name: 'invoiced_at' }] } : table));
    const settled = (name: string) =>
      workshopSql('How many repairs per month in 2023?', {
        schema: { tables, joins: [], values: [] },
        resolutions: [{ clarificationId: 'c', kind: 'time', phrase: 'per month', chosen: { id: name, label: name, table: 'repairs', column: name }, rejected: [] }],
      });
    expect(settled('invoiced_at')).toContain("GROUP BY STRFTIME('%Y-%m', repairs.invoiced_at)");
    expect(settled('invoiced_at')).not.toContain('repaired_at');
    expect(settled('repaired_at')).not.toContain('invoiced_at');
  });

  test('say what they were read from, and on which day a week begins', () => {
    expect(workshopReply('How many repairs per week?')).toMatchObject({
      assumptions: ['The time is taken from repaired_at of repairs.', 'Weeks begin on Monday.'],
      unused: [],
    });
  });
});

describe('times to select by', () => {
  test.each<[question: string, count: number]>([
    ['How many repairs took place in March 2022?', 2],
    ['How many repairs happened in Q2 2023?', 2],
    ['How many repairs occurred in the first quarter of 2023?', 1],
    ['How many repairs were made in the second half of 2023?', 1],
    ['How many repairs were there on 2023-05-04?', 2],
    ['How many repairs were there on May 4th, 2023?', 2],
    ['How many repairs took place since May 2023?', 4],
    ['How many repairs took place before March 2022?', 0],
    ['How many repairs took place after March 2022?', 6],
    ['How many repairs took place until March 2022?', 2],
    ['How many repairs took place on or after 2023-05-04?', 4],
    ['How many repairs since 2023?', 5],
    ['How many repairs until 2022?', 3],
    ['How many repairs between 2022 and 2023?', 7],
    ['How many repairs from 2022 to 2023?', 7],
    ['How many repairs between March 2022 and January 2023?', 4],
    ['How many repairs from March 2022 to May 2022?', 3],
    ['How many repairs in 2022 and 2024?', 4],
    ['How many repairs were paid with a fee between 1900 and 2000?', 0],
    ['How many mechanics were hired between 2020 and 2022?', 2],
    ['How many repairs in March 2022 or May 2022?', 3],
    ['How many repairs were not in 2023?', 4],
    ['How many repairs were there in the last 3 months?', 1],
    ['How many repairs were there in the last 20 days?', 0],
    ['How many repairs were there this quarter?', 1],
    ['How many mechanics were hired in September 2021?', 1],
    ['How many mechanics hired before 2023?', 2],
    ['What is the total fee in 2022?', 60],
  ])('%s', (question, count) => {
    expect(workshopRows(question), workshopSql(question)).toEqual([[count]]);
  });
});

describe('what is not understood of a time', () => {
  test.each([
    'How many repairs per hour?',
    'How many repairs per weekday?',
    'How many repairs per day of the week?',
    'How many repairs per fiscal year?',
    'How many repairs per garage?',
    'What is the total fee of repairs per garage?',
    'How many repairs took place in March?',
    'How many repairs in Q2?',
    'How many repairs on Mondays?',
    'How has the total fee of repairs changed month over month?',
    'What is the average number of repairs per month?',
    'What is the average monthly wage of mechanics?',
    'Which mechanic had the most repairs per month?',
    'How many parts were stored per month?',
    'How many parts are there per year?',
    'How many parts were stored in March 2022?',
    'List the names of mechanics hired each year',
  ])('is refused: %s', (question) => {
    expect(workshopReply(question)).toMatchObject({ kind: 'insufficient' });
  });

  test('a date that SQLite may hold in any way is no period, of a type it is one', () => {
    const tables = WORKSHOP.map((table) => ({ ...table, columns: table.columns.map(({ name, type, primaryKey, nullable }) => ({ name, type, primaryKey, nullable })) }));
    const over = (dialect: Dialect) => workshopReply('How many repairs per month?', { dialect, schema: { tables, joins: [], values: [] } });
    expect(over('sqlite')).toEqual({ kind: 'insufficient', missing: ['repairs.repaired_at'], reason: expect.stringContaining('not known to be dates') });
    expect(over('postgres')).toMatchObject({ kind: 'sql' });
  });

  test('is never left out of an answer', () => {
    const words = ['how many', 'repairs', 'mechanics', 'total', 'average', 'fee', 'wage', 'the', 'of', 'for each', 'by', 'status', 'and', 'with', 'more than 3', 'most', 'highest', 'top 3', 'in 2023', 'since 2022', 'sorted by', 'show', 'which', 'hired', 'not', 'name', ','];
    const part = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((some) => some.join(' '));
    const times = fc.constantFrom<[string, RegExp]>(
      ['per month', /'%Y-%m'/],
      ['by year', /'%Y'/],
      ['each day', /'%Y-%m-%d'/],
      ['monthly', /'%Y-%m'/],
      ['in March 2022', /'2022-0[34]-01'/],
      ['before Q3 2021', /'2021-(?:07|10)-01'/],
      ['in the last 2 months', /'2024-0[46]-1[56]'/],
    );
    fc.assert(
      fc.property(part, times, part, (before, [time, kept], after) => {
        const reply = workshopReply(`${before} ${time} ${after}`);
        if (reply.kind === 'sql') expect(reply.sql, `${before} ${time} ${after}`).toMatch(kept);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an order', () => {
  test.each<[question: string, names: string[]]>([
    ['List parts by price in descending order', ['saddle', 'chain', 'bell']],
    ['List parts by price descending', ['saddle', 'chain', 'bell']],
    ['List parts by price', ['bell', 'chain', 'saddle']],
    ['List mechanics by hiring date in descending order', ['Kim', 'Jonas', 'Ines']],
  ])('%s', (question, names) => {
    expect(workshopRows(question)).toEqual(names.map((name) => [name]));
  });
});
