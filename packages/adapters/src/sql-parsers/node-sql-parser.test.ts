import { sqlParserCases } from '@nl2sql/core/testing';
import { describe, expect, it } from 'vitest';
import { nodeSqlParser } from './node-sql-parser.ts';

// Without the limit of time the cases would measure how busy the machine is.
const parser = nodeSqlParser({ timeoutMs: 60_000 });

describe('nodeSqlParser keeps the contract', () => {
  for (const { name, run } of sqlParserCases('mysql')) it(name, () => run({ create: () => parser }));
});

describe('nodeSqlParser reads constructs that its grammar lacks, and all that is within them', () => {
  it.each([
    ['SELECT sum(DISTINCT secret(a)), avg(DISTINCT a) FROM t', ['sum', 'secret', 'avg']],
    ['SELECT std(secret(a)), variance(a) FROM t', ['stddev', 'secret', 'var_pop']],
    ['SELECT a <=> secret(1) FROM t', ['secret']],
    ['SELECT sum(a) OVER (ORDER BY secret(b) RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t', ['sum', 'secret']],
    ['SELECT CAST(secret(a) AS REAL), utc_timestamp FROM t', ['secret', 'utc_timestamp']],
    ["SELECT j.a FROM t, JSON_TABLE(secret(t.a), '$[*]' COLUMNS (a INT PATH '$', NESTED PATH '$.b' COLUMNS (c INT PATH '$'))) AS j", ['json_table', 'secret']],
  ])('%s', async (sql, functions) => {
    const summary = await parser.summarise(sql, 'mysql');
    expect(summary.tables).toEqual([['t']]);
    expect([...summary.functions].sort()).toEqual([...functions].sort());
  });

  it('finds a table within them', async () => {
    const sql = "SELECT j.a FROM JSON_TABLE((SELECT x FROM hidden), '$[*]' COLUMNS (a INT PATH '$')) AS j";
    expect((await parser.summarise(sql, 'mysql')).tables).toEqual([['hidden']]);
  });

  it('does not touch what is quoted', async () => {
    const sql = "SELECT '<=> utc_date json_table(', `utc_date`, \"it's <=>\" FROM `json_table` WHERE a <=> 1";
    const summary = await parser.summarise(sql, 'mysql');
    expect(summary).toEqual({ statements: 1, kind: 'query', tables: [['json_table']], functions: [] });
  });
});

describe('nodeSqlParser', () => {
  it('G-PAR-5 stops a text that would take it minutes, holds nothing up, and reads the next one', async () => {
    const impatient = nodeSqlParser({ timeoutMs: 300 });
    const nested = `SELECT ${'CAST('.repeat(30)}a${' AS CHAR)'.repeat(30)} FROM t`;
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 10);
    try {
      await expect(impatient.summarise(nested, 'mysql')).rejects.toThrow('aborted');
    } finally {
      clearInterval(ticking);
    }
    expect(turns).toBeGreaterThan(5);
    // A thread that has just started may be late on a busy machine; one that can never be asked again always is.
    await expect.poll(() => impatient.summarise('SELECT a FROM t', 'mysql').then(({ tables }) => tables, () => []), { timeout: 20_000 }).toEqual([['t']]);
  });
});
