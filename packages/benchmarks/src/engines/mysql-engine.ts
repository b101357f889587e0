import { leastPrivilegeScript, mysql } from '@nl2sql/adapters/databases/mysql';
import { createConnection, type Connection, type ConnectionOptions, type FieldPacket } from 'mysql2/promise';
import { CommandError } from '../command-line.ts';
import { cellText, keepDatabases, STATEMENT_MS, type Engine, type EngineDatabase, type EngineResult } from './engine.ts';
import { databasesOfScript, renameWords, splitMysqlScript } from './mysql-script.ts';
import { uniqueName } from './unique-name.ts';

const DEFAULT_URL = 'mysql://root@127.0.0.1:3306/';

/** What the server says of a statement that it takes as text only. */
const CANNOT_BE_PREPARED = 1295;

/** Values as the server writes them: what a driver makes of them would hide differences. */
const AS_TEXT: ConnectionOptions = { dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, charset: 'utf8mb4' };

/**
 * @throws CommandError with exit code 2 when there is no server
 */
export async function mysqlEngine(): Promise<Engine> {
  const server = new URL(process.env['NL2SQL_TEST_MYSQL_URL'] ?? DEFAULT_URL);
  const settings: ConnectionOptions = {
    ...AS_TEXT,
    host: server.hostname,
    port: Number(server.port === '' ? 3306 : server.port),
    user: decodeURIComponent(server.username),
    password: decodeURIComponent(server.password),
    connectTimeout: 2_000,
  };
  const admin = await createConnection({ ...settings, multipleStatements: true }).catch((cause: unknown) => {
    throw new CommandError(`There is no MySQL or MariaDB at ${server.host}; NL2SQL_TEST_MYSQL_URL names another server. ${String(cause)}`, 2);
  });
  const [[version]] = (await admin.query({ sql: 'SELECT version()', rowsAsArray: true })) as unknown as [[[string]], unknown];
  return {
    dialect: 'mysql',
    version: version[0].includes('MariaDB') ? `MariaDB ${version[0].split('-')[0]}` : `MySQL ${version[0]}`,
    ...keepDatabases((script) => createDatabase(admin, settings, script), () => admin.end()),
  };
}

async function createDatabase(admin: Connection, settings: ConnectionOptions, script: string): Promise<EngineDatabase> {
  const names = new Map(databasesOfScript(script).map((name) => [name, uniqueName(name)]));
  const [main] = names.values();
  if (main === undefined) throw new CommandError('The script for MySQL makes no database.', 2);
  for (const piece of splitMysqlScript(renameWords(script, names))) await admin.query(piece);
  const accounts: string[] = [];
  let client: Connection | null = null;

  /** The connection may end with a statement that was run in it. */
  const connected = async (): Promise<Connection> => {
    if (client !== null) return client;
    const fresh = await createConnection({ ...settings, database: main });
    fresh.on('error', () => void (client = null));
    return (client = fresh);
  };
  const query = async (sql: string, parameters: readonly unknown[] = []): Promise<EngineResult> => {
    const connection = await connected();
    // Prepared, also where there is nothing to bind: sent as text, fractions come back rounded.
    const values = [...parameters] as (string | number | boolean | null)[];
    const [rows, fields] = await connection.execute({ sql, rowsAsArray: true, values }).catch((error: { readonly errno?: number }) => {
      if (error.errno === CANNOT_BE_PREPARED && parameters.length === 0) return connection.query({ sql, rowsAsArray: true });
      throw error;
    });
    if (!Array.isArray(rows)) return { columns: [], rows: [] };
    return { columns: (fields as FieldPacket[]).map(({ name }) => name), rows: (rows as unknown as unknown[][]).map((row) => row.map(cellText)) };
  };

  return {
    schema: main,
    rename: (sql) => renameWords(sql, names),
    async run(sql, { parameters = [], timeoutMs = STATEMENT_MS } = {}) {
      await (await connected()).query(`SET max_statement_time = ${timeoutMs / 1_000}`);
      return query(sql, parameters);
    },
    async fingerprint() {
      const parts: string[] = [];
      const own = [...names.values()].map((name) => `'${name}'`).join(', ');
      const catalog = async (sql: string): Promise<EngineResult['rows']> => {
        const [rows] = await admin.query({ sql, rowsAsArray: true });
        return rows as unknown as EngineResult['rows'];
      };
      for (const [schema, table, type] of await catalog(`SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema IN (${own}) ORDER BY 1, 2`)) {
        const contents = type === 'BASE TABLE' ? `CHECKSUM TABLE \`${schema}\`.\`${table}\`` : type === 'SEQUENCE' ? `SELECT * FROM \`${schema}\`.\`${table}\`` : null;
        parts.push(`${schema}.${table} ${type} ${contents === null ? '' : (await catalog(contents)).join(' ')}`);
      }
      for (const row of await catalog(`SELECT routine_schema, routine_name, last_altered FROM information_schema.routines WHERE routine_schema IN (${own}) ORDER BY 1, 2`)) parts.push(row.join(' '));
      for (const row of await catalog(`SELECT trigger_schema, trigger_name FROM information_schema.triggers WHERE trigger_schema IN (${own}) ORDER BY 1, 2`)) parts.push(row.join(' '));
      return parts.join('\n');
    },
    async readOnly({ lock }) {
      const user = uniqueName('reader');
      const password = uniqueName('password');
      const tables = Object.fromEntries(lock.tables.map(({ table, columns }) => [table, columns]));
      accounts.push(user);
      await admin.query(leastPrivilegeScript({ user, database: main, tables }));
      await admin.query(`ALTER USER '${user}'@'%' IDENTIFIED BY '${password}' ACCOUNT UNLOCK`);
      return mysql({
        server: { host: settings.host ?? '', port: settings.port ?? 3306, user, password, database: main },
        connections: 1,
      });
    },
    async drop() {
      client?.destroy();
      client = null;
      for (const name of names.values()) await admin.query(`DROP DATABASE IF EXISTS ${name}`);
      for (const account of accounts) await admin.query(`DROP USER IF EXISTS '${account}'@'%'`);
    },
  };
}
