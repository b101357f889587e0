import { describe, expect, it } from 'vitest';
import type { Dialect } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = {
  tables: [
    { table: 'invoices', columns: ['id', 'client_id', 'issued', 'net'] },
    { table: 'clients', columns: ['id', 'parent_id', 'label'] },
  ],
  joins: [],
  values: [],
};
const EVERY: readonly Dialect[] = ['sqlite', 'postgres', 'mysql', 'duckdb'];
const NOT_MYSQL: readonly Dialect[] = ['sqlite', 'postgres', 'duckdb'];
const SERIES: readonly Dialect[] = ['postgres', 'duckdb'];

interface Case {
  readonly what: string;
  readonly dialects: readonly Dialect[];
  readonly sql: string;
}

async function verdict(sql: string, dialect: Dialect): Promise<string> {
  const result = await checkSql(sql, { dialect, lock, rowLimit: 1_000, recursionSteps: 10_000, completeTables: ['invoices'] });
  return result.ok ? 'accepted' : `refused: ${result.problems[0]?.code}`;
}

/** `levels` subqueries within each other, each of which uses the column of the one within twice. */
function doubled(levels: number, twice: string): string {
  return Array.from({ length: levels }).reduce<string>((inner, _, index) => `SELECT ${twice} AS x FROM (${inner}) t${index}`, "SELECT 'abcdefgh' AS x");
}

function chained(levels: number, twice: string): string {
  const parts = Array.from({ length: levels }, (_, index) => `t${index + 1} AS (SELECT ${twice} AS x FROM t${index})`);
  return `WITH t0 AS (SELECT 'abcdefgh' AS x), ${parts.join(', ')} SELECT x FROM t${levels}`;
}

