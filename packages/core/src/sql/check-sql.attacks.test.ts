import { describe, expect, it } from 'vitest';
import type { Dialect } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = {
  tables: [
    { table: 'invoices', columns: ['id', 'client_id', 'issued', 'net'] },
    { table: 'clients', columns: ['id', 'label'] },
  ],
  joins: [],
  values: [],
};
const EVERY: readonly Dialect[] = ['sqlite', 'postgres', 'mysql', 'duckdb'];

/** Statements that reach beyond the lock (hidden: clients.secret, table logins), by class of attack. */
const ATTACKS: readonly { readonly kind: string; readonly dialects: readonly Dialect[]; readonly statements: readonly string[] }[] = [
  {
    kind: 'more than one statement',
    dialects: EVERY,
    statements: ['SELECT id FROM invoices; DELETE FROM invoices', "SELECT 'x'; SELECT 1", 'SELECT 1;;SELECT 2', 'COMMIT; DROP TABLE invoices'],
  },
  {
    kind: 'no query at the root',
    dialects: EVERY,
    statements: [
      'DELETE FROM invoices', 'INSERT INTO invoices VALUES (1)', 'UPDATE invoices SET net = 0', 'DROP TABLE invoices', 'CREATE TABLE t AS SELECT 1',
      'PRAGMA writable_schema = 1', "ATTACH 'x' AS y", 'EXPLAIN SELECT 1', 'SET x = 1', 'CALL p()', 'COPY invoices TO STDOUT', 'VACUUM', 'BEGIN',
      'DESCRIBE invoices', 'SHOW TABLES', 'TABLE invoices', 'HANDLER invoices OPEN', 'INSTALL httpfs', 'DO 1', 'WITH x AS (SELECT 1) DELETE FROM invoices',
    ],
  },
  {
    kind: 'a write within the query',
    dialects: EVERY,
    statements: [
      'WITH x AS (DELETE FROM invoices RETURNING id) SELECT id FROM x', 'SELECT id INTO copy FROM invoices', 'SELECT id FROM invoices FOR UPDATE',
      "SELECT id FROM invoices INTO OUTFILE '/tmp/x'", 'SELECT id FROM invoices LOCK IN SHARE MODE', 'SELECT id INTO @x FROM invoices', 'SELECT @x := 1',
    ],
  },
  {
    kind: 'a hidden table',
    dialects: EVERY,
    statements: [
      'SELECT id FROM logins', 'SELECT i.id FROM invoices i, logins l WHERE l.id = i.id', 'SELECT (SELECT max(id) FROM logins)',
      'SELECT id FROM invoices WHERE EXISTS (SELECT 1 FROM logins)', 'SELECT id FROM invoices WHERE id IN (SELECT id FROM logins)',
      'SELECT id FROM invoices UNION SELECT id FROM logins', 'SELECT id FROM (SELECT id FROM logins) x', 'WITH x AS (SELECT id FROM logins) SELECT id FROM x',
      'SELECT i.id FROM invoices i JOIN (clients c JOIN logins l ON l.id = c.id) ON c.id = i.client_id', 'SELECT id FROM invoices ORDER BY (SELECT count(*) FROM logins)',
      'SELECT id FROM other.invoices', 'SELECT id FROM information_schema.tables', 'SELECT invoices.id FROM logins AS invoices',
      'SELECT count(*) FROM invoices GROUP BY (SELECT max(id) FROM logins)', 'SELECT sum(net) OVER (ORDER BY (SELECT max(id) FROM logins)) FROM invoices',
    ],
  },
  {
    kind: 'a CTE that hides where a name leads',
    dialects: EVERY,
    statements: [
      'WITH logins AS (SELECT id FROM logins) SELECT id FROM logins', 'WITH a AS (SELECT id FROM logins), logins AS (SELECT 1 AS id) SELECT id FROM a',
      'SELECT id FROM (WITH logins AS (SELECT 1 AS id) SELECT id FROM logins) x UNION SELECT id FROM logins',
      'WITH clients AS (SELECT id, secret AS label FROM clients) SELECT label FROM clients', 'WITH logins AS (SELECT 1 AS id) SELECT id FROM main.logins',
    ],
  },
  {
    kind: 'a hidden column in any clause',
    dialects: EVERY,
    statements: [
      'SELECT secret FROM clients', 'SELECT c.secret FROM clients c', 'SELECT upper(secret) FROM clients', 'SELECT id FROM clients WHERE secret = 1',
      'SELECT i.id FROM invoices i JOIN clients c ON c.secret = i.id', 'SELECT count(*) FROM clients GROUP BY secret', 'SELECT count(*) FROM clients HAVING max(secret) = 1',
      'SELECT id FROM clients ORDER BY secret', 'SELECT id FROM clients ORDER BY lower(secret)', 'SELECT rank() OVER (ORDER BY secret) FROM clients',
      'SELECT rank() OVER w FROM clients WINDOW w AS (PARTITION BY secret)', 'SELECT id FROM clients WINDOW w AS (ORDER BY secret)',
      'SELECT CASE WHEN secret = 1 THEN 2 END FROM clients', 'SELECT a.id FROM clients a JOIN clients b USING (id, secret)',
      'SELECT a.id FROM clients a JOIN (SELECT 1 AS secret) b USING (secret)', 'SELECT id FROM clients a NATURAL JOIN clients b',
      'SELECT id FROM clients LIMIT (SELECT max(secret) FROM clients)', 'SELECT count(DISTINCT secret) FROM clients', 'SELECT count(*) FILTER (WHERE secret = 1) FROM clients',
      'SELECT (SELECT max(c.secret)) FROM clients c', 'SELECT id FROM invoices WHERE client_id IN (SELECT id FROM clients WHERE secret = net)',
      'SELECT v FROM (SELECT secret AS v FROM clients) x', 'SELECT label AS secret, secret AS label FROM clients', 'SELECT (secret) FROM clients', 'SELECT (id, secret) = (1, 2) FROM clients',
      'SELECT (SELECT secret FROM (SELECT 1 AS id) y) FROM clients',
    ],
  },
  {
    kind: 'a star or a whole row',
    dialects: EVERY,
    statements: [
      'SELECT * FROM clients', 'SELECT c.* FROM clients c', 'SELECT count(*), c.* FROM clients c', 'SELECT x.a FROM (SELECT * FROM clients) x',
      'SELECT c FROM clients c', 'SELECT count(c) FROM clients c', 'SELECT id FROM clients c ORDER BY c', 'SELECT (c).secret FROM clients c',
      'SELECT t.c FROM clients AS t(a, b, c)', 'SELECT id FROM clients UNION SELECT * FROM clients',
    ],
  },
  {
    kind: 'a system column',
    dialects: EVERY,
    statements: ['SELECT rowid FROM clients', 'SELECT oid FROM clients', 'SELECT _rowid_ FROM clients', 'SELECT ctid FROM clients', 'SELECT c.xmin FROM clients c'],
  },
  {
    kind: 'a function that does more than compute',
    dialects: EVERY,
    statements: [
      'SELECT load_extension(1)', 'SELECT pg_sleep(9)', 'SELECT sleep(9)', "SELECT pg_read_file('x')", "SELECT load_file('x')", "SELECT readfile('x')", "SELECT query_to_xml('x', true, true, '')",
      "SELECT current_setting('x')", 'SELECT version()', 'SELECT database()', 'SELECT user()', "SELECT set_config('a', 'b', false)", 'SELECT pg_advisory_lock(1)', "SELECT get_lock('a', 1)",
      "SELECT nextval('s')", 'SELECT last_insert_rowid()', 'SELECT randomblob(1000000000)', 'SELECT zeroblob(1000000000)', "SELECT benchmark(1000000, md5('a'))", "SELECT dblink('x', 'y')",
      'SELECT public.upper(label) FROM clients', "SELECT \"load_extension\"('x')", 'SELECT current_user', 'SELECT session_user', "SELECT extractvalue(1, 'x')", "SELECT getenv('HOME')",
      'SELECT sqlite_version()', 'SELECT f.x FROM pragma_table_info(1) f', "SELECT x FROM read_csv('f') t", "SELECT x FROM generate_series(1, 1000000000) t(x)", "SELECT query('SELECT 1')",
    ],
  },
  {
    kind: 'a table by other means',
    dialects: EVERY,
    statements: [
      "SELECT id FROM 'logins'", 'SELECT id FROM invoices WHERE id IN logins', "SELECT id FROM 'data.csv'", 'SELECT id FROM sqlite_master', 'SELECT id FROM pg_class', 'SELECT id FROM (logins)',
      'SELECT id FROM logins TABLESAMPLE SYSTEM (1)', 'SELECT id FROM invoices INDEXED BY x', 'FROM logins', 'SELECT id FROM invoices PIVOT (sum(net) FOR id IN (1))', 'SELECT id FROM "invoices "',
    ],
  },
  {
    kind: 'comments and characters that engines read differently',
    dialects: EVERY,
    statements: [
      'SELECT id FROM invoices /* open', 'SELECT id FROM\u00a0invoices', 'SELECT id\u200b FROM invoices', '\ufeffSELECT id FROM invoices', 'SELECT id FROM invoices \u0000', 'SELECT id FROM invoices -- x\rUNION SELECT 1',
      'SELECT id FROM inv\u202eoices', 'SELECT id FROM invoices\u2028', 'SELECT "id', "SELECT 'id",
    ],
  },
  {
    kind: 'backslashes that only MySQL knows',
    dialects: ['sqlite', 'postgres', 'duckdb'],
    statements: ["SELECT id FROM invoices WHERE issued = 'a\\' UNION SELECT id FROM logins WHERE label <> ''", "SELECT 'a\\', secret, 'b\\' FROM clients"],
  },
  {
    kind: 'comments that MySQL runs',
    dialects: ['mysql'],
    statements: [
      'SELECT id FROM invoices /*! UNION SELECT id FROM logins */', 'SELECT id FROM invoices /*!50000 WHERE 1 */', 'SELECT id FROM invoices /*M! WHERE 1 */', 'SELECT /*+ x */ id FROM invoices',
      'SELECT id FROM invoices WHERE id = 1--1 UNION SELECT id FROM logins', 'SELECT 1 || 1', 'SELECT id FROM INVOICES',
    ],
  },
  {
    kind: 'what PostgreSQL alone reads',
    dialects: ['postgres'],
    statements: [
      'SELECT U&"s\\0065cret" FROM clients', 'SELECT c.to_jsonb FROM clients c', 'SELECT c::text FROM clients c', "SELECT 'clients'::regclass", "SELECT CAST('x' AS my_domain)",
      'SELECT id OPERATOR(pg_catalog.=) 1 FROM clients', "SELECT !!! 'SELECT 1'", 'SELECT id FROM "Clients"', "SELECT '1' :: pg_lsn", 'SELECT id FROM ONLY clients', 'SELECT $1',
    ],
  },
  {
    kind: 'what DuckDB alone reads',
    dialects: ['duckdb'],
    statements: ["SELECT COLUMNS('.*') FROM clients", 'SELECT #1 FROM clients', 'SELECT * EXCLUDE (id) FROM clients', 'SELECT id FROM clients POSITIONAL JOIN invoices', 'SUMMARIZE clients', "SELECT x FROM query_table('logins')"],
  },
  {
    kind: 'fields of structures that are columns of a table',
    dialects: ['duckdb'],
    statements: [
      "SELECT clients.secret FROM clients, (SELECT {'secret': 1} AS clients) d", "SELECT c.secret FROM clients c, (SELECT {'secret': 1} AS c) d",
      "SELECT main.clients.secret FROM clients, (SELECT {'secret': 1} AS clients) AS main", "SELECT (SELECT clients.secret FROM (SELECT {'secret': 1} AS clients) d) FROM clients",
    ],
  },
  {
    kind: 'an alias where a column of that name is read instead',
    dialects: EVERY,
    statements: [
      'SELECT count(*) AS secret FROM clients GROUP BY secret', "SELECT 'x' AS secret, count(*) FROM clients GROUP BY secret", 'SELECT label AS secret FROM clients WHERE secret = 1',
      'SELECT rank() OVER (ORDER BY id) AS secret FROM clients GROUP BY secret',
    ],
  },
  {
    kind: 'names in double quotes that could be hidden columns',
    dialects: ['sqlite'],
    statements: ['SELECT id FROM clients WHERE label = "secret"', 'SELECT id FROM clients WHERE label IN ("secret")', 'SELECT id FROM clients WHERE label LIKE "secret"', 'SELECT i.id FROM invoices i JOIN clients c ON c.label = "secret"'],
  },
  {
    kind: 'names in double quotes beside no column',
    dialects: ['sqlite'],
    statements: ["SELECT id FROM clients WHERE 'x' = \"secret\"", "SELECT id FROM clients WHERE 'x' IN (\"secret\", 'y')", "SELECT id FROM clients WHERE 'x' LIKE \"secret\"", 'SELECT id FROM clients WHERE 1 BETWEEN 0 AND "secret"', 'SELECT id FROM clients WHERE 1 IS "secret"'],
  },
  {
    kind: 'names of sources that differ by their case',
    dialects: ['mysql'],
    statements: ['SELECT (SELECT c.secret FROM (SELECT 1 AS secret) C) FROM clients c', 'WITH Logins AS (SELECT 1 AS id) SELECT id FROM logins', 'WITH Clients AS (SELECT 1 AS secret) SELECT secret FROM clients'],
  },
  {
    kind: 'names that the guard gives itself',
    dialects: ['sqlite', 'duckdb'],
    statements: ['SELECT (SELECT derived_1.secret FROM (SELECT 1 AS secret)) FROM clients AS derived_1', 'SELECT derived_1.id FROM (SELECT 1 AS id)'],
  },
  {
    kind: 'work without end',
    dialects: EVERY,
    statements: [
      'SELECT a.id FROM invoices a, invoices b, invoices c', 'SELECT count(*) FROM invoices a CROSS JOIN invoices b', 'SELECT count(*) FROM invoices a JOIN invoices b ON 1 = 1',
      'SELECT a.id FROM invoices a JOIN invoices b ON a.id = a.client_id', 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r',
      'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000) SELECT count(*) FROM r', 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r WHERE 1 < 2) SELECT count(*) FROM r',
      `SELECT ${'('.repeat(100_000)}1`, `SELECT ${'NOT '.repeat(5000)}1`, `SELECT ${Array.from({ length: 3000 }, () => '1').join(' + ')}`, `SELECT ${'CASE WHEN 1 THEN '.repeat(200)}`,
      `SELECT 1 ${'UNION SELECT 1 '.repeat(100)}`, `SELECT 1 FROM ${Array.from({ length: 20 }, (_, index) => `invoices i${index}`).join(', ')}`, `SELECT '${'x'.repeat(40_000)}'`,
      `SELECT id FROM invoices WHERE ${Array.from({ length: 1000 }, (_, index) => `id = ${index}`).join(' OR ')}`,
    ],
  },
  { kind: 'formats as wide as memory', dialects: ['sqlite'], statements: ["SELECT printf('%900000000d', 1)", "SELECT format('%*d', 900000000, 1)", 'SELECT printf(label, 1) FROM clients'] },
];

