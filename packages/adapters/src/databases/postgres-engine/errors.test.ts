import { DatabaseError } from '@nl2sql/core/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../../tests/support/services.ts';
import { toDatabaseError } from './errors.ts';
import { ask, useTestDatabase } from '../postgres/test-database.fixture.ts';

const raised = (code: string, message = 'reason') => Object.assign(new Error(message), { code, severity: 'ERROR' });

describe('errors of PostgreSQL', () => {
  it.each([
    ['57014', 'DATABASE_TIMEOUT'],
    ['25P03', 'DATABASE_TIMEOUT'],
    ['55P03', 'DATABASE_BUSY'],
    ['40P01', 'DATABASE_BUSY'],
    ['25006', 'DATABASE_READ_ONLY'],
    ['3D000', 'DATABASE_NOT_FOUND'],
    ['28P01', 'DATABASE_UNAVAILABLE'],
    ['28000', 'DATABASE_UNAVAILABLE'],
    ['53300', 'DATABASE_UNAVAILABLE'],
    ['57P01', 'DATABASE_UNAVAILABLE'],
    ['08006', 'DATABASE_UNAVAILABLE'],
    ['08P01', 'DATABASE_QUERY_FAILED'],
    ['42703', 'DATABASE_QUERY_FAILED'],
    ['22012', 'DATABASE_QUERY_FAILED'],
    ['ECONNREFUSED', 'DATABASE_UNAVAILABLE'],
  ])('with SQLSTATE %s are %s', (state, code) => {
    const cause = raised(state);
    const error = toDatabaseError(cause, 'postgres:shop');
    expect(error).toMatchObject({ code, cause });
    expect(error.message).not.toContain('reason');
  });

  it('pass through when they are errors of this library', () => {
    const own = new DatabaseError('DATABASE_TIMEOUT', 'late');
    expect(toDatabaseError(own, 'postgres:shop')).toBe(own);
  });
});

describeWithPostgres('errors of a statement', (url) => {
  const server = useTestDatabase(url);
  afterEach(() => server.closeAll());

  it('say what is wrong with the statement, for the one who repairs it', async () => {
    const database = server.open(await server.newSchema('CREATE TABLE orders (id integer, customer text)'));
    for (const [statement, words] of [
      ['SELECT nope FROM orders', 'column "nope" does not exist'],
      ['SELECT id FROM nowhere', 'relation "nowhere" does not exist'],
      ['SELECT id, count(*) FROM orders', 'must appear in the GROUP BY'],
      ['SELECT datediff(id, 1) FROM orders', 'function datediff(integer, integer) does not exist'],
      ["SELECT id FROM orders WHERE id = 'x'", 'invalid input syntax for type integer: "x"'],
      ['SELECT FROM WHERE', 'syntax error at or near "WHERE"'],
    ] as const) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining(words) });
    }
  });

  it('ERR-1: never carry a value of a row, and no hint of other names', async () => {
    const database = server.open(await server.newSchema('CREATE TABLE people (id integer, password text)', "INSERT INTO people VALUES (1, 'hunter2')"));
    for (const statement of [
      'SELECT password::integer FROM people',
      'SELECT password::date FROM people',
      "SELECT ('{' || password)::json FROM people",
      "SELECT ('[' || password)::jsonb FROM people",
      "SELECT query_to_xml('SELECT ' || password || ' FROM people', true, true, '') FROM people",
      "SELECT format('%s', password)::inet FROM people",
      'SELECT id FROM people WHERE password::numeric > 1',
      'SELECT xpath(password, xmlparse(document password)) FROM people',
    ]) {
      const error = await ask(database, statement).catch((reason: unknown) => reason);
      expect(error, statement).toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
      expect(JSON.stringify((error as DatabaseError).toWire()), statement).not.toContain('hunter2');
    }
    const misspelt = await ask(database, 'SELECT passwort FROM people').catch((reason: unknown) => reason);
    expect(JSON.stringify((misspelt as DatabaseError).toWire())).not.toContain('password');
  });
});
