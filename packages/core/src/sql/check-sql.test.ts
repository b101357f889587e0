import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = {
  tables: [
    { table: 'orders', columns: ['id', 'customer_id', 'created_at', 'total', 'status'] },
    { table: 'customers', columns: ['id', 'name', 'Sign Up'] },
  ],
  joins: [],
  values: [],
};

const check = (sql: string, dialect: Dialect = 'sqlite', rowLimit = 1000) => checkSql(sql, { dialect, lock, rowLimit, recursionSteps: 10_000 });

async function printed(sql: string, dialect: Dialect = 'sqlite'): Promise<string> {
  const result = await check(sql, dialect);
  if (!result.ok) throw new Error(`${sql}\n${result.problems.map((found) => `${found.code}: ${found.message}`).join('\n')}`);
  return result.checked.text;
}

async function codes(sql: string, dialect: Dialect = 'sqlite'): Promise<string[]> {
  const result = await check(sql, dialect);
  return result.ok ? [] : result.problems.map((found) => found.code);
}

async function messages(sql: string, dialect: Dialect = 'sqlite'): Promise<string> {
  const result = await check(sql, dialect);
  return result.ok ? '' : result.problems.map((found) => found.message).join('\n');
}

describe('what is accepted', () => {
  it.each([
    ['select ID, Status from ORDERS', 'SELECT id, status FROM orders LIMIT 1000'],
    ["SELECT count(*) FROM orders WHERE status = 'it''s' -- note", "SELECT count(*) FROM orders WHERE status = 'it''s' LIMIT 1000"],
    ['SELECT "Sign Up" FROM main.customers', 'SELECT "Sign Up" FROM customers LIMIT 1000'],
    ['SELECT o.id FROM orders o, customers AS c WHERE c.id = o.customer_id', 'SELECT o.id FROM orders AS o, customers AS c WHERE c.id = o.customer_id LIMIT 1000'],
    ['SELECT name FROM orders JOIN customers ON customers.id = customer_id', 'SELECT customers.name FROM orders JOIN customers ON customers.id = orders.customer_id LIMIT 1000'],
    ['SELECT DISTINCT status FROM orders WHERE total BETWEEN 1 AND 2.5 AND NOT status IS NULL', 'SELECT DISTINCT status FROM orders WHERE total BETWEEN 1 AND 2.5 AND status IS NOT NULL LIMIT 1000'],
    ['SELECT CASE WHEN total > 5 THEN 1 ELSE 0 END x, CAST(total AS INTEGER) FROM orders', 'SELECT CASE WHEN total > 5 THEN 1 ELSE 0 END AS x, CAST(total AS INTEGER) FROM orders LIMIT 1000'],
    ['SELECT id FROM orders ORDER BY total DESC NULLS LAST, id LIMIT 3 OFFSET 2', 'SELECT id FROM orders ORDER BY total DESC NULLS LAST, id LIMIT 3 OFFSET 2'],
    ['SELECT id FROM orders LIMIT 5, 3', 'SELECT id FROM orders LIMIT 3 OFFSET 5'],
    ['SELECT 0x10, .5, 1., 1E3, +7, 1 + +2, NULL + 1', 'SELECT 16, 0.5, 1.0, 1e3, +7, 1 + +2, NULL + 1 LIMIT 1000'],
    ['SELECT id FROM orders UNION ALL SELECT id FROM customers EXCEPT SELECT 1 ORDER BY id', 'SELECT id FROM orders UNION ALL SELECT id FROM customers EXCEPT SELECT 1 ORDER BY id LIMIT 1000'],
    ['SELECT sum(total) OVER (PARTITION BY status ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders', 'SELECT sum(total) OVER (PARTITION BY status ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders LIMIT 1000'],
    ['SELECT group_concat(status, \', \' ORDER BY id) FILTER (WHERE total > 1) FROM orders', "SELECT group_concat(status, ', ' ORDER BY id) FILTER (WHERE total > 1) FROM orders LIMIT 1000"],
    ['WITH t(a) AS (SELECT id FROM orders) SELECT * FROM t', 'WITH t(a) AS (SELECT id FROM orders) SELECT a FROM t LIMIT 1000'],
    ['SELECT name FROM customers c WHERE EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id)', 'SELECT name FROM customers AS c WHERE EXISTS (SELECT 1 FROM orders AS o WHERE o.customer_id = c.id) LIMIT 1000'],
    ['SELECT v.column1 FROM (VALUES (1), (2)) AS v', 'SELECT v.column1 FROM (VALUES (1), (2)) AS v LIMIT 1000'],
    ['SELECT id FROM orders WHERE (SELECT 1) < total UNION SELECT id FROM orders WHERE id IN (SELECT 1) UNION SELECT 2', 'SELECT id FROM orders WHERE (SELECT 1) < total UNION SELECT id FROM orders WHERE id IN (SELECT 1) UNION SELECT 2 LIMIT 1000'],
    ['SELECT total = 1 = 1, status || total * 2 FROM orders', 'SELECT (total = 1) = 1, (status || total) * 2 FROM orders LIMIT 1000'],
    ["SELECT id FROM orders WHERE NOT status LIKE 'x' AND NOT (total = 1)", "SELECT id FROM orders WHERE status NOT LIKE 'x' AND NOT (total = 1) LIMIT 1000"],
    ['SELECT id FROM orders WHERE total > ((SELECT 1)) INTERSECT SELECT id FROM customers', 'SELECT id FROM orders WHERE total > (SELECT 1) INTERSECT SELECT id FROM customers LIMIT 1000'],
    ['SELECT id FROM (SELECT id FROM orders) UNION SELECT id FROM customers', 'SELECT id FROM (SELECT id FROM orders) AS derived_1 UNION SELECT id FROM customers LIMIT 1000'],
    ['SELECT * FROM (SELECT max(total) AS n FROM orders) JOIN (SELECT count(id) AS m FROM customers)', 'SELECT derived_1.n, derived_2.m FROM (SELECT max(total) AS n FROM orders) AS derived_1 JOIN (SELECT count(id) AS m FROM customers) AS derived_2 LIMIT 1000'],
    ['SELECT n, name FROM (SELECT max(total) AS n FROM orders), customers', 'SELECT derived_1.n, customers.name FROM (SELECT max(total) AS n FROM orders) AS derived_1, customers LIMIT 1000'],
    ['SELECT id FROM orders WHERE status = "paid late" OR "status" IN ("half open", \'x\')', "SELECT id FROM orders WHERE status = 'paid late' OR status IN ('half open', 'x') LIMIT 1000"],
    ['SELECT id FROM orders LIMIT (SELECT count(*) FROM customers)', 'SELECT id FROM orders LIMIT min(max((SELECT count(*) FROM customers), 0), 1000)'],
    ['VALUES (1, 2), (3, 4)', 'SELECT column1, column2 FROM (VALUES (1, 2), (3, 4)) AS derived_1 LIMIT 1000'],
    ["SELECT x'4a', 1 IS NULL + 1, (1 IS NULL) + 1", "SELECT X'4A', 1 IS NULL + 1, (1 IS NULL) + 1 LIMIT 1000"],
    ['SELECT value FROM json_each(\'[1]\')', "SELECT value FROM json_each('[1]') LIMIT 1000"],
  ])('%s', async (sql, expected) => {
    expect(await printed(sql)).toBe(expected);
  });

  it('writes USING as ON, with both columns locked', async () => {
    expect(await printed('SELECT id FROM orders JOIN customers USING (id)')).toBe(
      'SELECT orders.id AS id FROM orders JOIN customers ON orders.id = customers.id LIMIT 1000',
    );
    expect(await printed('SELECT id FROM orders RIGHT JOIN customers USING (id)')).toContain('SELECT customers.id AS id');
    expect(await printed('SELECT id FROM orders FULL JOIN customers USING (id)')).toContain('SELECT coalesce(orders.id, customers.id) AS id');
    expect(await codes('SELECT 1 FROM orders JOIN customers USING (status)')).toEqual(['unknown_column']);
  });

  it('writes an alias out where a hidden column of that name could take its place', async () => {
    expect(await printed('SELECT lower(name) AS email, count(*) FROM customers GROUP BY email HAVING email > 1 ORDER BY email')).toBe(
      'SELECT lower(name) AS email, count(*) FROM customers GROUP BY lower(name) HAVING lower(name) > 1 ORDER BY email LIMIT 1000',
    );
    expect(await printed('SELECT lower(name) AS email FROM customers ORDER BY length(email)')).toContain('ORDER BY length(lower(name))');
  });

  it('keeps operators together as they were read', async () => {
    expect(await printed('SELECT (1 + 2) * 3 - (4 - 5), 7 / (2 * 3), -(-1), 1 - -1')).toBe('SELECT (1 + 2) * 3 - (4 - 5), 7 / (2 * 3), -(-1), 1 - -1 LIMIT 1000');
    expect(await printed('SELECT id FROM orders WHERE (id = 1 OR id = 2) AND NOT (id = 3 AND total = 4)')).toContain('(id = 1 OR id = 2) AND NOT (id = 3 AND total = 4)');
  });

  it.each<[Dialect, string, string]>([
    ['postgres', 'SELECT STATUS, total::numeric(10,2) FROM Orders', 'SELECT status, CAST(total AS NUMERIC(10,2)) FROM orders LIMIT 1000'],
    ['postgres', "SELECT date_trunc('month', created_at) FROM orders WHERE created_at > now() - interval '1 year'", "SELECT date_trunc('month', created_at) FROM orders WHERE created_at > now() - INTERVAL '1 year' LIMIT 1000"],
    ['postgres', 'SELECT DISTINCT ON (status) status, id FROM orders ORDER BY status, id FETCH FIRST 2 ROWS ONLY', 'SELECT DISTINCT ON (status) status, id FROM orders ORDER BY status, id LIMIT 2'],
    ['postgres', "SELECT id FROM orders WHERE status ILIKE 'P%' AND status NOT ILIKE '%x'", "SELECT id FROM orders WHERE status ILIKE 'P%' AND status NOT ILIKE '%x' LIMIT 1000"],
    ['postgres', "SELECT E'a\\n\\'b', $x$it's$x$", "SELECT 'a\n''b', 'it''s' LIMIT 1000"],
    ['postgres', '(SELECT id FROM orders ORDER BY id LIMIT 1) UNION (SELECT id FROM customers)', '(SELECT id FROM orders ORDER BY id LIMIT 1) UNION SELECT id FROM customers LIMIT 1000'],
    ['mysql', 'SELECT `status`, TIMESTAMPDIFF(MONTH, created_at, NOW()) FROM orders', 'SELECT status, timestampdiff(MONTH, created_at, now()) FROM orders LIMIT 1000'],
    ['mysql', 'SELECT "it\\\'s" FROM orders', "SELECT 'it''s' FROM orders LIMIT 1000"],
    ['mysql', "SELECT GROUP_CONCAT(DISTINCT status ORDER BY id DESC SEPARATOR '; ') FROM orders WHERE created_at > NOW() - INTERVAL 7 DAY", "SELECT group_concat(DISTINCT status ORDER BY id DESC SEPARATOR '; ') FROM orders WHERE created_at > now() - INTERVAL 7 DAY LIMIT 1000"],
    ['duckdb', "SELECT strftime(created_at, '%Y') y, sum(total) FROM orders GROUP BY y", "SELECT strftime(created_at, '%Y') AS y, sum(total) FROM orders GROUP BY strftime(created_at, '%Y') LIMIT 1000"],
  ])('%s: %s', async (dialect, sql, expected) => {
    expect(await printed(sql, dialect)).toBe(expected);
  });
});

