import assert from 'node:assert/strict';
import type { Dialect, SqlParser } from '../contracts/index.ts';
import type { ContractCase } from './contract-case.ts';
import { assertLoopTicks } from './database/harness.ts';

/** How the cases get at the parser under test. */
export interface SqlParserHarness {
  create(): SqlParser;
}

/** A statement with the tables that it reads. */
type Reads = readonly [sql: string, tables: readonly (readonly string[])[]];
/** A statement with functions that a parser must report. It may report constructs of the grammar besides. */
type Calls = readonly [sql: string, functions: readonly string[]];

const READS: readonly Reads[] = [
  ['SELECT 1', []],
  ['SELECT a FROM t', [['t']]],
  ['SELECT t.a FROM t AS x JOIN u ON x.a = u.a LEFT JOIN v ON v.a = u.a', [['t'], ['u'], ['v']]],
  ['SELECT a FROM t, u', [['t'], ['u']]],
  ['SELECT a FROM t UNION ALL SELECT b FROM u UNION SELECT c FROM v', [['t'], ['u'], ['v']]],
  ['SELECT a FROM (SELECT b AS a FROM t) AS x', [['t']]],
  ['SELECT a FROM (t JOIN (u JOIN v ON u.a = v.a) ON t.a = u.a)', [['t'], ['u'], ['v']]],
  ['SELECT a FROM t WHERE a IN (SELECT b FROM u) OR EXISTS (SELECT 1 FROM v WHERE v.a = t.a)', [['t'], ['u'], ['v']]],
  ['SELECT (SELECT max(b) FROM u) FROM t ORDER BY (SELECT min(c) FROM v)', [['t'], ['u'], ['v']]],
  ['SELECT a FROM t GROUP BY a HAVING count(*) > (SELECT count(*) FROM u)', [['t'], ['u']]],
  ['SELECT CASE WHEN a = 1 THEN (SELECT b FROM u) END FROM t', [['t'], ['u']]],
  ['SELECT a FROM s.t', [['s', 't']]],
  // Names of CTEs in scope are not tables.
  ['WITH x AS (SELECT a FROM t) SELECT a FROM x', [['t']]],
  ['WITH x AS (SELECT a FROM t), y AS (SELECT a FROM x) SELECT a FROM y, x', [['t']]],
  ['WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x WHERE n < 5) SELECT n FROM x', []],
  ['WITH x AS (SELECT a FROM t) SELECT a FROM u WHERE a IN (SELECT a FROM x)', [['t'], ['u']]],
  ['WITH x AS (SELECT a FROM t) SELECT a FROM x UNION SELECT a FROM x', [['t']]],
  // A name with a schema never is a CTE, and a CTE does not see itself without RECURSIVE.
  ['WITH t AS (SELECT a FROM u) SELECT a FROM s.t', [['s', 't'], ['u']]],
  ['WITH t AS (SELECT a FROM t) SELECT a FROM t', [['t']]],
  // What is in scope within a subquery is not in scope beside it.
  ['SELECT a FROM (WITH t AS (SELECT a FROM u) SELECT a FROM t) AS x JOIN t ON t.a = x.a', [['u'], ['t']]],
  ['WITH x AS (WITH y AS (SELECT a FROM t) SELECT a FROM y) SELECT x.a FROM x, y', [['t'], ['y']]],
];

const CALLS: readonly Calls[] = [
  ['SELECT lower(a) FROM t', ['lower']],
  ['SELECT LOWER(Upper(a)) FROM t', ['lower', 'upper']],
  ['SELECT count(*), sum(a), max(a) FROM t', ['count', 'sum', 'max']],
  ['SELECT a FROM t WHERE length(a) > 1 GROUP BY a HAVING avg(a) > 1 ORDER BY abs(a)', ['length', 'avg', 'abs']],
  ['SELECT rank() OVER (PARTITION BY lower(a) ORDER BY abs(b)), sum(floor(a)) OVER (ORDER BY b) FROM t', ['rank', 'lower', 'abs', 'sum', 'floor']],
  ['SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY ceil(b))', ['sum', 'ceil']],
  ['SELECT CASE WHEN a = 1 THEN secret(a) END FROM t', ['secret']],
  ['SELECT a FROM t WHERE a IN (1, secret(2)) AND b BETWEEN 1 AND other(3) AND c LIKE third(4)', ['secret', 'other', 'third']],
  ['SELECT a FROM t JOIN u ON secret(t.a) = u.a', ['secret']],
  ['SELECT (SELECT secret(a) FROM u) FROM t', ['secret']],
  ['WITH x AS (SELECT secret(a) AS a FROM t) SELECT a FROM x', ['secret']],
  ['SELECT other.secret(a) FROM t', ['other.secret']],
];

