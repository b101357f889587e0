import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialectWord, readCorpus, readGold, readGrammarStatements } from './corpora.ts';

let directory: string;
const write = (name: string, rows: readonly unknown[]): string => {
  const file = join(directory, name);
  writeFileSync(file, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  return file;
};

beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'corpora-'))));
afterAll(() => rmSync(directory, { recursive: true }));

describe('dialectWord', () => {
  it.each([
    ['postgres.jsonl', 'postgres'],
    ['held-out.mysql.jsonl', 'mysql'],
    ['some_bench_pg', 'postgres'],
    ['MariaDB', 'mysql'],
    ['gold_bigquery_2', null],
    ['city_guide', undefined],
    ['constructor', undefined],
  ])('%s: %s', (text, dialect) => expect(dialectWord(text)).toBe(dialect));
});

describe('readCorpus', () => {
  it('reads statements, an empty one as well, and says what it leaves out', () => {
    const row = { id: 'a', dialect: 'sqlite', category: 'odd', sql: '', why: 'not read' };
    const { items, skipped } = readCorpus(write('corpus.jsonl', [row, '', { ...row, id: 'b', dialect: 'tsql' }]));
    expect(items).toEqual([{ id: 'a', dialect: 'sqlite', category: 'odd', sql: '' }]);
    expect([...skipped]).toEqual([['of the dialect tsql', 1]]);
  });

  it.each([
    ['{"id": 1}', 'has no text in "dialect"'],
    ['[]', 'is not a JSON object'],
    ['{', 'is not JSON'],
    ['', 'holds no line'],
  ])('ends with exit code 2 for the line %s', (line, sentence) => {
    const file = write('broken.jsonl', [line]);
    expect(() => readCorpus(file)).toThrowError(expect.objectContaining({ message: expect.stringContaining(sentence), exitCode: 2 }));
  });

  it('ends with exit code 2 for a missing file', () => {
    expect(() => readCorpus('/nowhere/corpus.jsonl')).toThrowError(expect.objectContaining({ message: '/nowhere/corpus.jsonl does not exist.', exitCode: 2 }));
  });
});

describe('readGold', () => {
  const row = { id: 'g1', source: 'zoo_train', db_id: 'Zoo', sql: 'SELECT 1', single_select: true };
  const known = (db: string): boolean => db === 'zoo';

  it('keeps single SELECT statements about known databases', () => {
    const file = write('plain.jsonl', [row, { ...row, single_select: false }, { ...row, db_id: 'circus' }]);
    const { items, skipped } = readGold(file, known);
    expect(items).toEqual([{ id: 'g1', dialect: 'sqlite', category: 'zoo_train', db: 'zoo', sql: 'SELECT 1' }]);
    expect([...skipped]).toEqual([['not a single SELECT', 1], ['of a database without a schema', 1]]);
  });

  it('tells the dialect from the option, the file or the source, in this order', () => {
    const rows = [row, { ...row, source: 'zoo_mysql' }, { ...row, source: 'zoo_snowflake' }];
    const dialects = (name: string, given?: 'duckdb'): readonly string[] => readGold(write(name, rows), known, given).items.map(({ dialect }) => dialect);
    expect(dialects('mixed.jsonl')).toEqual(['sqlite', 'mysql']);
    expect(dialects('postgres-2.jsonl')).toEqual(['postgres', 'postgres', 'postgres']);
    expect(dialects('bigquery.jsonl')).toEqual([]);
    expect(dialects('bigquery.jsonl', 'duckdb')).toEqual(['duckdb', 'duckdb', 'duckdb']);
  });

  it('files numbered sources under one name', () => {
    const { items } = readGold(write('numbered.jsonl', [{ ...row, source: 'zoo_7b' }, { ...row, source: 'zoo_v2_local012' }]), known);
    expect(items.map(({ category }) => category)).toEqual(['zoo', 'zoo_v2']);
  });
});

describe('readGrammarStatements', () => {
  it('reads what the grammar reads', () => {
    const row = { file: 'zoo.sql', n: 3, sql: 'FEED lion', parses: true, kind: 'FeedStmt' };
    expect(readGrammarStatements(write('grammar.jsonl', [row, { ...row, n: 4, parses: false }]))).toEqual([{ id: 'zoo.sql:3', kind: 'FeedStmt', sql: 'FEED lion' }]);
  });
});
