import { describe, expect, test } from 'vitest';
import { generateSql } from './generate-sql.ts';
import { JOINS, rowsOf, sqlTask, TABLES } from './schemas.fixture.ts';

function answer(question: string): { sql: string; rows: unknown[][]; unused: readonly string[] } {
  const reply = generateSql(sqlTask(question));
  if (reply.kind !== 'sql') throw new Error(`insufficient: ${reply.reason}`);
  return { sql: reply.sql, rows: rowsOf(reply.sql), unused: reply.unused };
}

const sorted = (rows: unknown[][]): unknown[][] => [...rows].sort((a, b) => String(a).localeCompare(String(b)));

/** Question, rows of the answer, and whether their order counts. */
const CASES: readonly (readonly [construct: string, question: string, rows: unknown[][], ordered?: 'ordered'])[] = [
  ['count', 'How many musicians are there?', [[4]]],
  ['count with a value', 'How many musicians are from Peru?', [[2]]],
  ['count of distinct values', 'How many different countries are there?', [[2]]],
  ['average', 'What is the average age of the musicians?', [[39.25]]],
  ['sum', 'What is the total capacity of all venues?', [[1200]]],
  ['minimum and maximum', 'What are the minimum and maximum monthly salary of musicians?', [[1500, 3500]]],
  ['several figures of one name', 'What are the minimum, average and maximum age of the musicians?', [[27, 39.25, 51]]],
  ['superlatives of one name', 'What are the lowest and the highest monthly salary?', [[1500, 3500]]],
  [
    'attributes in their order',
    'What are the name, age and country of the musicians from Kenya?',
    [
      ['Bela', 51, 'Kenya'],
      ['Dario', 45, 'Kenya'],
    ],
  ],
  ['the thing itself', 'Which musicians are from Peru?', [['Ada'], ['Cleo']]],
  [
    'for each',
    'How many musicians are there for each country?',
    [
      ['Kenya', 2],
      ['Peru', 2],
    ],
  ],
  [
    'group by a word',
    'What is the average age by country?',
    [
      ['Kenya', 48],
      ['Peru', 30.5],
    ],
  ],
  ['every one below the average', 'What is the name and age of every musician with an age lower than average?', [['Ada', 34], ['Cleo', 27]]],
  ['superlative', 'What is the name of the oldest musician?', [['Bela']]],
  ['top n', 'List the names of the 2 youngest musicians.', [['Cleo'], ['Ada']], 'ordered'],
  ['ranking by a measure', 'Top 2 musicians by age', [['Bela'], ['Dario']]],
  ['ranking by a measure, with its direction', 'the top 2 musicians by age descending', [['Bela'], ['Dario']]],
  ['superlative of a measure', 'What is the name of the musician with the highest monthly salary?', [['Bela']]],
  ['superlative over a joined count', 'What is the name of the musician with the most recitals?', [['Ada']]],
  [
    'count of joined rows',
    'What is the name of each musician and the number of recitals?',
    [
      ['Ada', 3],
      ['Bela', 1],
      ['Cleo', 1],
    ],
  ],
  ['having', 'What are the names of musicians with at least 2 recitals?', [['Ada']]],
  ['having in words', 'Which venues have more than two recitals?', [['Old Hall']]],
  ['greater than', 'List the names of musicians older than 40.', [['Bela'], ['Dario']]],
  ['between', 'What are the names of musicians whose age is between 30 and 46?', [['Ada'], ['Dario']]],
  ['after a year', 'List the names of musicians who joined after 2020.', [['Bela'], ['Cleo']]],
  ['this year', 'List the names of musicians who joined this year.', [['Cleo']]],
  ['last year', 'List the names of musicians who joined last year.', [['Bela']]],
  ['written date', 'Which musicians joined before May 2nd, 2019?', [['Ada'], ['Dario']]],
  ['negated value', 'List the names of musicians who are not from Peru.', [['Bela'], ['Dario']]],
  ['absence', 'Which musicians do not have any recitals?', [['Dario']]],
  ['without', 'List the names of musicians without recitals.', [['Dario']]],
  ['starts with', 'List the names of musicians whose name starts with "B".', [['Bela']]],
  ['contains', 'List the names of venues whose name contains "Stage".', [['Harbour Stage']]],
  ['or', 'List the names of musicians from Peru or Kenya.', [['Ada'], ['Bela'], ['Cleo'], ['Dario']]],
  ['distinct', 'What are the different countries of musicians?', [['Kenya'], ['Peru']]],
  [
    'alphabetical order',
    'List the names of all musicians in alphabetical order.',
    [['Ada'], ['Bela'], ['Cleo'], ['Dario']],
    'ordered',
  ],
  [
    'descending order',
    'List the names of the musicians in descending order of age.',
    [['Bela'], ['Dario'], ['Ada'], ['Cleo']],
    'ordered',
  ],
  ['above the average', 'Which musicians have a monthly salary above the average?', [['Bela'], ['Dario']]],
  ['filter over a join', 'What are the names of musicians who had recitals in Nairobi?', [['Ada'], ['Bela']]],
  ['both values', 'What are the names of musicians with recitals in both Lima and Nairobi?', [['Ada'], ['Ada']]],
  ['attribute over a join', 'What is the city of the venue called "Old Hall"?', [['Lima']]],
  ['most common value', 'What is the most common city of recitals?', [['Lima']]],
  ['coded value', 'How many female musicians are there?', [[2]]],
  ['year equality', 'How many recitals were there in 2022?', [[2]]],
];

