import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../../tests/support/services.ts';
import { readArrayText } from '../postgres-engine/array-text.ts';
import { trustedSql } from '@nl2sql/core/testing';
import { ask, ORDERS, useTestDatabase } from './test-database.fixture.ts';

describe('the text of an array', () => {
  const written = (value: unknown): string => {
    if (Array.isArray(value)) return `{${value.map(written).join(',')}}`;
    return value === null ? 'NULL' : `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  };
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string())), (values) => {
        expect(readArrayText(written(values))).toEqual(values);
        expect(readArrayText(written([values, values]))).toEqual([values, values]);
      }),
    );
    expect(readArrayText('[0:1]={a,NULL}')).toEqual(['a', null]);
    expect(readArrayText('{1;2}', ';')).toEqual(['1', '2']);
    expect(() => readArrayText('{"a')).toThrow('does not end');
    expect(() => readArrayText('{a')).toThrow('does not end');
  });
});

describeWithPostgres('answers of PostgreSQL', (url) => {
  const server = useTestDatabase(url);
  afterEach(() => server.closeAll());

  const answer = async (expressions: string, ...statements: readonly string[]) => {
    const result = await ask(server.open(await server.newSchema(...statements)), `SELECT ${expressions}`);
    return { types: result.columns.map(({ type }) => type), cells: result.rows[0] };
  };

  it('keep numbers exact', async () => {
    expect(await answer("1::smallint, 9007199254740991::bigint, 9007199254740993::bigint, 12.50::numeric(10,2), 'NaN'::numeric, 0.1::real, 'NaN'::float8, '-Infinity'::float8, 3::oid, 1e300::float8")).toEqual({
      types: ['integer', 'integer', 'integer', 'decimal', 'decimal', 'float', 'float', 'float', 'integer', 'float'],
      cells: [1, 9007199254740991, '9007199254740993', '12.50', 'NaN', 0.1, 'NaN', '-Infinity', 3, 1e300],
    });
  });

  it('tell dates and times as ISO 8601, in the zone of the options', async () => {
    const expressions = "DATE '2024-02-29', TIMESTAMP '2024-02-29 23:59:59.123456', TIMESTAMPTZ '2024-03-01 00:30:00+01', TIME '10:00', TIMETZ '10:00+02', 'infinity'::timestamp, DATE '0044-03-15 BC', INTERVAL '1 year 2 days 03:04:05'";
    expect(await answer(expressions)).toEqual({
      types: ['date', 'timestamp', 'timestamp', 'time', 'time', 'timestamp', 'date', 'text'],
      cells: ['2024-02-29', '2024-02-29T23:59:59.123456', '2024-02-29T23:30:00Z', '10:00:00', '10:00:00+02:00', 'infinity', '0044-03-15 BC', '1 year 2 days 03:04:05'],
    });
    const india = server.open(await server.newSchema(ORDERS), { timeZone: 'Asia/Kolkata' });
    expect((await ask(india, "SELECT TIMESTAMPTZ '2024-03-01 00:30:00+01', DATE '2024-03-01'")).rows).toEqual([['2024-03-01T05:00:00+05:30', '2024-03-01']]);
  });

  it('carry texts, bytes, documents and lists', async () => {
    expect(
      await answer(
        `true, 'ä"b'::char(5), '\\x00ff'::bytea, '{"a": [1, 9007199254740993, 1.5, "9007199254740993", "\\"1"]}'::json, 'null'::jsonb, ARRAY[1, NULL], ARRAY[['a,b', 'NULL'], [NULL, '"']], ARRAY[DATE '2024-01-01'], '{}'::text[], ARRAY['{"a": 1}'::jsonb], '5'::money::numeric, '7f000000-0000-0000-0000-000000000001'::uuid, '10.0.0.1'::inet`,
      ),
    ).toEqual({
      types: ['boolean', 'text', 'bytes', 'json', 'json', 'array', 'array', 'array', 'array', 'array', 'decimal', 'text', 'text'],
      cells: [true, 'ä"b  ', 'AP8=', { a: [1, '9007199254740993', 1.5, '9007199254740993', '"1'] }, null, [1, null], [['a,b', 'NULL'], [null, '"']], ['2024-01-01'], [], [{ a: 1 }], '5.00', '7f000000-0000-0000-0000-000000000001', '10.0.0.1'],
    });
  });

  it('know the types of the database itself', async () => {
    const schema = await server.newSchema("CREATE TYPE mood AS ENUM ('good', 'bad')", 'CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100)', 'CREATE TYPE pair AS (a integer, b text)');
    const database = server.open(schema);
    for (let time = 0; time < 2; time += 1) {
      expect(await ask(database, "SELECT 'good'::mood AS a, ARRAY['bad'::mood] AS a, 7::percent, ROW(1, 'x')::pair, int4range(1, 5)")).toEqual({
        columns: [{ name: 'a', type: 'text' }, { name: 'a', type: 'array' }, { name: 'percent', type: 'integer' }, { name: 'row', type: 'unknown' }, { name: 'int4range', type: 'unknown' }],
        rows: [['good', ['bad'], 7, '(1,x)', '[1,5)']],
        truncated: false,
      });
    }
  });

  it('take parameters, which are never part of the text', async () => {
    const database = server.open(await server.newSchema(ORDERS));
    const limits = { timeoutMs: 5_000, maxRows: 10 };
    expect((await database.query(trustedSql('SELECT id FROM orders WHERE status = $1 AND id < $2', ['paid', 5]), limits)).rows).toEqual([[1]]);
    expect((await database.query(trustedSql('SELECT id FROM orders WHERE status = $1', ["x'; DELETE FROM orders --"]), limits)).rows).toEqual([]);
    expect((await database.query(trustedSql('SELECT $1::boolean, $2::text', [true, null]), limits)).rows).toEqual([[true, null]]);
    await expect(database.query(trustedSql('SELECT id FROM orders WHERE status = $1'), limits)).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(database.explain(trustedSql('SELECT id FROM orders WHERE id = $1', [1]))).resolves.toBeUndefined();
  });

  it('are read no further than maxRows, however many rows there are', async () => {
    const database = server.open(await server.newSchema(ORDERS));
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const result = await ask(database, 'SELECT generate_series(1, 10000000) AS n, repeat(md5(random()::text), 10) AS filler', { maxRows: 100 });
    expect([result.rows.length, result.truncated, result.rows[99]?.[0]]).toEqual([100, true, 100]);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
  });
});
