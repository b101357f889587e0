import fc from 'fast-check';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = {
  tables: [
    { table: 'people', columns: ['id', 'name'] },
    { table: 'sales', columns: ['id', 'person_id', 'price'] },
  ],
  joins: [],
  values: [],
};

/** The same database but for what the lock hides: a column of each table, and a table. */
function databaseWith(secrets: readonly [string, string, string]): Database.Database {
  const [first, second, third] = secrets;
  const database = new Database(':memory:');
  database.exec(`
    CREATE TABLE people (id INTEGER, name TEXT, email TEXT);
    CREATE TABLE sales (id INTEGER, person_id INTEGER, price REAL, margin TEXT);
    CREATE TABLE vault (id INTEGER, name TEXT, email TEXT);
    INSERT INTO people VALUES (1, 'Ada', '${first}'), (2, 'Bob', '${second}'), (3, NULL, '${third}');
    INSERT INTO sales VALUES (1, 1, 5, '${second}'), (2, 1, 7.5, '${third}'), (3, 2, 2, '${first}');
    INSERT INTO vault VALUES (${first.length}, '${first}', '${third}');
  `);
  return database;
}

let one: Database.Database;
let other: Database.Database;

beforeAll(() => {
  one = databaseWith(['a', 'b', 'c']);
  other = databaseWith(['zz', 'y', 'y']);
});

afterAll(() => {
  one.close();
  other.close();
});

