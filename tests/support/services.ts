import { randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';

const server = new URL(process.env['NL2SQL_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres');
const missing = await whyMissing(() => administer('SELECT 1'));
const mysqlServer = new URL(process.env['NL2SQL_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306');
const missingMysql = await whyMissing(() => administerMysql('SELECT 1'));

/**
 * A suite against a real PostgreSQL server, in a database that is made for it and dropped after it.
 *
 * The server is the one of `NL2SQL_TEST_POSTGRES_URL`, by default `127.0.0.1:5432`. Where there is
 * none the suite is skipped and says so; with `CI=true` it fails.
 *
 * @param define - Receives the URL of the suite's own database, which exists while its tests run.
 */
export function describeWithPostgres(name: string, define: (url: string) => void): void {
  const database = `nl2sql_test_${randomUUID().replaceAll('-', '')}`;
  const url = Object.assign(new URL(server), { pathname: `/${database}` }).href;

  if (missing !== null) console.warn(`No PostgreSQL at ${server.host} (${missing}), so these tests do not run: ${name}`);
  describe.skipIf(missing !== null && process.env['CI'] !== 'true')(name, () => {
    beforeAll(() => administer(`CREATE DATABASE ${database}`));
    // Without force the server waits for connections that are closing, which would break off with an error.
    afterAll(() => administer(`DROP DATABASE IF EXISTS ${database}`).catch(() => administer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)));
    define(url);
  });
}

/** Whether the server of {@link describeWithPostgres} can make an extension; says so when it cannot. */
export async function postgresOffers(extension: string): Promise<boolean> {
  if (missing !== null) return false;
  const client = new pg.Client({ connectionString: server.href, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_available_extensions WHERE name = $1', [extension]);
    if (rowCount === 0) console.warn(`The PostgreSQL at ${server.host} has no extension ${extension}, so the tests on it that need it do not run.`);
    return rowCount !== 0;
  } finally {
    await client.end();
  }
}

/**
 * A suite against a real MySQL or MariaDB server, in a database that is made for it and dropped after it.
 *
 * The server is the one of `NL2SQL_TEST_MYSQL_URL`, by default `127.0.0.1:3306`, where the user may
 * make databases and accounts. Where there is none the suite is skipped and says so; with `CI=true`
 * it fails.
 *
 * @param define - Receives the URL of the suite's own database, which exists while its tests run.
 */
export function describeWithMysql(name: string, define: (url: string) => void): void {
  const database = `nl2sql_test_${randomUUID().replaceAll('-', '')}`;
  const url = Object.assign(new URL(mysqlServer), { pathname: `/${database}` }).href;

  if (missingMysql !== null) console.warn(`No MySQL or MariaDB at ${mysqlServer.host} (${missingMysql}), so these tests do not run: ${name}`);
  describe.skipIf(missingMysql !== null && process.env['CI'] !== 'true')(name, () => {
    beforeAll(() => administerMysql(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`));
    afterAll(() => administerMysql(`DROP DATABASE IF EXISTS ${database}`));
    define(url);
  });
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.href, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query(statement);
  } catch (cause) {
    throw new Error(`PostgreSQL at ${server.host} is needed here; NL2SQL_TEST_POSTGRES_URL names another server.`, { cause });
  } finally {
    await client.end();
  }
}

async function administerMysql(statement: string): Promise<void> {
  const connection = await createConnection({ uri: mysqlServer.href, connectTimeout: 2_000 }).catch((cause: unknown) => {
    throw new Error(`MySQL or MariaDB at ${mysqlServer.host} is needed here; NL2SQL_TEST_MYSQL_URL names another server.`, { cause });
  });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

async function whyMissing(reach: () => Promise<void>): Promise<string | null> {
  try {
    await reach();
    return null;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : 'no answer';
  }
}
