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
  const result = await checkSql(sql, { dialect: 'sqlite', lock, rowLimit: 50, recursionSteps: 10_000 });
  return result.ok ? result.checked.text : result.problems.map(({ code }) => code).join(', ');
}

describe('G-EXE-1: what SQLite alone writes', () => {
  it.each([
    ["SELECT genre 'kind', 'a' 'b' FROM books", "SELECT genre AS kind, 'a' AS b FROM books LIMIT 50"],
    ["SELECT id FROM books NOT INDEXED WHERE genre REGEXP '^a' AND genre NOT REGEXP 'b'", "SELECT id FROM books WHERE genre REGEXP '^a' AND genre NOT REGEXP 'b' LIMIT 50"],
    ['SELECT b.id FROM books AS b NOT INDEXED JOIN authors a NOT INDEXED ON a.id = b.author_id', 'SELECT b.id FROM books AS b JOIN authors AS a ON a.id = b.author_id LIMIT 50'],
    ['SELECT id FROM books UNION SELECT id FROM authors ORDER BY id COLLATE NOCASE DESC', 'SELECT id FROM books UNION SELECT id FROM authors ORDER BY id COLLATE NOCASE DESC LIMIT 50'],
    ['SELECT price FROM books ORDER BY price LIMIT 1 OFFSET (SELECT count(*) FROM books) / 2', 'SELECT price FROM books ORDER BY price LIMIT 1 OFFSET (SELECT count(*) FROM books) / 2'],
    ['SELECT id FROM books UNION VALUES (1), (2)', 'SELECT id FROM books UNION SELECT column1 FROM (VALUES (1), (2)) AS derived_1 LIMIT 50'],
  ])('%s', async (sql, expected) => {
    expect(await read(sql)).toBe(expected);
  });
});

describe('G-EXE-2: the row limit holds', () => {
  it.each([
    // A negative limit is none to SQLite.
    ['SELECT id FROM books LIMIT -1', 'SELECT id FROM books LIMIT 50'],
    ['SELECT id FROM books LIMIT -1 OFFSET 7', 'SELECT id FROM books LIMIT 50 OFFSET 7'],
    ['SELECT id FROM books LIMIT (SELECT -1)', 'SELECT id FROM books LIMIT min(max((SELECT -1), 0), 50)'],
    ['SELECT id FROM books LIMIT 0 - 1', 'SELECT id FROM books LIMIT min(max(0 - 1, 0), 50)'],
    ['SELECT id FROM books LIMIT min(-1, 5)', 'SELECT id FROM books LIMIT min(max(-1, 0), 5)'],
    ['SELECT id FROM books LIMIT min(max(3, 7), 5)', 'SELECT id FROM books LIMIT min(max(max(3, 7), 0), 5)'],
    ['SELECT id FROM books LIMIT 99999999999999999999', 'SELECT id FROM books LIMIT 50'],
  ])('%s', async (sql, expected) => {
    expect(await read(sql)).toBe(expected);
  });

  it.each([
    ['SELECT id FROM books LIMIT 1 OFFSET (SELECT max(secret) FROM books)', 'unknown_column'],
    ['SELECT id FROM books LIMIT 1 OFFSET id', 'unknown_column'],
    ['SELECT id FROM books LIMIT 1 OFFSET (SELECT count(*) FROM vault)', 'unknown_table'],
  ])('and counts are checked: %s', async (sql, code) => {
    expect(await read(sql)).toContain(code);
  });
});