const REFUSED: readonly Case[] = [
  { what: 'a text doubled by each subquery', dialects: EVERY, sql: doubled(26, 'concat(x, x)') },
  { what: 'a number doubled by each subquery', dialects: EVERY, sql: doubled(20, '(x + x)') },
  { what: 'a text doubled by each part of WITH', dialects: EVERY, sql: chained(26, 'concat(x, x)') },
  { what: 'repeated texts within repeated texts', dialects: ['postgres', 'mysql', 'duckdb'], sql: "SELECT x FROM (SELECT repeat(x, 1000) x FROM (SELECT repeat(x, 1000) x FROM (SELECT repeat('a', 1000) x) a) b) c" },
  { what: 'digits of digits', dialects: ['sqlite', 'mysql', 'duckdb'], sql: `SELECT ${'hex('.repeat(26)}'abc'${')'.repeat(26)}` },
  { what: 'bits of bits', dialects: ['duckdb'], sql: `SELECT ${'bin('.repeat(10)}'abc'${')'.repeat(10)}` },
  { what: 'a text gathered over and over', dialects: ['sqlite', 'mysql', 'duckdb'], sql: 'SELECT group_concat(x) FROM invoices, (SELECT group_concat(x) AS x FROM invoices, (SELECT group_concat(issued) AS x FROM invoices) a) b' },
  { what: 'aliases made of aliases', dialects: ['duckdb'], sql: `SELECT 1 AS a0, ${Array.from({ length: 30 }, (_, index) => `a${index} + a${index} AS a${index + 1}`).join(', ')}` },
  { what: 'groups side by side', dialects: EVERY, sql: `SELECT count(*) FROM ${Array.from({ length: 5 }, (_, index) => `(SELECT DISTINCT id FROM invoices) t${index}`).join(', ')}` },
  { what: 'tables that differ', dialects: EVERY, sql: 'SELECT count(*) FROM invoices a JOIN invoices b ON a.id <> b.id JOIN invoices c ON b.id <> c.id JOIN invoices d ON c.id <> d.id' },
  { what: 'one condition on every table', dialects: EVERY, sql: 'SELECT count(*) FROM invoices a, invoices b, invoices c, invoices d WHERE a.id + b.id + c.id + d.id > 0' },
  { what: 'conditions of which one is enough', dialects: EVERY, sql: 'SELECT count(*) FROM invoices a, invoices b, invoices c WHERE a.id = b.id OR b.id = c.id' },
  { what: 'a table joined with itself by one column, again and again', dialects: EVERY, sql: 'SELECT count(*) FROM invoices a JOIN invoices b ON a.net = b.net JOIN invoices c ON b.net = c.net JOIN invoices d ON c.net = d.net JOIN invoices e ON d.net = e.net' },
  { what: 'a count for each count', dialects: EVERY, sql: 'SELECT (SELECT count(*) FROM invoices b WHERE b.id > a.id AND b.id > (SELECT count(*) FROM invoices c WHERE c.id > b.id)) FROM invoices a' },
  { what: 'parts of WITH that read the one before twice', dialects: EVERY, sql: `WITH t0 AS (SELECT count(*) AS n FROM invoices), ${Array.from({ length: 28 }, (_, index) => `t${index + 1} AS (SELECT a.n FROM t${index} a JOIN t${index} b ON a.n = b.n)`).join(', ')} SELECT n FROM t28` },
  { what: 'series side by side', dialects: SERIES, sql: 'SELECT count(*) FROM generate_series(1, 10000) a, generate_series(1, 10000) b' },
  { what: 'a series for each row of a series', dialects: SERIES, sql: 'SELECT count(*) FROM (SELECT generate_series(1, 10000) FROM generate_series(1, 10000) a) t' },
  { what: 'a series up to a number in a subquery', dialects: SERIES, sql: 'SELECT count(*) FROM generate_series(1, (SELECT max(x) FROM (SELECT 1000000000 AS x) t))' },
  { what: 'a series from far below the data', dialects: SERIES, sql: 'SELECT count(*) FROM generate_series(-2000000000, (SELECT max(id) FROM invoices))' },
  { what: 'all hours of two thousand years', dialects: SERIES, sql: "SELECT count(*) FROM generate_series(timestamp '0001-01-01', now()::timestamp, interval '1 hour')" },
  { what: 'two rows for each row of a recursion', dialects: EVERY, sql: 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r, (SELECT 1 AS a UNION ALL SELECT 2) v WHERE n < 26) SELECT count(*) FROM r' },
  { what: 'all other rows for each row of a recursion', dialects: EVERY, sql: 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r JOIN invoices i ON i.id <> r.n WHERE n < 6) SELECT count(*) FROM r' },
  { what: 'elements for each row of a recursion', dialects: SERIES, sql: 'WITH RECURSIVE r(n, u) AS (SELECT 1, 1 UNION ALL SELECT n + 1, unnest(ARRAY[1, 2]) FROM r WHERE n < 26) SELECT count(*) FROM r' },
  { what: 'a text that a recursion doubles', dialects: NOT_MYSQL, sql: "WITH RECURSIVE r(n, s) AS (SELECT 1, 'x' UNION ALL SELECT n + 1, s || s FROM r WHERE n < 27) SELECT max(length(s)) FROM r" },
  { what: 'a text that a recursion lengthens by much', dialects: NOT_MYSQL, sql: `WITH RECURSIVE r(n, s) AS (SELECT 1, 'x' UNION ALL SELECT n + 1, s || '${'y'.repeat(20_000)}' FROM r WHERE n < 10000) SELECT max(length(s)) FROM r` },
  { what: 'two tables of which one is not read', dialects: EVERY, sql: 'SELECT count(DISTINCT a.label) FROM clients a, invoices b' },
  { what: 'two tables that are counted together', dialects: EVERY, sql: 'SELECT count(DISTINCT a.id), count(*) FROM clients a, invoices b' },
  { what: 'distinct values of two tables by how often they meet', dialects: EVERY, sql: 'SELECT count(DISTINCT a.id), count(DISTINCT b.id) FROM clients a, invoices b HAVING count(*) > 5' },
  { what: 'distinct values of three tables', dialects: EVERY, sql: 'SELECT count(DISTINCT a.id), count(DISTINCT b.id), count(DISTINCT c.id) FROM clients a, invoices b, clients c' },
  { what: 'all but a few rows beside a table', dialects: EVERY, sql: 'SELECT a.id FROM clients a, invoices b WHERE b.net NOT IN (1, 2)' },
  { what: 'a type that fills up', dialects: ['postgres'], sql: "SELECT 'a'::char(10485760) FROM invoices" },
  { what: 'bits that fill up', dialects: ['postgres'], sql: "SELECT CAST('1' AS bit(80000000)) FROM invoices" },
  { what: 'bytes that fill up', dialects: ['mysql'], sql: "SELECT md5(CAST('a' AS BINARY(16000000))) FROM invoices" },
  { what: 'a width that is an argument', dialects: ['duckdb'], sql: "SELECT format('{:>{}}', 'x', 500000000)" },
  { what: 'a width that is an argument', dialects: ['mysql'], sql: "SELECT sformat('{:>{}}', 'x', 500000000)" },
];