describe('what is refused', () => {
  it.each([
    ['', 'not_a_query'],
    [';', 'not_a_query'],
    ['EXPLAIN SELECT 1', 'not_a_query'],
    ['SELECT 1; SELECT 2', 'multiple_statements'],
    ['SELECT 1 FROM orders NATURAL JOIN customers', 'natural_join'],
    ['SELECT o.* FROM orders o', 'star'],
    ['SELECT max(*) FROM orders', 'star'],
    ['SELECT id FROM orders LIMIT id', 'unknown_column'],
    ['SELECT id FROM orders LIMIT 1 OFFSET id', 'unknown_column'],
    ['SELECT max("paid"), "paid" FROM orders', 'unknown_column'],
    ['SELECT id INTO loot FROM orders', 'unsupported'],
    ['SELECT id FROM orders FOR UPDATE', 'unsupported'],
    ['SELECT upper(status) OVER () FROM orders', 'function_not_allowed'],
    ['SELECT load_extension(status) FROM orders', 'function_not_allowed'],
    ['SELECT CAST(id AS regclass) FROM orders', 'type_not_allowed'],
    ['SELECT id FROM orders o1, orders o2', 'ambiguous_column'],
    ['SELECT 1 FROM orders, orders', 'duplicate_name'],
    ['SELECT ?', 'parameter'],
    ['SELECT :name', 'parameter'],
    ['SELECT 1 /* open', 'forbidden_comment'],
    [`SELECT ${'('.repeat(40)}1${')'.repeat(40)}`, 'too_complex'],
    [`SELECT id FROM orders WHERE id IN (${Array.from({ length: 1001 }, () => '1').join(',')})`, 'too_large'],
    [`SELECT '${'x'.repeat(33_000)}'`, 'too_large'],
    ['SELECT a.id FROM orders a JOIN orders b ON 1', 'cross_join'],
    ['WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r', 'unbounded_recursion'],
    ['SELECT id FROM orders UNION SELECT id, total FROM orders', 'invalid_position'],
    ['SELECT id FROM orders UNION SELECT id FROM orders ORDER BY total + 1', 'invalid_position'],
  ])('%s', async (sql, code) => {
    expect(await codes(sql)).toContain(code);
  });

  it.each([
    // The engine would take the hidden column of the inner table, or the inner source of the same name.
    'SELECT (SELECT max(email) FROM customers) FROM (SELECT name AS email FROM customers) d',
    'SELECT (SELECT email FROM customers d) FROM (SELECT name AS email FROM customers) d',
    'SELECT d.email FROM customers d, (SELECT name AS email FROM customers) x WHERE x.email = d.name',
    'SELECT (SELECT d.email FROM customers d) FROM (SELECT name AS email FROM customers) d',
  ])('a name that may lead to a hidden column: %s', async (sql) => {
    expect((await check(sql)).ok).toBe(false);
  });

  it('an endless recursion, unless the time limit of the statement is to end it', async () => {
    const endless = 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r';
    expect(await codes(endless)).toEqual(['unbounded_recursion']);
    expect((await checkSql(endless, { dialect: 'sqlite', lock, rowLimit: 10, recursionSteps: null })).ok).toBe(true);
  });

  it('gives one answer to hidden and to missing names', async () => {
    const hidden = await check('SELECT email FROM customers');
    const missing = await check('SELECT zzzzz FROM customers');
    expect(JSON.stringify(hidden).replaceAll('email', '?')).toBe(JSON.stringify(missing).replaceAll('zzzzz', '?'));
    const hiddenTable = await check('SELECT 1 FROM salaries');
    const missingTable = await check('SELECT 1 FROM qqqqqqqq');
    expect(JSON.stringify(hiddenTable).replaceAll('salaries', '?')).toBe(JSON.stringify(missingTable).replaceAll('qqqqqqqq', '?'));
  });

  it('names the locked names that are close', async () => {
    expect(await messages('SELECT created FROM orders')).toContain('Did you mean orders.created_at?');
    expect(await messages('SELECT 1 FROM orderz')).toContain('Did you mean orders?');
    expect(await messages('SELECT statuss, totall FROM orders')).toMatch(/orders\.status[\s\S]*orders\.total/);
  });

  it('says how a string is written when a name in quotes is unknown', async () => {
    expect(await messages('SELECT upper("paid") FROM orders')).toContain('A string is written in single quotes.');
  });

  it('keeps the text of a refusal short and on one line', async () => {
    const text = await messages(`SELECT "${'a\nb'.repeat(500)}" FROM orders`.replaceAll('\n', ' '));
    expect(text.length).toBeLessThan(200);
  });
});