function rowsOf(database: Database.Database, sql: string): string {
  try {
    return JSON.stringify(database.prepare(sql).raw(true).all());
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : ''}`;
  }
}

const often = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) => fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: rare });
const sometimes = (arbitrary: fc.Arbitrary<string>) => often(fc.constant(''), arbitrary);
const half = (arbitrary: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), arbitrary);
const name = often(fc.constantFrom('id', 'id', 'name', 'email'), fc.constantFrom('price', 'margin', 'person_id', 'x', 'rowid'));
const column = fc.tuple(often(fc.constantFrom('', 'p.'), fc.constantFrom('s.', 'd.', 'people.', 'vault.')), name).map(([table, own]) => table + own);
const source = often(
  fc.constantFrom('people p', 'people p', '(SELECT name AS email, id FROM people) p', '(SELECT id, name FROM people) d', 'people'),
  fc.constantFrom('vault p', 'sales s', 'sales p', 'people email', '(SELECT id, price AS email FROM sales) s'),
);
const joined = fc.constantFrom(
  ' JOIN people s USING (id)', ' JOIN people s USING (email)', ' JOIN (SELECT id, name AS email FROM people) s USING (email)', ' NATURAL JOIN people s',
  ' LEFT JOIN sales s ON s.person_id = p.id', ' JOIN (SELECT id, name AS email FROM people) s ON s.id = p.id', ', people s WHERE s.id = p.id',
  ' FULL JOIN (SELECT id, name AS email FROM people) s USING (id)',
);

const { query } = fc.letrec<{ query: string; expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'sql' },
    { weight: 4, arbitrary: column },
    { weight: 3, arbitrary: fc.tuple(column, source).map(([own, from]) => `(SELECT ${own} FROM ${from})`) },
    { weight: 1, arbitrary: column.map((own) => `lower(${own})`) },
    { weight: 1, arbitrary: fc.constantFrom('1', "'a1'", 'count(*)') },
    { weight: 1, arbitrary: fc.tuple(tie('expression'), fc.constantFrom('=', '<', '||', 'IS'), tie('expression')).map(([left, operator, right]) => `(${left} ${operator} ${right})`) },
    { weight: 1, arbitrary: tie('expression').map((inner) => `max(${inner})`) },
    { weight: 1, arbitrary: tie('query').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie('query').map((inner) => `EXISTS (${inner})`) },
    { weight: 1, arbitrary: fc.tuple(column, tie('query')).map(([left, inner]) => `${left} IN (${inner})`) },
  ),
  query: fc
    .record({
      shadow: sometimes(fc.constantFrom('people', 'vault', 'p')),
      item: tie('expression'),
      alias: half(name.map((own) => ` AS ${own}`)),
      source,
      joined: half(joined),
      group: sometimes(column.map((own) => ` GROUP BY ${own}`)),
      order: half(fc.oneof(column, column.map((own) => `lower(${own})`)).map((own) => ` ORDER BY ${own}`)),
      union: sometimes(fc.tuple(column, source).map(([own, from]) => ` UNION ALL SELECT ${own} FROM ${from}`)),
    })
    .map(({ shadow, item, alias, source: from, joined: join, group, order, union }) => {
      const withClause = shadow === '' ? '' : `WITH ${shadow} AS (SELECT id, name, 'c' AS email FROM ${shadow === 'people' ? 'sales' : 'people'}) `;
      return `${withClause}SELECT ${item}${alias} FROM ${from}${join}${group}${union === '' ? order : union}`;
    }),
}));

describe('an accepted statement', () => {
  it('gives the same rows whatever the hidden columns and tables hold', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(query, async (sql) => {
        const result = await checkSql(sql, { dialect: 'sqlite', lock, rowLimit: 100 });
        if (!result.ok) return;
        accepted += 1;
        expect(rowsOf(one, result.checked.text)).toBe(rowsOf(other, result.checked.text));
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(100);
  }, 60_000);
});

describe('the printed statement', () => {
  const operand = fc.constantFrom('1', '2', '7', '2.5', "'3'", "'a'", 'NULL', 'price', 'id');
  const operator = fc.constantFrom('+', '-', '*', '/', '%', '||', '=', '<>', '<', '>=', 'AND', 'OR', 'IS', 'IS NOT', '&', '|', '<<', 'LIKE', 'NOT LIKE', 'BETWEEN 1 AND', 'IN (1, 2) AND');
  const prefix = fc.constantFrom('', '', '', '- ', 'NOT ', '+ ', '~ ', '(');
  const term = fc.tuple(prefix, operand, fc.constantFrom('', '', '', ' IS NULL', ' NOT NULL', ' COLLATE nocase'));
  const expression = fc.tuple(fc.array(fc.tuple(term, operator), { maxLength: 5 }), term).map(([head, last]) => {
    const parts = [...head.map(([[before, own, after], between]) => `${before}${own}${after} ${between} `), `${last[0]}${last[1]}${last[2]}`];
    const text = parts.join('');
    return text + ')'.repeat([...text].filter((char) => char === '(').length - [...text].filter((char) => char === ')').length);
  });

  it('gives the rows that the statement itself gives', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(expression, async (text) => {
        const sql = `SELECT ${text} FROM sales ORDER BY id`;
        const result = await checkSql(sql, { dialect: 'sqlite', lock, rowLimit: 100 });
        if (!result.ok) return;
        accepted += 1;
        const direct = rowsOf(one, sql);
        if (!direct.startsWith('error')) expect(`${result.checked.text}: ${rowsOf(one, result.checked.text)}`).toBe(`${result.checked.text}: ${direct}`);
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(200);
  }, 60_000);

  it.each([
    'SELECT 7 / 2, 7 / 2.0, 7.0 / 2, 1e1 / 4, -7 % 3, 7 - 2 - 1, 7 - (2 - 1), 8 / 4 / 2, 8 / (4 / 2)',
    "SELECT 'it''s', 'a\\b', '%_', 'line\nbreak', '', '\"quoted\"', 'ünïcödé 🙂'",
    'SELECT name, count(*) FROM people LEFT JOIN sales ON person_id = people.id GROUP BY name ORDER BY 2 DESC, 1',
    'SELECT person_id, sum(price) s FROM sales GROUP BY person_id HAVING s > 2 ORDER BY s DESC',
    'SELECT name FROM people UNION SELECT price FROM sales EXCEPT SELECT 2 ORDER BY name',
    'SELECT id, row_number() OVER (ORDER BY price DESC) rn, sum(price) OVER w FROM sales WINDOW w AS (PARTITION BY person_id)',
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n',
    'SELECT (SELECT max(price) FROM sales WHERE person_id = p.id) m FROM people p WHERE name IN (\'Ada\', \'Bob\') ORDER BY m',
    'SELECT id FROM people WHERE id NOT IN (SELECT person_id FROM sales WHERE person_id IS NOT NULL)',
    'SELECT x.id, y.id FROM people x JOIN people y USING (id) JOIN sales USING (id)',
  ])('%s', async (sql) => {
    const result = await checkSql(sql, { dialect: 'sqlite', lock, rowLimit: 100 });
    if (!result.ok) throw new Error(result.problems.map((found) => found.message).join(' '));
    const direct = rowsOf(one, sql);
    expect(direct).not.toContain('error');
    expect(rowsOf(one, result.checked.text)).toBe(direct);
  });
});
