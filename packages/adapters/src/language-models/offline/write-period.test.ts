import { DuckDBInstance } from '@duckdb/node-api';
import Libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { describeWithMysql, describeWithPostgres } from '../../../../../tests/support/services.ts';
import type { CalendarUnit } from './cue.ts';
import { periodSql } from './write-period.ts';

const UNITS: readonly CalendarUnit[] = ['year', 'quarter', 'month', 'week', 'day'];

/** The ends of years, weeks and quarters, a leap day and times of day. */
const PERIODS: readonly (readonly [time: string, ...periods: readonly string[]])[] = [
  ['2021-01-01 00:00:00', '2021', '2021-Q1', '2021-01', '2020-12-28', '2021-01-01'],
  ['2023-01-02 08:30:00', '2023', '2023-Q1', '2023-01', '2023-01-02', '2023-01-02'],
  ['2023-06-30 23:59:59', '2023', '2023-Q2', '2023-06', '2023-06-26', '2023-06-30'],
  ['2023-10-01 12:00:00', '2023', '2023-Q4', '2023-10', '2023-09-25', '2023-10-01'],
  ['2024-02-29 00:00:01', '2024', '2024-Q1', '2024-02', '2024-02-26', '2024-02-29'],
];

const TYPES = ['DATE', 'TIMESTAMP'] as const;
const values = PERIODS.map(([time]) => `('${time}')`).join(', ');
const expected = PERIODS.map(([, ...periods]) => periods);

const script = (dialect: Parameters<typeof periodSql>[2], type: string): readonly [string, string, string] => [
  `CREATE TABLE times_${type} (t ${dialect === 'mysql' && type === 'TIMESTAMP' ? 'DATETIME' : type})`,
  `INSERT INTO times_${type} VALUES ${values}`,
  `SELECT ${UNITS.map((unit) => `${periodSql('t', unit, dialect)} AS ${unit}_`).join(', ')} FROM times_${type} ORDER BY t`,
];

describe('the periods of a time are the same texts everywhere', () => {
  test.each(TYPES)('SQLite, %s', (type) => {
    const database = new Libsql(':memory:');
    const [create, insert, select] = script('sqlite', type);
    database.exec(`${create}; ${insert}`);
    expect(database.prepare(select).raw(true).all()).toEqual(expected);
    database.close();
  });

  test.each(TYPES)('DuckDB, %s', async (type) => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const [create, insert, select] = script('duckdb', type);
    await connection.run(create);
    await connection.run(insert);
    expect(await (await connection.runAndReadAll(select)).getRows()).toEqual(expected);
    connection.closeSync();
    instance.closeSync();
  });

  describeWithPostgres('PostgreSQL', (url) => {
    test.each(TYPES)('%s', async (type) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        const [create, insert, select] = script('postgres', type);
        await client.query(create);
        await client.query(insert);
        expect((await client.query({ text: select, rowMode: 'array' })).rows).toEqual(expected);
      } finally {
        await client.end();
      }
    });
  });

  describeWithMysql('MySQL', (url) => {
    test.each(TYPES)('%s', async (type) => {
      const connection = await createConnection(url);
      try {
        const [create, insert, select] = script('mysql', type);
        await connection.query(create);
        await connection.query(insert);
        expect((await connection.query({ sql: select, rowsAsArray: true }))[0]).toEqual(expected);
        await connection.query("SET SESSION sql_mode = 'ONLY_FULL_GROUP_BY'");
        for (const unit of UNITS) {
          const period = periodSql(`times_${type}.t`, unit, 'mysql');
          await connection.query(`SELECT ${period} AS ${unit}, COUNT(*) FROM times_${type} GROUP BY ${period} ORDER BY ${period} ASC`);
        }
      } finally {
        await connection.end();
      }
    });
  });
});