describe('the row limit', () => {
  it.each([
    ['SELECT id FROM orders', 'LIMIT 10', [{ kind: 'row_limit', rows: 10 }]],
    ['SELECT id FROM orders LIMIT 500', 'LIMIT 10', [{ kind: 'row_limit', rows: 10 }]],
    ['SELECT id FROM orders LIMIT 3', 'LIMIT 3', []],
    ['SELECT id FROM orders LIMIT 10', 'LIMIT 10', []],
  ])('%s', async (sql, ending, added) => {
    const result = await check(sql, 'sqlite', 10);
    expect(result.ok && result.checked.text.endsWith(ending)).toBe(true);
    expect(result.ok && result.proof.added).toEqual(added);
  });
});

describe('the result', () => {
  it('is frozen, and proves what is used', async () => {
    const result = await check("SELECT c.name, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id WHERE upper(o.status) = 'PAID' GROUP BY c.name");
    if (!result.ok) throw new Error('refused');
    expect(Object.isFrozen(result.checked)).toBe(true);
    expect(result.checked.parameters).toEqual([]);
    expect(result.proof.used).toEqual({
      tables: ['customers', 'orders'],
      columns: [
        { table: 'customers', column: 'name' },
        { table: 'orders', column: 'customer_id' },
        { table: 'customers', column: 'id' },
        { table: 'orders', column: 'status' },
      ],
      functions: ['count', 'upper'],
      joins: [],
      scopes: [
        {
          scope: 'query',
          tables: ['customers', 'orders'],
          columns: [
            { table: 'customers', column: 'name' },
            { table: 'orders', column: 'customer_id' },
            { table: 'customers', column: 'id' },
            { table: 'orders', column: 'status' },
          ],
          functions: ['count', 'upper'],
        },
      ],
    });
    expect(result.proof).toMatchObject({ decision: 'accepted', rule: 'locked_read', dialect: 'sqlite', parsers: [] });
    expect(result.proof.allowed.map((entry) => entry.table)).toEqual(['orders', 'customers']);
  });

  it('proves what each part of the statement uses', async () => {
    const result = await check('WITH big AS (SELECT id FROM orders WHERE total > 5) SELECT name FROM customers WHERE id IN (SELECT id FROM big) UNION SELECT status FROM orders');
    expect(result.ok && result.proof.used.scopes.map(({ scope, tables, columns }) => [scope, tables.join(), columns.map(({ column }) => column).join()])).toEqual([
      ['with big', 'orders', 'id,total'],
      ['query', '', ''],
      ['part 1', 'customers', 'name,id'],
      ['part 1 > subquery', '', ''],
      ['part 2', 'orders', 'status'],
    ]);
  });

  it('is accepted again, word for word', async () => {
    const once = await printed('SELECT o.status s, sum(total) FROM orders o WHERE o.id IN (SELECT id FROM customers) GROUP BY s ORDER BY 2 DESC');
    expect(await printed(once)).toBe(once);
  });

  it('finds tables of another schema only by their schema', async () => {
    const options = { dialect: 'postgres', lock: { tables: [{ table: 'sales.orders', columns: ['id'] }], joins: [], values: [] }, rowLimit: 5 } as const;
    const found = await checkSql('SELECT orders.id FROM sales.orders', options);
    expect(found.ok && found.checked.text).toBe('SELECT orders.id FROM sales.orders LIMIT 5');
    expect((await checkSql('SELECT id FROM orders', options)).ok).toBe(false);
    expect((await checkSql('SELECT id FROM other.orders', options)).ok).toBe(false);
    expect((await checkSql('SELECT id FROM "sales.orders"', options)).ok).toBe(false);
  });

  it('folds names as the engine does', async () => {
    const options = { dialect: 'postgres', lock: { tables: [{ table: 'Orders', columns: ['Id', 'total'] }], joins: [], values: [] }, rowLimit: 5 } as const;
    const quoted = await checkSql('SELECT "Id", TOTAL FROM "Orders"', options);
    expect(quoted.ok && quoted.checked.text).toBe('SELECT "Id", total FROM "Orders" LIMIT 5');
    expect((await checkSql('SELECT total FROM Orders', options)).ok).toBe(false);
    expect((await checkSql('SELECT id FROM "Orders"', options)).ok).toBe(false);
  });
});