describe.each(ATTACKS.flatMap(({ kind, dialects, statements }) => dialects.map((dialect) => ({ kind, dialect, statements }))))('$dialect: $kind', ({ dialect, statements }) => {
  it.each(statements.map((statement) => [statement.length > 120 ? `${statement.slice(0, 120)}…` : statement, statement]))('%s', async (_, statement) => {
    const started = performance.now();
    const result = await checkSql(statement, { dialect, lock, rowLimit: 100, recursionSteps: 10_000 });
    expect(result.ok ? result.checked.text : 'refused').toBe('refused');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('stays refused within other queries', async () => {
    for (const statement of statements.filter((text) => text.startsWith('SELECT') && text.length < 500)) {
      for (const wrapped of [`SELECT 1 FROM (${statement}) w`, `WITH w AS (${statement}) SELECT 1 FROM w`, `SELECT id FROM invoices UNION ALL ${statement}`]) {
        const result = await checkSql(wrapped, { dialect, lock, rowLimit: 100, recursionSteps: 10_000 });
        expect(result.ok ? result.checked.text : 'refused').toBe('refused');
      }
    }
  }, 60_000);
});

describe('a refusal', () => {
  it('names nothing outside the lock but what the statement wrote', async () => {
    for (const { dialects, statements } of ATTACKS) {
      for (const dialect of dialects) {
        for (const statement of statements) {
          const result = await checkSql(statement, { dialect, lock, rowLimit: 100, recursionSteps: 10_000 });
          if (result.ok) continue;
          const text = result.problems.map((found) => found.message).join(' ');
          for (const word of ['secret', 'logins']) if (!statement.includes(word) && !/U&/i.test(statement)) expect(text).not.toContain(word);
        }
      }
    }
  }, 60_000);
});