interface DialectCases {
  readonly reads: readonly Reads[];
  readonly calls: readonly Calls[];
  /** One statement each that does more than read. */
  readonly effects: readonly string[];
  /** What is no statement of the dialect. */
  readonly invalid: readonly string[];
}

const EFFECTS = ['INSERT INTO t (a) VALUES (1)', 'UPDATE t SET a = 1', 'DELETE FROM t', 'DROP TABLE t', 'CREATE TABLE t (a INT)', 'CREATE VIEW v AS SELECT a FROM t'];
const INVALID = ['', '   ', ';', 'SELEC 1', 'SELECT a FROM', 'SELECT (a FROM t', "SELECT 'a", 'SELECT a FROM t WHERE', 'SELECT 1 SELECT 2'];

const DIALECTS: Readonly<Record<Dialect, DialectCases>> = {
  sqlite: {
    reads: [['SELECT a FROM "T" AS x, [u]', [['t'], ['u']]]],
    calls: [['SELECT count(*) FILTER (WHERE secret(a)) FROM t', ['count', 'secret']], ["SELECT value FROM json_each('[]')", ['json_each']]],
    effects: [...EFFECTS, 'PRAGMA table_info(t)', 'EXPLAIN SELECT 1', 'ATTACH \'x\' AS y'],
    invalid: INVALID,
  },
  postgres: {
    reads: [
      ['SELECT a FROM T, "T", "a.b", "S".t, "S.t"', [['t'], ['T'], ['a.b'], ['S', 't'], ['S.t']]],
      ['WITH "X" AS (SELECT 1) SELECT 1 FROM x, "X"', [['x']]],
      ['TABLE t', [['t']]],
      ['SELECT a FROM ONLY t', [['t']]],
      ['SELECT a FROM t, LATERAL (SELECT b FROM u WHERE u.a = t.a) x', [['t'], ['u']]],
      ['WITH RECURSIVE y AS (SELECT a FROM x), x AS (SELECT a FROM t) SELECT a FROM y', [['t']]],
      ['VALUES ((SELECT a FROM t))', [['t']]],
    ],
    calls: [
      ['SELECT count(*) FILTER (WHERE secret(a)) FROM t', ['count', 'secret']],
      ['SELECT pg_catalog.lower(a), "Lower"(a) FROM t', ['lower', 'Lower']],
      ['SELECT x FROM generate_series(1, secret(2)) AS x', ['generate_series', 'secret']],
      ['SELECT x FROM ROWS FROM (secret(1), other(2)) AS x', ['secret', 'other']],
      ['SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY secret(a)) FROM t', ['percentile_cont', 'secret']],
      ['SELECT array_agg(a ORDER BY secret(a)) FROM t', ['array_agg', 'secret']],
      ['SELECT session_user, current_user, current_role, user, current_catalog, current_schema', ['session_user', 'current_user', 'current_role', 'user', 'current_catalog', 'current_schema']],
      ['SELECT substring(a FROM 1 FOR 2), position(a IN b), overlay(a PLACING b FROM 1) FROM t', ['substring', 'position', 'overlay']],
      ["SELECT xmlelement(NAME x, a), xmlserialize(CONTENT a AS text) FROM t", ['xmlelement', 'xmlserialize']],
      ['SELECT (ARRAY[secret(1)])[other(2)]', ['secret', 'other']],
      ['SELECT DISTINCT ON (secret(a)) a FROM t LIMIT (SELECT other(1))', ['secret', 'other']],
      ["SELECT x FROM t TABLESAMPLE secret (10)", ['secret']],
      ['SELECT a OPERATOR(public.+) b FROM t', ['operator public.+']],
    ],
    effects: [
      ...EFFECTS,
      'SELECT a INTO u FROM t', 'SELECT a FROM t FOR UPDATE', 'SELECT a FROM (SELECT a FROM t FOR SHARE) AS x',
      'WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x', 'SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u FOR UPDATE)',
      'COPY t TO STDOUT', "COPY (SELECT 1) TO PROGRAM 'x'", 'EXPLAIN ANALYZE SELECT 1', 'SET ROLE x', 'SHOW ALL', 'CALL f()', 'DO $$ $$',
      'BEGIN', 'LOCK TABLE t', 'LISTEN x', 'PREPARE p AS SELECT 1', 'EXECUTE p', 'DECLARE c CURSOR FOR SELECT 1', 'VACUUM',
    ],
    invalid: [...INVALID, 'SELECT `a` FROM t', 'SELECT a FROM t LIMIT 1, 2'],
  },
  mysql: {
    reads: [
      ['SELECT a FROM T, `t`, `a.b`, `S`.t', [['T'], ['t'], ['a.b'], ['S', 't']]],
      ['WITH `X` AS (SELECT a FROM t) SELECT a FROM x', [['t']]],
      ['SELECT a FROM t STRAIGHT_JOIN u', [['t'], ['u']]],
      ['(SELECT a FROM t) UNION (SELECT a FROM u) ORDER BY 1', [['t'], ['u']]],
      ["SELECT 'FROM x \\' FROM y' FROM t", [['t']]],
    ],
    calls: [
      ["SELECT group_concat(DISTINCT secret(a) ORDER BY other(b) SEPARATOR ',') FROM t", ['group_concat', 'secret', 'other']],
      ['SELECT `secret`(a), current_user(), database() FROM t', ['secret', 'current_user', 'database']],
      ['SELECT CAST(secret(a) AS CHAR), a + INTERVAL other(1) DAY FROM t', ['secret', 'other']],
      ['SELECT if(secret(a), 1, 2), ifnull(other(a), 1) FROM t', ['if', 'secret', 'other']],
    ],
    effects: [...EFFECTS, "SELECT a FROM t INTO OUTFILE 'x'", 'SELECT 1 INTO @x', 'SELECT a FROM t FOR UPDATE', 'SELECT @x := 1', 'SELECT @@version', 'SET @x = 1', 'SHOW TABLES', 'CALL f()', 'EXPLAIN SELECT 1'],
    invalid: [...INVALID, 'SELECT a FROM t FETCH FIRST 1 ROWS ONLY'],
  },
  duckdb: {
    reads: [
      ['SELECT a FROM T, "T", "a.b", S.t, c.s.t', [['t'], ['a.b'], ['s', 't'], ['c', 's', 't']]],
      ['WITH "X" AS (SELECT a FROM t) SELECT a FROM x', [['t']]],
      ['FROM t', [['t']]],
      ["SELECT a FROM 'x.csv'", [['x.csv']]],
      ['SELECT a FROM t ASOF JOIN u ON t.a >= u.a', [['t'], ['u']]],
      ['SELECT a FROM t, LATERAL (SELECT b FROM u WHERE u.a = t.a) x', [['t'], ['u']]],
      ['SELECT a FROM t QUALIFY row_number() OVER (ORDER BY (SELECT max(a) FROM u)) = 1', [['t'], ['u']]],
    ],
    calls: [
      ['SELECT count(*) FILTER (WHERE secret(a)) FROM t', ['secret']],
      ["SELECT a FROM read_csv('x.csv')", ['read_csv']],
      ['SELECT x FROM range(secret(3)) AS r(x), unnest([other(1)]) AS u(y)', ['range', 'secret', 'unnest', 'other']],
      ['SELECT list_transform(l, x -> secret(x)), [other(x) FOR x IN l] FROM t', ['list_transform', 'secret', 'other']],
      ["SELECT {'k': secret(a)}, a::VARCHAR || other(a) FROM t", ['secret', 'other']],
      ['SELECT lag(a, secret(1)) OVER (ORDER BY other(b)) FROM t', ['lag', 'secret', 'other']],
    ],
    effects: [...EFFECTS, "COPY t TO 'x'", 'EXPLAIN SELECT 1', 'SET x = 1', 'DESCRIBE t', 'SHOW TABLES', 'SUMMARIZE t', 'SELECT a FROM (DESCRIBE t)', "ATTACH 'x' AS y", 'INSTALL httpfs', "PRAGMA table_info('t')", 'CALL pragma_version()'],
    invalid: [...INVALID, 'SELECT a FROM t FOR UPDATE'],
  },
};

