import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duckdbParser } from '../../packages/adapters/src/sql-parsers/duckdb.ts';
import { libpgQuery } from '../../packages/adapters/src/sql-parsers/libpg-query.ts';
import { nodeSqlParser } from '../../packages/adapters/src/sql-parsers/node-sql-parser.ts';
import type { Dialect, SqlParser, StatementSummary } from '../../packages/core/src/contracts/index.ts';
import { checkSql, crossCheck } from '../../packages/core/src/sql/index.ts';
import { isTest, read, typeScriptFiles } from './sources.ts';

/**
 * Convenience lists of node-sql-parser that have been wrong about what a statement reads: they miss
 * tables in parenthesised joins and match substrings of names.
 */
const MISLEADING = /\b(tableList|columnList|whiteListCheck)\b/;
const CALLED = new RegExp(`\\.${MISLEADING.source}`);

it('G-PAR-3 no source asks a parser for its own lists of tables and columns', () => {
  const sources = typeScriptFiles.filter((file) => !isTest(file));
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((file) => (file.includes('/sql-parsers/') ? MISLEADING : CALLED).test(read(file)))).toEqual([]);
});

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  orders: ['id', 'customer_id', 'amount', 'status'],
  customers: ['id', 'name', 'country'],
};
const lock = { tables: Object.entries(COLUMNS).map(([table, columns]) => ({ table, columns })), joins: [], values: [] };

/** Expressions over one source; the functions are those that every dialect has. */
function expressions(alias: string, table: string): fc.Arbitrary<string> {
  const { expression } = fc.letrec<{ expression: string; condition: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'expression' },
      fc.constantFrom(...(COLUMNS[table] as readonly string[])).map((column) => `${alias}.${column}`),
      fc.integer({ min: 0, max: 99 }).map(String),
      fc.constantFrom("'x'", "'it''s'", "'a; DROP TABLE orders'", "'FROM users'", 'NULL'),
      fc.tuple(fc.constantFrom('lower', 'upper', 'abs', 'length', 'trim', 'floor'), tie('expression')).map(([name, value]) => `${name}(${value})`),
      fc.tuple(fc.constantFrom('coalesce', 'nullif', 'greatest', 'concat'), tie('expression'), tie('expression')).map(([name, left, right]) => `${name}(${left}, ${right})`),
      fc.tuple(fc.constantFrom('+', '-', '*'), tie('expression'), tie('expression')).map(([operator, left, right]) => `(${left} ${operator} ${right})`),
      fc.tuple(tie('condition'), tie('expression'), tie('expression')).map(([condition, yes, no]) => `CASE WHEN ${condition} THEN ${yes} ELSE ${no} END`),
      fc.tuple(fc.constantFrom('max', 'count'), fc.constantFrom(...Object.keys(COLUMNS))).map(([name, inner]) => `(SELECT ${name}(q.id) FROM ${inner} q)`),
    ),
    condition: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'condition' },
      fc.tuple(tie('expression'), fc.constantFrom('=', '<>', '<', '>='), tie('expression')).map(([left, operator, right]) => `${left} ${operator} ${right}`),
      tie('expression').map((value) => `${value} IS NOT NULL`),
      fc.tuple(tie('expression'), tie('expression')).map(([low, high]) => `${alias}.id BETWEEN ${low} AND ${high}`),
      fc.constantFrom(...Object.keys(COLUMNS)).map((inner) => `${alias}.id IN (SELECT r.id FROM ${inner} r)`),
      fc.constantFrom(...Object.keys(COLUMNS)).map((inner) => `EXISTS (SELECT 1 FROM ${inner} r WHERE r.id = ${alias}.id)`),
      fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    ),
  }));
  return expression;
}

const table = fc.constantFrom(...Object.keys(COLUMNS));