describe('English grammar', () => {
  test.each(CASES.map(([construct, question, rows, order]) => ({ construct, question, rows, order })))(
    '$construct: $question',
    ({ question, rows, order }) => {
      const result = answer(question);
      if (order === 'ordered') expect(result.rows, result.sql).toEqual(rows);
      else expect(sorted(result.rows), result.sql).toEqual(sorted(rows));
      expect(result.unused).toEqual([]);
    },
  );

  test('lists every column when all information is asked for, and never a star', () => {
    const { sql, rows } = answer('Show all information about venues.');
    expect(sql).not.toContain('*');
    expect(rows[0]).toEqual([1, 'Old Hall', 'Lima', 300]);
  });

  test('a sentence that follows says what to show', () => {
    expect(answer('Which musicians are from Kenya? Give me their ages.').rows).toEqual([[51], [45]]);
  });

  test('adds up a column of which no type is known, unless its name tells of words', () => {
    const bare = TABLES.map((table) => ({ ...table, columns: table.columns.map((column) => ({ ...column, type: '' })) }));
    const over = (question: string): string => {
      const reply = generateSql(sqlTask(question, { schema: { tables: bare, joins: JOINS, values: [] } }));
      return reply.kind === 'sql' ? reply.sql : reply.reason;
    };
    expect(rowsOf(over('What is the average age of the musicians?'))).toEqual([[39.25]]);
    expect(over('What is the average name of the musicians?')).not.toMatch(/avg/i);
  });

  test('a unit at the end of a name does not have to be said', () => {
    const growers = {
      name: 'growers',
      kind: 'table' as const,
      columns: ['name', 'harvest_million_kg'].map((name) => ({ name, type: name === 'name' ? 'TEXT' : 'REAL', primaryKey: false, nullable: true })),
    };
    const reply = generateSql(sqlTask('What is the average harvest of the growers?', { schema: { tables: [growers], joins: [], values: [] } }));
    expect(reply).toMatchObject({ kind: 'sql', sql: expect.stringContaining('AVG(growers.harvest_million_kg)'), unused: [] });
  });

  test('says which words it did not take into account', () => {
    expect(answer('What are the names of musicians from Peru with a violin?').unused).toEqual(['violin']);
  });

  test('names an assumption about time', () => {
    const reply = generateSql(sqlTask('How many musicians are there since 2020?'));
    expect(reply).toMatchObject({ kind: 'sql', assumptions: [expect.stringContaining('joined_on')] });
  });
});
