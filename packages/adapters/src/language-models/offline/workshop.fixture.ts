import type { GenerateSqlInput, GenerateSqlReply, TaskColumn, TaskTable, ValueHit } from '@nl2sql/core/contracts';
import Libsql from 'libsql';
import { generateSql } from './generate-sql.ts';
import { sqlTask } from './schemas.fixture.ts';

const column = (name: string, type: string, rest: Partial<TaskColumn> = {}): TaskColumn => ({ name, type, primaryKey: false, nullable: true, ...rest });
const key = (name: string): TaskColumn => column(name, 'INTEGER', { primaryKey: true, nullable: false });
const days = { days: { from: '2021-01-01', to: '2024-12-31', coverage: 'complete' } } as const;

/** A workshop that repairs bicycles: `stored_at` holds numbers, of which no period is known. */
export const WORKSHOP: readonly TaskTable[] = [
  { name: 'mechanics', kind: 'table', columns: [key('mechanic_id'), column('name', 'TEXT'), column('hired_on', 'DATE', days), column('wage', 'REAL')] },
  {
    name: 'repairs',
    kind: 'table',
    columns: [
      key('repair_id'),
      column('mechanic_id', 'INTEGER', { references: { table: 'mechanics', column: 'mechanic_id', source: 'declared' } }),
      column('repaired_at', 'TIMESTAMP', days),
      column('fee', 'REAL'),
      column('status', 'TEXT', { samples: { values: ['open', 'paid'], coverage: 'complete' } }),
    ],
  },
  { name: 'parts', kind: 'table', columns: [key('part_id'), column('name', 'TEXT'), column('price', 'REAL'), column('stored_at', 'INTEGER')] },
  { name: 'orders', kind: 'table', columns: [key('order_id'), column('ordered_on', 'DATE', days), column('total_amount', 'REAL')] },
];

const JOINS: GenerateSqlInput['schema']['joins'] = [
  { from: { table: 'repairs', column: 'mechanic_id' }, to: { table: 'mechanics', column: 'mechanic_id' }, source: 'declared' },
];

export const WORKSHOP_ROWS = `
  CREATE TABLE mechanics (mechanic_id INTEGER PRIMARY KEY, name TEXT, hired_on DATE, wage REAL);
  CREATE TABLE repairs (repair_id INTEGER PRIMARY KEY, mechanic_id INTEGER REFERENCES mechanics (mechanic_id), repaired_at TIMESTAMP, fee REAL, status TEXT);
  CREATE TABLE parts (part_id INTEGER PRIMARY KEY, name TEXT, price REAL, stored_at INTEGER);
  CREATE TABLE orders (order_id INTEGER PRIMARY KEY, ordered_on DATE, total_amount REAL);
  INSERT INTO mechanics VALUES (1,'Ines','2021-03-01',20),(2,'Jonas','2021-09-15',24),(3,'Kim','2023-05-02',19);
  INSERT INTO repairs VALUES
    (1,1,'2022-03-01 09:00:00',10,'paid'),(2,1,'2022-03-31 23:30:00',20,'open'),(3,2,'2022-05-04 10:00:00',30,'paid'),
    (4,1,'2023-01-02 08:00:00',40,'paid'),(5,2,'2023-05-04 00:00:00',50,'paid'),(6,3,'2023-05-04 18:00:00',60,'open'),
    (7,3,'2023-12-31 12:00:00',70,'paid'),(8,2,'2024-05-20 12:00:00',80,'paid');
  INSERT INTO parts VALUES (1,'chain',15,1700000000),(2,'bell',5,1700000001),(3,'saddle',30,1700000002);
  INSERT INTO orders VALUES (1,'2023-01-05',100),(2,'2023-01-25',50),(3,'2023-04-01',7);
`;

function valuesIn(question: string): ValueHit[] {
  const stored = [['repairs', 'status', 'open'], ['repairs', 'status', 'paid'], ['mechanics', 'name', 'Kim']] as const;
  return stored.flatMap(([table, column, value]): ValueHit[] => {
    const start = question.indexOf(value);
    return start < 0 ? [] : [{ table, column, phrase: value, value, coverage: 'complete', start, end: start + value.length, match: 'exact' }];
  });
}

/** What the offline model replies on the workshop; today is 2024-06-15. */
export const workshopReply = (question: string, rest: Partial<GenerateSqlInput> = {}): GenerateSqlReply =>
  generateSql(sqlTask(question, { schema: { tables: WORKSHOP, joins: JOINS, values: valuesIn(question) }, ...rest }));

export function workshopSql(question: string, rest: Partial<GenerateSqlInput> = {}): string {
  const reply = workshopReply(question, rest);
  return reply.kind === 'sql' ? reply.sql : `insufficient: ${reply.reason}`;
}

export function workshopRows(question: string): unknown[][] {
  const database = new Libsql(':memory:');
  try {
    database.exec(WORKSHOP_ROWS);
    return database.prepare(workshopSql(question)).raw(true).all() as unknown[][];
  } finally {
    database.close();
  }
}
