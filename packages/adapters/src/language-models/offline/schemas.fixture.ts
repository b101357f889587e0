import type { GenerateSqlInput, TaskColumn, TaskTable, ValueHit } from '@nl2sql/core/contracts';
import Libsql from 'libsql';

const column = (name: string, type: string, rest: Partial<TaskColumn> = {}): TaskColumn => ({
  name,
  type,
  primaryKey: false,
  nullable: true,
  ...rest,
});
const key = (name: string): TaskColumn => column(name, 'INTEGER', { primaryKey: true, nullable: false });

/** A small school for instruments: people, what they play, and where they perform. */
export const TABLES: readonly TaskTable[] = [
  {
    name: 'musicians',
    kind: 'table',
    columns: [
      key('musician_id'),
      column('name', 'TEXT'),
      column('country', 'TEXT'),
      column('age', 'INTEGER'),
      column('monthly_salary', 'REAL'),
      column('joined_on', 'DATE'),
      column('gender', 'TEXT', { samples: { values: ['F', 'M'], coverage: 'complete' } }),
    ],
  },
  {
    name: 'venues',
    kind: 'table',
    columns: [key('venue_id'), column('venue_name', 'TEXT'), column('city', 'TEXT'), column('capacity', 'INTEGER')],
  },
  {
    name: 'recitals',
    kind: 'table',
    columns: [
      key('recital_id'),
      column('musician_id', 'INTEGER', { references: { table: 'musicians', column: 'musician_id', source: 'declared' } }),
      column('venue_id', 'INTEGER', { references: { table: 'venues', column: 'venue_id', source: 'declared' } }),
      column('recital_year', 'INTEGER'),
      column('ticket_price', 'REAL'),
    ],
  },
];

export const JOINS: GenerateSqlInput['schema']['joins'] = [
  {
    from: { table: 'recitals', column: 'musician_id' },
    to: { table: 'musicians', column: 'musician_id' },
    source: 'declared',
  },
  { from: { table: 'recitals', column: 'venue_id' }, to: { table: 'venues', column: 'venue_id' }, source: 'declared' },
];

const STORED: readonly (readonly [table: string, column: string, values: readonly string[]])[] = [
  ['musicians', 'name', ['Ada', 'Bela', 'Cleo', 'Dario']],
  ['musicians', 'country', ['Peru', 'Kenya']],
  ['venues', 'venue_name', ['Old Hall', 'Harbour Stage']],
  ['venues', 'city', ['Lima', 'Nairobi']],
];

const ROWS = `
  CREATE TABLE musicians (musician_id INTEGER PRIMARY KEY, name TEXT, country TEXT, age INTEGER, monthly_salary REAL, joined_on DATE, gender TEXT);
  CREATE TABLE venues (venue_id INTEGER PRIMARY KEY, venue_name TEXT, city TEXT, capacity INTEGER);
  CREATE TABLE recitals (recital_id INTEGER PRIMARY KEY, musician_id INTEGER, venue_id INTEGER, recital_year INTEGER, ticket_price REAL);
  INSERT INTO musicians VALUES (1,'Ada','Peru',34,2000,'2019-05-01','F'),(2,'Bela','Kenya',51,3500,'2023-02-10','M'),(3,'Cleo','Peru',27,1500,'2024-01-20','F'),(4,'Dario','Kenya',45,2600,'2018-11-11','M');
  INSERT INTO venues VALUES (1,'Old Hall','Lima',300),(2,'Harbour Stage','Nairobi',900);
  INSERT INTO recitals VALUES (1,1,1,2021,20),(2,1,2,2022,25),(3,1,1,2023,30),(4,2,2,2022,40),(5,3,1,2023,15);
`;

/** Finds stored values in a question as a value index does. */
export function valuesIn(question: string): ValueHit[] {
  const hits: ValueHit[] = [];
  for (const [table, name, values] of STORED) {
    for (const value of values) {
      const start = question.toLowerCase().indexOf(value.toLowerCase());
      if (start < 0 || /\p{L}/u.test(question[start + value.length] ?? '')) continue;
      const phrase = question.slice(start, start + value.length);
      hits.push({
        table,
        column: name,
        phrase,
        value,
        coverage: 'complete',
        start,
        end: start + value.length,
        match: phrase === value ? 'exact' : 'folded',
      });
    }
  }
  return hits;
}

export function sqlTask(question: string, rest: Partial<GenerateSqlInput> = {}): GenerateSqlInput {
  return {
    question,
    dialect: 'sqlite',
    dialectNotes: [],
    terms: [],
    examples: [],
    resolutions: [],
    rowLimit: 100,
    today: '2024-06-15',
    schema: { tables: TABLES, joins: JOINS, values: valuesIn(question) },
    ...rest,
  };
}

/** Runs a statement on the rows of the fixture. */
export function rowsOf(sql: string): unknown[][] {
  const database = new Libsql(':memory:');
  try {
    database.exec(ROWS);
    return database.prepare(sql).raw(true).all() as unknown[][];
  } finally {
    database.close();
  }
}
