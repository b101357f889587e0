import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeTestFiles, write, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(async () => {
  files = await makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

describe('introspection', () => {
  it.each(['DELETE', 'WAL'])('tells whether the file may have changed, in journal mode %s', async (mode) => {
    const file = files.newFile(`PRAGMA journal_mode = ${mode}`, 'CREATE TABLE t (n INTEGER)', 'CREATE VIEW v AS SELECT n FROM t');
    const database = files.open(file);
    const read = async () => [...((await database.introspect()).revisions ?? [])];
    const first = await read();
    expect(first.map(([table]) => table)).toEqual(['t', 'v']);
    expect(await read()).toEqual(first);
    write(file, 'INSERT INTO t VALUES (1)');
    const second = await read();
    expect(second[0]?.[1]).not.toBe(first[0]?.[1]);
    expect(await read()).toEqual(second);
  });

  it('takes any name', async () => {
    const names = ['two words', 'select', 'quo"te', "apo'strophe", '表', 'semi;colon', 'per%cent', '[brackets]', 'x--y', 'UPPER'];
    const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
    const columns = quoted.map((name) => `${name} TEXT`).join(', ');
    const database = files.open(files.newFile(...quoted.map((name) => `CREATE TABLE ${name} (${columns})`), ...quoted.map((name) => `INSERT INTO ${name} (${name}) VALUES ('found')`)));
    const { tables } = await database.introspect();
    expect(tables.map(({ name }) => name).sort()).toEqual([...names].sort());
    for (const table of tables) {
      expect(table.columns.map(({ name }) => name)).toEqual(names);
      expect(table.rowEstimate).toBe(1);
      expect(await database.sampleValues(table.name, [table.name], { limit: 3 })).toEqual([{ column: table.name, values: ['found'], coverage: 'complete' }]);
    }
  });

  it('finds keys as they are declared, and as they are meant', async () => {
    const { tables } = await files.open(
      files.newFile(
        'CREATE TABLE Parent (a INTEGER, B TEXT, PRIMARY KEY (B, a)) WITHOUT ROWID',
        'CREATE TABLE plain (id TEXT PRIMARY KEY, code INT NOT NULL UNIQUE, x INT, y INT, UNIQUE (y, x))',
        'CREATE UNIQUE INDEX by_expression ON plain (lower(id))',
        'CREATE UNIQUE INDEX some_rows ON plain (x) WHERE x > 0',
        `CREATE TABLE child (
           id INTEGER PRIMARY KEY, pb TEXT, pa INTEGER, code INT, self INT REFERENCES child, lost INT REFERENCES gone (id), wrong INT REFERENCES plain (nope),
           FOREIGN KEY (PB, pa) REFERENCES parent, FOREIGN KEY (code) REFERENCES PLAIN (CODE))`,
      ),
    ).introspect();
    const [parent, child, plain] = tables;
    expect(parent).toMatchObject({ name: 'Parent', primaryKey: ['B', 'a'], unique: [] });
    expect(parent?.columns.map(({ nullable }) => nullable)).toEqual([false, false]);
    expect(plain).toMatchObject({ name: 'plain', primaryKey: ['id'], unique: [['code'], ['y', 'x']] });
    // SQLite lets a key that is not the row id be NULL.
    expect(plain?.columns.map(({ nullable }) => nullable)).toEqual([true, false, true, true]);
    expect(child?.foreignKeys).toEqual([
      { columns: ['self'], referencedTable: 'child', referencedColumns: ['id'] },
      { columns: ['pb', 'pa'], referencedTable: 'Parent', referencedColumns: ['B', 'a'] },
      { columns: ['code'], referencedTable: 'plain', referencedColumns: ['code'] },
    ]);
  });

  it('shows what can be asked, and not what SQLite keeps for itself', async () => {
    const { tables } = await files.open(
      files.newFile(
        'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, price NUMERIC(9,2), twice INT GENERATED ALWAYS AS (price * 2), kept INT AS (price) STORED)',
        'CREATE VIRTUAL TABLE notes USING fts5(title, body)',
        'CREATE VIRTUAL TABLE places USING rtree(id, x0, x1)',
        'CREATE VIEW prices AS SELECT id, price AS p, price * 2 AS q FROM t',
        'CREATE VIEW broken AS SELECT nope FROM nowhere',
        'INSERT INTO t (price) VALUES (1)',
        'ANALYZE',
      ),
    ).introspect();
    expect(tables.map(({ name, kind }) => [name, kind])).toEqual([['notes', 'table'], ['places', 'table'], ['prices', 'view'], ['t', 'table']]);
    expect(tables.find(({ name }) => name === 't')?.columns.map(({ name, type }) => [name, type])).toEqual([['id', 'INTEGER'], ['price', 'NUMERIC(9,2)'], ['twice', 'INT'], ['kept', 'INT']]);
    expect(tables.find(({ name }) => name === 'notes')?.columns.map(({ name }) => name)).toEqual(['title', 'body']);
    expect(tables.find(({ name }) => name === 'prices')?.columns.map(({ name }) => name)).toEqual(['id', 'p', 'q']);
  });

  it('estimates rows without reading large tables', async () => {
    const fill = (table: string, rows: number) => `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows}) INSERT INTO ${table} SELECT n FROM numbers`;
    const file = files.newFile(
      'CREATE TABLE few (id INTEGER PRIMARY KEY)', fill('few', 3), 'DELETE FROM few WHERE id = 2',
      'CREATE TABLE many (id INTEGER PRIMARY KEY)', fill('many', 5_000),
      'CREATE TABLE keyed (id INTEGER PRIMARY KEY) WITHOUT ROWID', fill('keyed', 5_000),
      'CREATE VIEW every AS SELECT id FROM many',
    );
    const estimates = async () => Object.fromEntries((await files.open(file).introspect()).tables.map(({ name, rowEstimate }) => [name, rowEstimate]));
    expect(await estimates()).toEqual({ few: 2, many: 5_000, keyed: undefined, every: undefined });
    write(file, 'ANALYZE', 'DELETE FROM many WHERE id < 4000');
    expect(await estimates()).toEqual({ few: 2, many: 5_000, keyed: 5_000, every: undefined });
  });

  it('reads a thousand tables in seconds', async () => {
    const tables = Array.from({ length: 1_000 }, (_, index) => {
      const columns = Array.from({ length: 20 }, (_, column) => `c${column} TEXT`).join(', ');
      return `CREATE TABLE t${index} (id INTEGER PRIMARY KEY, code TEXT UNIQUE, parent INTEGER REFERENCES t${Math.max(0, index - 1)} (id), ${columns})`;
    });
    const database = files.open(files.newFile(`BEGIN; ${tables.join('; ')}; COMMIT`));
    const start = performance.now();
    const schema = await database.introspect();
    const ms = performance.now() - start;
    expect(schema.tables).toHaveLength(1_000);
    expect(schema.tables.every(({ columns, unique, foreignKeys }) => columns.length === 23 && unique.length === 1 && foreignKeys.length === 1)).toBe(true);
    expect(ms).toBeLessThan(10_000);
  });
});
