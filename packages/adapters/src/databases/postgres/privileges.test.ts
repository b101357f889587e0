import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../../tests/support/services.ts';
import { checkPrivileges, leastPrivilegeScript, postgres } from '../postgres.ts';
import { administer, ask } from './test-database.fixture.ts';

describe('the script for a role', () => {
  it('quotes every name', () => {
    const script = leastPrivilegeScript({ role: 'a"; DROP TABLE x; --', database: 'd"', schema: 's"', tables: { 't"': ['c"'] } });
    expect(script).toContain('GRANT SELECT ("c""") ON TABLE "s"""."t""" TO "a""; DROP TABLE x; --";');
  });

  it('refuses what it cannot write', () => {
    for (const options of [{ role: '', database: 'd', tables: {} }, { role: 'r', database: 'd', tables: { t: [] } }, { role: 'r', database: 'd', tables: { t: ['a\0'] } }]) {
      expect(() => leastPrivilegeScript(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
  });
});

const newRole = (name: string) => `${name}_${randomUUID().replaceAll('-', '')}`;
const loginAs = (url: string, role: string) => Object.assign(new URL(url), { username: role }).href;
const forget = (url: string, roles: readonly string[]) => administer(url, ...roles.flatMap((role) => [`DROP OWNED BY ${role}`, `DROP ROLE ${role}`]));

describeWithPostgres('DB-1: a role that may do more than read', (url) => {
  const [writer, owner] = [newRole('writer'), newRole('owner')];
  beforeAll(async () => {
    await administer(
      url,
      'CREATE TABLE orders (id serial)',
      "CREATE FUNCTION secret() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text'",
      `CREATE ROLE ${writer} LOGIN CREATEDB`,
      `GRANT SELECT, INSERT ON orders TO ${writer}`,
      `GRANT USAGE ON SEQUENCE orders_id_seq TO ${writer}`,
      `GRANT pg_read_server_files TO ${writer}`,
      `GRANT CREATE ON SCHEMA public TO ${writer}`,
      `CREATE ROLE ${owner} LOGIN`,
      'CREATE TABLE owned (id integer)',
      `ALTER TABLE owned OWNER TO ${owner}`,
    );
  });
  afterAll(() => forget(url, [writer, owner]));

  it('is reported', async () => {
    const all = await checkPrivileges({ connectionString: url });
    expect([all.role, all.readOnly]).toEqual([new URL(url).username, false]);
    expect(all.findings).toContainEqual({ kind: 'superuser', text: expect.stringContaining(new URL(url).username) });
    const { findings } = await checkPrivileges({ connectionString: loginAs(url, writer) });
    expect(findings.map(({ kind }) => kind)).toEqual(['can-write', 'creates-databases', 'creates-in-schema', 'member-of', 'reaches-out', 'runs-as-owner']);
    expect(findings[0]?.text).toContain('public.orders, public.orders_id_seq');
    const kinds = (await checkPrivileges({ connectionString: loginAs(url, owner) })).findings.map(({ kind }) => kind);
    expect(kinds).toEqual(['can-write', 'owns', 'reaches-out', 'runs-as-owner']);
  });
});

describeWithPostgres('DB-1: a role made by the script', (url) => {
  const reader = newRole('reader');
  const login = loginAs(url, reader);
  beforeAll(async () => {
    await administer(
      url,
      'CREATE TABLE orders (id integer, amount numeric)',
      'INSERT INTO orders VALUES (1, 10)',
      'CREATE TABLE customers (id integer PRIMARY KEY, name text, ssn text)',
      "INSERT INTO customers VALUES (1, 'Anna', 'canary')",
      'CREATE TABLE salaries (amount integer)',
      'CREATE VIEW names AS SELECT name FROM customers',
      "CREATE FUNCTION ssn_of(integer) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT ssn FROM customers WHERE id = $1'",
      leastPrivilegeScript({ role: reader, database: new URL(url).pathname.slice(1), tables: { orders: '*', names: '*', customers: ['id', 'name'] } }),
    );
  });
  afterAll(() => forget(url, [reader]));

  it('can only read', async () => {
    expect(await checkPrivileges({ connectionString: login })).toEqual({ role: reader, readOnly: true, findings: [] });
    // Without this adapter, and with the read-only default switched off.
    for (const statement of ['INSERT INTO orders VALUES (2, 1)', 'DELETE FROM orders', 'CREATE TABLE mine (id integer)', 'CREATE TEMP TABLE mine (id integer)', 'DROP TABLE orders', 'SELECT ssn FROM customers', 'SET ROLE postgres']) {
      await expect(administer(login, 'SET default_transaction_read_only = off', statement), statement).rejects.toMatchObject({ message: expect.stringMatching(/permission denied|must be owner/) });
    }
    await expect(administer(login, 'DELETE FROM orders')).rejects.toThrow(/read-only|permission denied/);
  });

  it('sees and reads only what it was given', async () => {
    const database = postgres({ connectionString: login });
    const { tables } = await database.introspect();
    expect(tables.map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([['customers', ['id', 'name']], ['names', ['name']], ['orders', ['id', 'amount']]]);
    expect((await ask(database, 'SELECT name, amount FROM customers JOIN orders USING (id)')).rows).toEqual([['Anna', '10']]);
    expect(await database.sampleValues('customers', ['name'], { limit: 3 })).toEqual([{ column: 'name', values: ['Anna'], coverage: 'complete' }]);
    for (const [table, column] of [['customers', 'ssn'], ['salaries', 'amount']] as const) {
      await expect(database.sampleValues(table, [column], { limit: 3 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    }
    for (const statement of [
      'SELECT ssn FROM customers',
      'SELECT * FROM customers',
      'SELECT c FROM customers AS c',
      'SELECT name FROM customers ORDER BY ssn',
      'SELECT amount FROM salaries',
      'SELECT ssn_of(1)',
      "SELECT pg_read_file('/etc/hostname')",
      'SELECT pg_terminate_backend(1)',
      'SELECT lo_create(0)',
      "SELECT pg_logical_emit_message(false, 'a', 'b')",
    ]) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('lacks a privilege') });
    }
    await database.close();
  });

  it('is stopped in the server although it may stop no session', async () => {
    const database = postgres({ connectionString: login });
    const asked = ask(database, 'SELECT pg_sleep(600)', { timeoutMs: 60_000, signal: AbortSignal.timeout(300) });
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await administer(url, `SELECT count(*) FROM pg_stat_activity WHERE usename = '${reader}' AND state = 'active'`)).toEqual([['0']]);
    await database.close();
  });
});