/** One SELECT over one or two sources, of which the first may be a CTE of the name `cte`. */
function selects(cte: string | null): fc.Arbitrary<string> {
  return table.chain((first) =>
    fc
      .tuple(expressions('a', first), expressions('a', first), fc.option(table), fc.boolean(), fc.boolean())
      .map(([item, ordered, joined, windowed, fromCte]) => {
        const source = cte !== null && fromCte ? `(SELECT o.* FROM (SELECT ${COLUMNS[first]!.join(', ')} FROM ${first}) o JOIN ${cte} ON ${cte}.k = o.id) a` : `${first} a`;
        const join = joined === null ? '' : ` LEFT JOIN ${joined} b ON b.id = a.id`;
        const window = windowed ? `, sum(a.id) OVER (PARTITION BY ${ordered} ORDER BY a.id) AS w` : '';
        return `SELECT ${item} AS x${window} FROM ${source}${join}`;
      }),
  );
}

/** Statements whose CTE has a name of its own or that of a table, which it then hides. */
const statements = fc
  .tuple(fc.constantFrom('c', 'customers', 'orders'), fc.constantFrom('plain', 'with', 'union'), table)
  .chain(([cte, form, inner]) =>
    fc.tuple(selects(form === 'with' && cte === 'c' ? cte : null), selects(null)).map(([left, right]) => {
      if (form === 'union') return `SELECT x FROM (${left}) l UNION ALL SELECT x FROM (${right}) r`;
      if (form === 'with' && cte === 'c') return `WITH c AS (SELECT id AS k FROM ${inner}) ${left}`;
      return form === 'with' ? `WITH ${cte} AS (SELECT 1 AS k) SELECT z.k FROM ${cte} z, (${cte === 'orders' ? 'SELECT id FROM customers' : 'SELECT id FROM orders'}) y` : left;
    }),
  );

// A busy machine is no disagreement.
const second: readonly [Dialect, SqlParser][] = [
  ['postgres', libpgQuery()],
  ['duckdb', duckdbParser()],
  ['mysql', nodeSqlParser({ timeoutMs: 60_000 })],
];

describe.each(second)('G-PAR-4 %s: the guard and the second parser', (dialect, parser) => {
  const schema = { postgres: 'public', duckdb: 'main', sqlite: 'main', mysql: undefined }[dialect];

  async function guarded(sql: string): Promise<{ text: string; own: StatementSummary } | null> {
    const result = await checkSql(sql, { dialect, lock, rowLimit: 1_000, ...(schema === undefined ? {} : { defaultSchema: schema }) });
    if (!result.ok) return null;
    const { tables, functions } = result.proof.used;
    return { text: result.checked.text, own: { statements: 1, kind: 'query', tables: tables.map((name) => [name]), functions } };
  }

  it('read the same in what the guard writes', { timeout: 120_000 }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(statements, async (sql) => {
        const checked = await guarded(sql);
        if (checked === null) return;
        accepted += 1;
        const problems = await crossCheck(checked.own, [parser], checked.text, { dialect, timeoutMs: 60_000 });
        expect(problems, checked.text).toEqual([]);
      }),
      { numRuns: 100 },
    );
    expect(accepted).toBeGreaterThan(40);
  });

  it.each([
    ['another table', (text: string) => text.replace(/\borders\b/, 'users')],
    ['a table more', (text: string) => text.replace(/\bFROM orders\b/, 'FROM users, orders')],
    ['a table within a function', (text: string) => text.replace('count(*)', 'count(*) + (SELECT max(id) FROM users)')],
    ['a function', (text: string) => text.replace('lower(', 'load_file(')],
    ['a function around an argument', (text: string) => text.replace('lower(', 'lower(sleep(').replace('status)', 'status))')],
    ['a second statement', (text: string) => `${text}; SELECT 1`],
    ['a write', (text: string) => `${text}; DROP TABLE orders`],
    ['a lock', (text: string) => `${text} FOR UPDATE`],
  ])('disagree when the text holds %s that the guard did not see', async (_name, change) => {
    const checked = await guarded('SELECT lower(status), count(*) FROM orders GROUP BY status');
    expect(checked).not.toBeNull();
    const { own, text } = checked!;
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(await crossCheck(own, [parser], changed, { dialect, timeoutMs: 60_000 })).toHaveLength(1);
  });
});
