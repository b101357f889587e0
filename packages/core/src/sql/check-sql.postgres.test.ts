import { describe, expect, it } from 'vitest';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = {
  tables: [
    { table: 'orders', columns: ['id', 'customer_id', 'created_at', 'total', 'status'] },
    { table: 'customers', columns: ['id', 'name'] },
  ],
  joins: [],
  values: [],
};

async function printed(sql: string): Promise<string> {
  const result = await checkSql(sql, { dialect: 'postgres', lock, rowLimit: 9 });
  if (!result.ok) throw new Error(`${sql}\n${result.problems.map((found) => `${found.code}: ${found.message}`).join('\n')}`);
  return result.checked.text.replace(/ LIMIT 9$/, '');
}

async function codes(sql: string): Promise<string[]> {
  const result = await checkSql(sql, { dialect: 'postgres', lock, rowLimit: 9 });
  return result.ok ? [] : result.problems.map((found) => found.code);
}

describe('what PostgreSQL reads', () => {
  it.each([
    ["SELECT (max(ARRAY[3]))[1], (ARRAY[1, 2])[1:1], (string_to_array('a b', ' '))[2]", "SELECT (max(ARRAY[3]))[1], (ARRAY[1, 2])[1:1], (string_to_array('a b', ' '))[2]"],
    ["SELECT id FROM orders WHERE status LIKE ANY (ARRAY['a%', '%b'])", "SELECT id FROM orders WHERE status LIKE ANY (ARRAY['a%', '%b'])"],
    ["SELECT id FROM orders WHERE status NOT ILIKE ALL (ARRAY['a%'])", "SELECT id FROM orders WHERE status NOT ILIKE ALL (ARRAY['a%'])"],
    ["SELECT id FROM orders WHERE status ~* ANY (ARRAY['a', 'b'])", "SELECT id FROM orders WHERE status ~* ANY (ARRAY['a', 'b'])"],
    ["SELECT id FROM orders WHERE status ~~ 'a' || '%' AND NOT status !~~* 'b'", "SELECT id FROM orders WHERE ((status LIKE 'a') || '%') AND status ILIKE 'b'"],
    ['SELECT id FROM orders WHERE (customer_id, total) = (SELECT id, 5 FROM customers LIMIT 1)', 'SELECT id FROM orders WHERE (customer_id, total) = (SELECT id, 5 FROM customers LIMIT 1)'],
    ['SELECT id FROM orders LIMIT 5 OFFSET 2 * (SELECT count(*) FROM customers)', 'SELECT id FROM orders LIMIT 5 OFFSET 2 * (SELECT count(*) FROM customers)'],
    ['SELECT id FROM orders ORDER BY total USING >, id USING <', 'SELECT id FROM orders ORDER BY total DESC, id'],
    ["SELECT interval '1-2' year to month, 5. / 2, .5", "SELECT INTERVAL '1-2' YEAR TO MONTH, 5. / 2, 0.5"],
    ["SELECT substring(status similar 'a#\"%#\"b' escape '#') FROM orders", "SELECT SUBSTRING(status SIMILAR 'a#\"%#\"b' ESCAPE '#') FROM orders"],
    ["SELECT E'\\u0061\\U00000062\\x63\\144', '{}'::jsonb #- '{a}'", "SELECT 'abcd', CAST('{}' AS JSONB) #- '{a}'"],
    ['SELECT count(*) FROM orders TABLESAMPLE system (5) REPEATABLE (7)', 'SELECT count(*) FROM orders TABLESAMPLE SYSTEM (5) REPEATABLE (7)'],
    ['SELECT current_timestamp(0)', 'SELECT current_timestamp(0)'],
    ['SELECT count(o.*), json_agg(o.*) FROM (SELECT id, total FROM orders) o', 'SELECT count(o.*), json_agg(o.*) FROM (SELECT id, total FROM orders) AS o'],
  ])('%s', async (sql, expected) => {
    expect(await printed(sql)).toBe(expected);
  });

  it.each([
    ['SELECT id FROM orders WHERE (id, total) = (SELECT id FROM orders LIMIT 1)', 'invalid_position'],
    ['SELECT id FROM orders WHERE total = (SELECT id, total FROM orders LIMIT 1)', 'invalid_position'],
    ['SELECT id FROM orders LIMIT 1 OFFSET (SELECT max(secret) FROM orders)', 'unknown_column'],
    ["SELECT id FROM orders WHERE status LIKE ANY (SELECT name FROM customers)", 'syntax'],
    ['SELECT json_agg(c.*) FROM customers c', 'star'],
    ['SELECT (SELECT json_agg(c.*) FROM customers c) FROM (SELECT id FROM customers) c', 'star'],
    ["SELECT E'\\u0000'", 'forbidden_character'],
    ["SELECT E'\\uD800'", 'forbidden_character'],
    ["SELECT E'\\xff'", 'unsupported'],
    ["SELECT E'\\q'", 'unsupported'],
  ])('not %s', async (sql, code) => {
    expect(await codes(sql)).toContain(code);
  });
});
