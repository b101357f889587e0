import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGoldDatabase, predictedRows, type GoldDatabase } from './gold-database.ts';

let directory: string;
let gold: GoldDatabase;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gold #1 '));
  const database = new Database(join(directory, 'shop.sqlite'));
  database.exec(`
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, paid REAL);
    INSERT INTO customers VALUES (1, 'Ann', 1.5), (2, 'Bob', NULL), (9007199254740993, 'O''Brien', 2);
    CREATE VIEW names AS SELECT name FROM customers;
  `);
  database.close();
  gold = await openGoldDatabase(join(directory, 'shop.sqlite'));
});

afterEach(() => {
  gold.close();
  rmSync(directory, { recursive: true });
});

describe('openGoldDatabase', () => {
  it('answers rows, their order and the tables they come from', async () => {
    expect(await gold.answer('SELECT name, paid FROM customers ORDER BY id LIMIT 2')).toEqual({
      rows: [['Ann', 1.5], ['Bob', null]],
      ordered: true,
      tables: ['customers'],
    });
    expect(await gold.answer('SELECT count(*) FROM names')).toEqual({ rows: [[3]], ordered: false, tables: ['names'] });
  });

  it('takes a double-quoted word that is no column for a text', async () => {
    expect((await gold.answer(`SELECT "id" FROM customers WHERE name = "Bob" OR name = "bob"`))?.rows).toEqual([[2]]);
    expect((await gold.answer(`SELECT count(*) FROM customers WHERE name = "O'Brien"`))?.rows).toEqual([[1]]);
  });

  it('says in one sentence which file is no database', async () => {
    const text = join(directory, 'text.sqlite');
    writeFileSync(text, 'This is a text, and long enough to be taken for one.'.repeat(100));
    await expect(openGoldDatabase(text)).rejects.toThrow(`${text} is not a SQLite database.`);
    await expect(openGoldDatabase(join(directory, 'none.sqlite'))).rejects.toThrow('none.sqlite cannot be opened.');
  });

  it('knows no answer of a statement that does not run, and lets none write', async () => {
    expect(await gold.answer('SELECT surname FROM customers')).toBeNull();
    expect(await gold.answer('DELETE FROM customers')).toBeNull();
    expect((await gold.answer('SELECT count(*) FROM customers'))?.rows).toEqual([[3]]);
  });
});

describe('predictedRows', () => {
  it('reads the numbers that travel as texts, as gold has them', async () => {
    const big = (await gold.answer('SELECT max(id), 1.5, \'007\' FROM customers'))?.rows;
    const rows = predictedRows({
      columns: [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'decimal' },
        { name: 'c', type: 'text' },
      ],
      rows: [['9007199254740993', '1.50', '007']],
    });
    expect(rows).toEqual(big);
  });

  it('leaves texts alone, and counts a boolean as SQLite does', () => {
    const columns = [{ name: 'a', type: 'integer' }, { name: 'b', type: 'boolean' }, { name: 'c', type: 'text' }] as const;
    expect(predictedRows({ columns, rows: [['12', true, null]] })).toEqual([['12', 1, null]]);
  });
});