const ACCEPTED: readonly Case[] = [
  { what: 'a joined subquery for each row of a table that it joins as well', dialects: EVERY, sql: 'SELECT c.label, (SELECT avg(i.net) FROM invoices i JOIN clients d ON d.id = i.client_id WHERE d.label = c.label) AS mean FROM clients c' },
  { what: 'a recursion along a relation', dialects: EVERY, sql: 'WITH RECURSIVE r(id, depth) AS (SELECT id, 1 FROM clients WHERE parent_id = 0 UNION ALL SELECT c.id, r.depth + 1 FROM clients c JOIN r ON c.parent_id = r.id WHERE r.depth < 20) SELECT count(*) FROM r' },
  { what: 'a path that a recursion lengthens', dialects: NOT_MYSQL, sql: "WITH RECURSIVE r(id, path, depth) AS (SELECT id, label, 1 FROM clients UNION ALL SELECT c.id, r.path || ' / ' || c.label, r.depth + 1 FROM clients c JOIN r ON c.parent_id = r.id WHERE r.depth < 20) SELECT path FROM r" },
  { what: 'a recursion up to a value of a subquery', dialects: EVERY, sql: 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r, (SELECT max(id) AS m FROM clients) x WHERE n < 50 AND n < x.m) SELECT n FROM r' },
  { what: 'queries within queries by equal columns', dialects: EVERY, sql: 'SELECT label FROM clients c WHERE EXISTS (SELECT 1 FROM invoices i WHERE i.client_id = c.id AND EXISTS (SELECT 1 FROM clients p WHERE p.id = c.parent_id AND EXISTS (SELECT 1 FROM invoices j WHERE j.client_id = p.id)))' },
  { what: 'a grid of groups', dialects: EVERY, sql: 'SELECT a.label, b.issued, c.client_id FROM (SELECT DISTINCT label FROM clients) a CROSS JOIN (SELECT DISTINCT issued FROM invoices) b CROSS JOIN (SELECT DISTINCT client_id FROM invoices) c' },
  { what: 'distinct values of two tables', dialects: EVERY, sql: 'SELECT 1.0 * count(DISTINCT a.id) / nullif(count(DISTINCT b.id), 0) FROM clients a, invoices b' },
  { what: 'rows of a few values beside a table', dialects: EVERY, sql: "SELECT a.label FROM clients a CROSS JOIN invoices b WHERE b.issued IN ('2024-01-01', '2024-02-01') OR b.issued = '2024-03-01'" },
  { what: 'pairs', dialects: EVERY, sql: 'SELECT a.id, b.id FROM invoices a JOIN invoices b ON a.client_id = b.client_id AND a.id < b.id' },
  { what: 'rows before', dialects: EVERY, sql: 'SELECT id, (SELECT sum(b.net) FROM invoices b WHERE b.id <= a.id) FROM invoices a' },
  { what: 'texts gathered twice', dialects: ['sqlite', 'mysql', 'duckdb'], sql: 'SELECT group_concat(line) FROM (SELECT client_id, group_concat(issued) AS line FROM invoices GROUP BY client_id) t' },
  { what: 'months up to now', dialects: SERIES, sql: "SELECT count(*) FROM generate_series(timestamp '2015-01-01', now()::timestamp, interval '1 month')" },
  { what: 'days of the data', dialects: SERIES, sql: "SELECT d FROM generate_series((SELECT min(issued) FROM invoices), (SELECT max(issued) FROM invoices), interval '1 day') t(d)" },
  { what: 'a series for each of some rows', dialects: SERIES, sql: 'SELECT g, (SELECT count(*) FROM invoices WHERE net > g) FROM generate_series(1, 100) t(g)' },
  { what: 'a chain of steps', dialects: EVERY, sql: 'WITH a AS (SELECT client_id, sum(net) AS s FROM invoices GROUP BY client_id), b AS (SELECT client_id, s, s / 2 AS h FROM a), c AS (SELECT client_id, s + h AS t, s - h AS u FROM b), d AS (SELECT t * u AS v FROM c) SELECT v FROM d' },
];

const rows = (cases: readonly Case[]): readonly (readonly [Dialect, string, string])[] => cases.flatMap(({ what, dialects, sql }) => dialects.map((dialect) => [dialect, what, sql] as const));

describe('G-DOS-1 G-DOS-2 G-DOS-3 G-DOS-4: work that grows by multiplying', () => {
  it.each(rows(REFUSED))('%s: is refused: %s', async (dialect, _, sql) => {
    const started = performance.now();
    expect(await verdict(sql, dialect)).toMatch(/^refused: (?:too_large|too_complex|cross_join)$/);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('work that does not grow', () => {
  it.each(rows(ACCEPTED))('%s: is accepted: %s', async (dialect, _, sql) => {
    expect(await verdict(sql, dialect)).toBe('accepted');
  });
});

describe('G-PAR-5: reading a statement', () => {
  const nested = (levels: number): string => `SELECT 1 FROM invoices a JOIN invoices b ON a.id = ${'(SELECT max(id) FROM invoices WHERE id = '.repeat(levels)}b.id${')'.repeat(levels)}`;
  it.each([
    ['subqueries within subqueries of a condition', nested(30)],
    ['lambdas within lambdas', `SELECT ${'list_transform([1], x -> '.repeat(28)}1${')'.repeat(28)}`],
    ['widths within widths', `SELECT ${"repeat('x', length(".repeat(15)}'a'${'))'.repeat(15)}`],
    ['recursions within recursions', `${'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r, ('.repeat(15)}SELECT 1 AS m${') x WHERE n < 5) SELECT max(n) AS m FROM r'.repeat(15)}`],
  ])('takes no time for %s', async (_, sql) => {
    for (const dialect of EVERY) {
      const started = performance.now();
      await verdict(sql, dialect);
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });
});