/**
 * What every {@link SqlParser} promises for a dialect, as cases for any test runner.
 *
 * @example
 * ```ts
 * import { test } from 'vitest';
 * import { sqlParserCases } from '@nl2sql/core/testing';
 * import { libpgQuery } from '@nl2sql/adapters/sql-parsers/libpg-query';
 *
 * for (const { name, run } of sqlParserCases('postgres')) test(name, () => run({ create: libpgQuery }));
 * ```
 */
export function sqlParserCases(dialect: Dialect): readonly ContractCase<SqlParserHarness>[] {
  const { reads, calls, effects, invalid } = DIALECTS[dialect];

  function withParser(name: string, test: (parser: SqlParser) => Promise<void>): ContractCase<SqlParserHarness> {
    return { name: `${dialect}: ${name}`, run: async ({ create }) => test(create()) };
  }

  return [
    withParser('names itself and its dialects', async (parser) => {
      assert.notEqual(parser.name, '');
      assert.ok(parser.dialects.includes(dialect));
    }),

    ...[...READS, ...reads].map(([sql, tables]) =>
      withParser(`finds the tables of ${sql}`, async (parser) => {
        const summary = await parser.summarise(sql, dialect);
        assert.deepEqual([summary.statements, summary.kind], [1, 'query']);
        assert.deepEqual(sorted(summary.tables), sorted(tables));
      }),
    ),

    ...[...CALLS, ...calls].map(([sql, functions]) =>
      withParser(`finds the functions of ${sql}`, async (parser) => {
        const summary = await parser.summarise(sql, dialect);
        assert.deepEqual([summary.statements, summary.kind], [1, 'query']);
        assert.equal(new Set(summary.functions).size, summary.functions.length, 'a function is listed twice');
        for (const name of functions) {
          const found = summary.functions.includes(name) || (name === 'count' && summary.functions.includes('count_star'));
          assert.ok(found, `${name} is not among ${summary.functions.join(', ')}`);
        }
      }),
    ),

    ...effects.map((sql) =>
      withParser(`does not take for a query: ${sql}`, async (parser) => {
        const summary = await parser.summarise(sql, dialect).catch(() => null);
        assert.notEqual(summary?.kind, 'query');
      }),
    ),

    withParser('counts statements', async (parser) => {
      assert.equal((await parser.summarise('SELECT a FROM t;', dialect)).statements, 1);
      assert.equal((await parser.summarise("SELECT 'a;b' FROM t", dialect)).statements, 1);
      for (const [sql, kind, count] of [['SELECT 1; SELECT 2', 'query', 2], ['SELECT 1; DROP TABLE t', 'other', 2], ['DROP TABLE t; SELECT 1; SELECT 2', 'other', 3]] as const) {
        const summary = await parser.summarise(sql, dialect);
        assert.deepEqual([summary.kind, summary.statements], [kind, count], sql);
      }
    }),

    ...invalid.map((sql) =>
      withParser(`throws for ${JSON.stringify(sql)}`, async (parser) => {
        await assert.rejects(parser.summarise(sql, dialect));
      }),
    ),

    withParser('reads calls that overlap', async (parser) => {
      const names = Array.from({ length: 20 }, (_, index) => `t${index}`);
      const summaries = await Promise.all(names.map((name) => parser.summarise(`SELECT a FROM ${name}`, dialect)));
      assert.deepEqual(summaries.map(({ tables }) => tables), names.map((name) => [[name]]));
    }),

    withParser('does not hold up the process, and ends, whatever the text', async (parser) => {
      const texts = [
        `SELECT ${'('.repeat(200)}1${')'.repeat(200)}`,
        `SELECT ${'lower('.repeat(60)}a${')'.repeat(60)} FROM t`,
        `SELECT 1${' + 1'.repeat(300)}`,
        `SELECT a FROM t WHERE a IN (${Array.from({ length: 2_000 }, (_, index) => index).join(', ')})`,
        `SELECT ${"'".repeat(9_999)}`,
      ];
      for (const text of texts) await assertLoopTicks(parser.summarise(text, dialect).catch(() => null));
      assert.deepEqual((await parser.summarise('SELECT a FROM t', dialect)).tables, [['t']]);
    }),

    withParser('reads on after what it cannot read', async (parser) => {
      await assert.rejects(parser.summarise('SELECT (', dialect));
      assert.deepEqual((await parser.summarise('SELECT a FROM t', dialect)).tables, [['t']]);
    }),
  ];
}

function sorted(tables: readonly (readonly string[])[]): string[] {
  return tables.map((name) => JSON.stringify(name)).sort();
}
