import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mysql } from '@nl2sql/adapters/databases/mysql';
import { postgres } from '@nl2sql/adapters/databases/postgres';
import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import type { Database } from '@nl2sql/core/contracts';
import Libsql from 'libsql/promise';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { CommandError } from '../command-line.ts';
import { uniqueName } from '../engines/unique-name.ts';

/** A database to measure: read through the adapter, changed past it. */
export interface Target {
  /** As somebody who starts anew would open it. */
  open(): Database;
  /** Runs statements over a connection of their own. */
  execute(sql: string): Promise<void>;
  /** Removes what was made for the measurement. */
  drop(): Promise<void>;
}

/**
 * The database at a URL of PostgreSQL or MySQL, or the SQLite file at a path.
 *
 * @throws CommandError when there is no such file
 */
export async function targetOf(address: string): Promise<Target> {
  const drop = async () => {};
  const protocol = protocolOf(address);
  if (protocol === 'postgres') {
    return { open: () => postgres({ connectionString: address, schemas: 'all' }), execute: (sql) => executePostgres(address, sql), drop };
  }
  if (protocol === 'mysql') return { open: () => mysql({ connectionString: address }), execute: (sql) => executeMysql(address, sql), drop };
  await access(address).catch(() => {
    throw new CommandError(`${address} is neither a file nor a URL that begins with postgres:// or mysql://.`);
  });
  return { open: () => sqlite({ file: address }), execute: (sql) => executeSqlite(address, sql), drop };
}

/**
 * A new database on the server of a URL, or a new SQLite file for the address `sqlite`, with what a script makes.
 *
 * @throws CommandError when the script fails
 */
export async function loadedTarget(address: string, script: string): Promise<Target> {
  const name = uniqueName('ingest');
  const protocol = protocolOf(address);
  const folder = protocol === null ? await mkdtemp(join(tmpdir(), `${name}-`)) : null;
  const made = folder === null ? Object.assign(new URL(address), { pathname: `/${name}` }).href : join(folder, 'loaded.sqlite');
  const drop = async () => {
    if (folder !== null) await rm(folder, { recursive: true });
    else if (protocol === 'postgres') await executePostgres(address, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    else await executeMysql(address, `DROP DATABASE IF EXISTS ${name}`);
  };
  try {
    if (protocol === 'postgres') await executePostgres(address, `CREATE DATABASE ${name}`);
    if (protocol === 'mysql') await executeMysql(address, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    if (folder !== null) await executeSqlite(made, script);
    const target = await targetOf(made);
    if (folder === null) await target.execute(script);
    return { ...target, drop };
  } catch (error) {
    await drop();
    throw new CommandError(`The script could not be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function protocolOf(address: string): 'postgres' | 'mysql' | null {
  const scheme = /^(\w+):\/\//u.exec(address)?.[1];
  if (scheme === 'postgres' || scheme === 'postgresql') return 'postgres';
  return scheme === 'mysql' || scheme === 'mariadb' ? 'mysql' : null;
}

async function executePostgres(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    // Lines with a backslash are pg_dump's words to psql.
    await client.query(sql.replace(/^\\.*$/gmu, ''));
  } finally {
    await client.end();
  }
}

async function executeMysql(url: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: url, multipleStatements: true });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

async function executeSqlite(file: string, sql: string): Promise<void> {
  const connection = new Libsql(file, {});
  try {
    await connection.exec(sql);
  } finally {
    connection.close();
  }
}
