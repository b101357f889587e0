import { describe, expect, it } from 'vitest';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = {
  tables: [
    { table: 'books', columns: ['id', 'author_id', 'published', 'price', 'genre'] },
    { table: 'authors', columns: ['id', 'name'] },
  ],
  joins: [],
  values: [],
};

async function read(sql: string): Promise<string> {
  const result = await checkSql(sql, { dialect: 'mysql', lock, rowLimit: 50, recursionSteps: 10_000 });
  return result.ok ? result.checked.text : result.problems.map(({ code }) => code).join(', ');
}

describe('G-EXE-1: what MySQL alone writes is printed as both servers read it', () => {
  it.each([
    // Words for the server's planner are read and left out.
    ['SELECT STRAIGHT_JOIN SQL_NO_CACHE HIGH_PRIORITY DISTINCTROW genre FROM books', 'SELECT DISTINCT genre FROM books LIMIT 50'],
    ['SELECT SQL_CALC_FOUND_ROWS id FROM books FORCE INDEX FOR ORDER BY (PRIMARY) USE INDEX () WHERE id < 3', 'SELECT id FROM books WHERE id < 3 LIMIT 50'],
    ['SELECT b.id FROM books b IGNORE KEY (a, b), authors a WHERE a.id = b.author_id', 'SELECT b.id FROM books AS b, authors AS a WHERE a.id = b.author_id LIMIT 50'],
    ['SELECT 1 FROM dual', 'SELECT 1 LIMIT 50'],
    ['SELECT 1 FROM DUAL WHERE EXISTS (SELECT 1 FROM books)', 'SELECT 1 FROM DUAL WHERE EXISTS (SELECT 1 FROM books) LIMIT 50'],
    ["SELECT BINARY genre = 'a', genre = BINARY 'b', genre SOUNDS LIKE 'c' FROM books", "SELECT CAST(genre AS BINARY) = 'a', genre = CAST('b' AS BINARY), soundex(genre) = soundex('c') FROM books LIMIT 50"],
    ["SELECT 0x1F + 0, 0xABC, b'101', 0b11, x'4a', 5., .5", "SELECT 0x1f + 0, 0xabc, 0b101, 0b11, X'4A', 5., 0.5 LIMIT 50"],
    ["SELECT N'it''s', n'a' 'b', _utf8mb4'\\'c'", "SELECT 'it''s', 'ab', '''c' LIMIT 50"],
    ["SELECT genre 'kind', price `cost` FROM books ORDER BY kind", 'SELECT genre AS kind, price AS cost FROM books ORDER BY kind LIMIT 50'],
    ['SELECT INTERVAL(5, 1, 3), INTERVAL (2) DAY + published, CONVERT(genre USING utf8mb4) FROM books', 'SELECT interval(5, 1, 3), INTERVAL 2 DAY + published, CONVERT(genre USING UTF8MB4) FROM books LIMIT 50'],
    ["SELECT TIMESTAMP '2024-01-01 10:00:00', TIMESTAMPADD(SQL_TSI_WEEK, 1, published) FROM books", "SELECT TIMESTAMP '2024-01-01 10:00:00', timestampadd(WEEK, 1, published) FROM books LIMIT 50"],
    ['SELECT id FROM books LIMIT 18446744073709551615 OFFSET 3', 'SELECT id FROM books LIMIT 50 OFFSET 3'],
    // MySQL 8 and MariaDB name the columns of VALUES apart.
    ["SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) v", "SELECT column_0, column_1 FROM (SELECT 1 AS column_0, 'a' AS column_1 UNION ALL SELECT 2, 'b' UNION ALL SELECT 3, 'c') AS v LIMIT 50"],
    ['SELECT id FROM books UNION VALUES (1), (2)', 'SELECT id FROM books UNION (SELECT 1 AS column_0 UNION ALL SELECT 2) LIMIT 50'],
    ['SELECT id AS n FROM books UNION ALL SELECT id FROM authors ORDER BY n IS NULL, FIELD(n, 3, 1) DESC', 'SELECT id AS n FROM books UNION ALL SELECT id FROM authors ORDER BY n IS NULL, field(n, 3, 1) DESC LIMIT 50'],
    ['SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION ALL SELECT 4', '(SELECT 1 UNION SELECT 2 UNION SELECT 3) UNION ALL SELECT 4 LIMIT 50'],
  ])('%s', async (sql, expected) => {
    expect(await read(sql)).toBe(expected);
  });
});

describe('G-COL-1 G-LEX-1: what only looks like it', () => {
  it.each([
    ['SELECT sql_no_cache FROM books', 'syntax'],
    ['SELECT 1 FROM dual d', 'syntax'],
    ['SELECT 1 FROM dual, books', 'syntax'],
    ['SELECT 1 FROM `dual`', 'unknown_table'],
    ['SELECT secret FROM books USE INDEX (PRIMARY)', 'unknown_column'],
    // Another set of characters may swallow the backslash, and so move the end of the text.
    ["SELECT _gbk'a'", 'unsupported'],
    ["SELECT _binary'a'", 'unsupported'],
    ["SELECT b'102'", 'syntax'],
    ['SELECT 0x1Fg', 'syntax'],
    // The engine would look for the name in the subquery's own table first.
    ['SELECT name AS email FROM authors UNION SELECT name FROM authors ORDER BY (SELECT email FROM authors LIMIT 1)', 'invalid_position'],
    ['SELECT name FROM authors UNION SELECT name FROM authors ORDER BY LENGTH(email)', 'unknown_column'],
    ['SELECT name FROM authors UNION SELECT name FROM authors ORDER BY LENGTH(authors.name)', 'unknown_column'],
    ['SELECT id FROM books LIMIT 1 OFFSET (SELECT 1)', 'limit_not_constant'],
  ])('%s', async (sql, code) => {
    expect(await read(sql)).toContain(code);
  });
});
