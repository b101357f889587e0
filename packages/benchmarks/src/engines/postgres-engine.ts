import { leastPrivilegeScript, postgres } from '@nl2sql/adapters/databases/postgres';
import pg from 'pg';
import { CommandError } from '../command-line.ts';
import { cellText, keepDatabases, STATEMENT_MS, type Engine, type EngineDatabase, type EngineResult } from './engine.ts';
import { uniqueName } from './unique-name.ts';

const DEFAULT_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

/** Text as the server sends it: what a driver makes of it would hide differences. */
const asText = { getTypeParser: () => (value: string | Buffer) => String(value) };

/**
 * A row each for the contents of every table, for every sequence, and for what the catalogs count.
 * Roles and databases are left out: others make and drop theirs on the same server.
 */
const STORED = `
  SELECT format('SELECT %L, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) FROM %I.%I t', c.oid::regclass, n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%'
  UNION ALL
  SELECT format('SELECT %L, coalesce(pg_sequence_last_value(%s), 0)::text', seqrelid::regclass, seqrelid) FROM pg_sequence
  UNION ALL
  SELECT format('SELECT %L, md5(coalesce(string_agg(t.oid || chr(58) || t.%I, chr(10) ORDER BY t.oid), '''')) FROM pg_catalog.%I t', cat, col, cat)
    FROM (VALUES ('pg_class', 'relname'), ('pg_proc', 'proname'), ('pg_namespace', 'nspname'), ('pg_type', 'typname'), ('pg_extension', 'extname'),
                 ('pg_largeobject_metadata', 'lomowner'), ('pg_trigger', 'tgname'), ('pg_policy', 'polname')) AS catalogs(cat, col)`;

/**
 * @throws CommandError with exit code 2 when there is no server
 */
export async function postgresEngine(): Promise<Engine> {
  const server = new URL(process.env['NL2SQL_TEST_POSTGRES_URL'] ?? DEFAULT_URL);
  const admin = new pg.Client({ connectionString: server.href, connectionTimeoutMillis: 2_000 });
  await admin.connect().catch((cause: unknown) => {
    throw new CommandError(`There is no PostgreSQL at ${server.host}; NL2SQL_TEST_POSTGRES_URL names another server. ${String(cause)}`, 2);
  });
  const version = String((await admin.query<{ server_version: string }>('SHOW server_version')).rows[0]?.server_version);
  return {
    dialect: 'postgres',
    version: `PostgreSQL ${version.split(' ')[0]}`,
    ...keepDatabases((script) => createDatabase(admin, server, script), () => admin.end()),
  };
}

async function createDatabase(admin: pg.Client, server: URL, script: string): Promise<EngineDatabase> {
  const name = uniqueName('bench');
  await admin.query(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` });
  const roles: string[] = [];
  let client: pg.Client | null = null;

  /** The connection may end with a statement that was run in it. */
  const connected = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const fresh = new pg.Client({ connectionString: url.href });
    fresh.on('error', () => void (client = null));
    await fresh.connect();
    return (client = fresh);
  };
  const query = async (sql: string, parameters: readonly unknown[] = []): Promise<EngineResult> => {
    const result = await (await connected()).query({ text: sql, values: [...parameters], rowMode: 'array', types: asText, queryMode: 'extended' } as pg.QueryArrayConfig);
    return { columns: result.fields.map((field) => field.name), rows: (result.rows as unknown[][]).map((row) => row.map(cellText)) };
  };

  await (await connected()).query(script);
  return {
    schema: undefined,
    rename: (sql) => sql,
    async run(sql, { parameters = [], timeoutMs = STATEMENT_MS } = {}) {
      await (await connected()).query(`SET statement_timeout = ${timeoutMs}`);
      return query(sql, parameters);
    },
    async fingerprint() {
      const { rows: parts } = await query(STORED);
      const { rows } = await query(parts.map(([part]) => part).join(' UNION ALL '));
      return rows.map((row) => row.join(' ')).sort().join('\n');
    },
    async readOnly({ lock }) {
      const role = uniqueName('reader');
      const password = uniqueName('password');
      const tables = Object.fromEntries(lock.tables.map(({ table, columns }) => [table, columns]));
      roles.push(role);
      await (await connected()).query(leastPrivilegeScript({ role, database: name, tables }));
      await admin.query(`ALTER ROLE ${role} PASSWORD '${password}'`);
      return postgres({ connectionString: Object.assign(new URL(url), { username: role, password }).href, connections: 1 });
    },
    async drop() {
      await client?.end().catch(() => undefined);
      client = null;
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      for (const role of roles) await admin.query(`DROP ROLE IF EXISTS ${role}`);
    },
  };
}