describe('any text', () => {
  const fragment = fc.constantFrom(
    'SELECT', 'FROM', 'WHERE', 'orders', 'id', '"id"', "'x'", '(', ')', ',', '*', '.', '=', 'AND', 'NOT', 'IN', 'WITH', 'AS', 'UNION',
    'ORDER BY', 'LIMIT', '1', '--', '/*', '*/', ';', 'CASE', 'WHEN', 'END', 'JOIN', 'USING', 'OVER', 'VALUES', 'LIKE', 'BETWEEN', '\\', '`', '[', ']', '\n',
  );
  const dialect = fc.constantFrom<Dialect>('sqlite', 'postgres', 'mysql', 'duckdb');

  it('gets an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fragment, { maxLength: 25 }).map((parts) => parts.join(' '))), dialect, async (text, engine) => {
        const result = await check(text, engine);
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('is refused or accepted alike with other white space, case and comments', async () => {
    const statements = [
      'SELECT status, count(*) FROM orders WHERE total > 5 GROUP BY status ORDER BY status DESC LIMIT 3',
      'SELECT email FROM customers',
      'WITH t AS (SELECT id FROM orders) SELECT id FROM t UNION SELECT id FROM customers',
    ];
    const spaces = fc.array(fc.constantFrom(' ', '\n', '\t', ' /* x */ ', ' -- y\n'), { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...statements), spaces, fc.boolean(), async (sql, gaps, upper) => {
        const words = sql.split(' ');
        const changed = words.map((word, index) => (upper ? word.toUpperCase() : word) + (gaps[index] ?? ' ')).join('');
        const [before, after] = [await check(sql), await check(changed)];
        expect(after.ok).toBe(before.ok);
        if (before.ok && after.ok) expect(after.checked.text.toLowerCase()).toBe(before.checked.text.toLowerCase());
      }),
      { numRuns: 100 },
    );
  });
});
