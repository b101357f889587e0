import { sqlParserCases } from '@nl2sql/core/testing';
import { describe, expect, it } from 'vitest';
import { duckdbParser } from './duckdb.ts';

const parser = duckdbParser();

describe('duckdbParser keeps the contract', () => {
  for (const { name, run } of sqlParserCases('duckdb')) it(name, () => run({ create: () => parser }));
});

describe('duckdbParser', () => {
  it('runs nothing of what it reads', async () => {
    await parser.summarise('CREATE TABLE kept (a INT)', 'duckdb');
    await parser.summarise('CREATE TABLE kept (a INT); SELECT 1', 'duckdb');
    const summary = await parser.summarise("SELECT a FROM read_csv('/no/such/file')", 'duckdb');
    expect(summary).toEqual({ statements: 1, kind: 'query', tables: [], functions: ['read_csv'] });
  });

  it('leaves the names of operators out', async () => {
    expect((await parser.summarise("SELECT -a + b // 2 FROM t WHERE c LIKE 'x' AND d NOT ILIKE 'y'", 'duckdb')).functions).toEqual([]);
  });

  it('reads a PIVOT whose columns come from the data as one query', async () => {
    const sql = "PIVOT (SELECT city, ' USING ' || upper(kind) AS kind, amount FROM sales) AS s ON kind USING sum(amount) LIMIT 10";
    expect(await duckdbParser().summarise(sql, 'duckdb')).toMatchObject({ statements: 1, kind: 'query', tables: [['sales']] });
    const two = 'PIVOT sales ON kind USING sum(amount); DROP TABLE sales';
    expect(await duckdbParser().summarise(two, 'duckdb')).not.toMatchObject({ statements: 1, kind: 'query' });
  });
});
