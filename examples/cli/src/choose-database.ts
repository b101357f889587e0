import { open, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Database } from '@nl2sql/core/contracts';
import { CommandError } from './command-line.ts';

/**
 * The database that `--db` names: a URL of a server, a file of SQLite or DuckDB told apart by what it
 * begins with, or a folder of PGlite. The adapter of no other one is loaded.
 *
 * @param schemas - Of PostgreSQL, PGlite and DuckDB; none for the adapter's own default.
 * @throws CommandError for a URL of another kind, and for schemas where there are none
 */
export async function chooseDatabase(address: string, schemas: readonly string[], cwd: string): Promise<Database> {
  const named = schemas.length === 0 ? {} : { schemas };
  const scheme = schemeOf(address);
  switch (scheme) {
    case 'postgres':
    case 'postgresql': {
      const { postgres } = await import('@nl2sql/adapters/databases/postgres');
      return postgres({ connectionString: address, ...named });
    }
    case 'mysql':
    case 'mariadb': {
      if (schemas.length > 0) throw new CommandError('--schema is for PostgreSQL, PGlite and DuckDB: the URL of a MySQL server names its database.');
      const { mysql } = await import('@nl2sql/adapters/databases/mysql');
      return mysql({ connectionString: address });
    }
    case undefined:
      return chooseFile(resolve(cwd, address), schemas);
    default:
      throw new CommandError(`--db takes a file or a URL that begins with postgres:// or mysql://, and not with ${scheme}://.`);
  }
}

/** What a URL begins with, in lower case; undefined for a path. */
export function schemeOf(address: string): string | undefined {
  return /^([a-z][a-z\d+.-]*):\/\//iu.exec(address)?.[1]?.toLowerCase();
}

async function chooseFile(path: string, schemas: readonly string[]): Promise<Database> {
  const named = schemas.length === 0 ? {} : { schemas };
  const kind = await kindOfFile(path);
  if (kind === 'pglite') {
    const { pglite } = await import('@nl2sql/adapters/databases/pglite');
    return pglite({ dataDir: path, ...named });
  }
  if (kind === 'duckdb') {
    const { duckdb } = await import('@nl2sql/adapters/databases/duckdb');
    return duckdb({ file: path, ...named });
  }
  if (schemas.length > 0) throw new CommandError('--schema is for PostgreSQL, PGlite and DuckDB: a SQLite file has no schemas.');
  const { sqlite } = await import('@nl2sql/adapters/databases/sqlite');
  return sqlite({ file: path });
}

/** What keeps a database in a file or a folder. A file that is not there is named by its ending. */
export async function kindOfFile(path: string): Promise<'pglite' | 'duckdb' | 'sqlite'> {
  if (await isCluster(path)) return 'pglite';
  return (await isDuckdb(path)) ? 'duckdb' : 'sqlite';
}

/** Whether it is a folder in which PostgreSQL keeps a cluster. */
async function isCluster(path: string): Promise<boolean> {
  const names = await readdir(path).catch((): string[] => []);
  return names.includes('PG_VERSION');
}

/** By the four letters behind the checksum of the first block (https://duckdb.org/docs/stable/internals/storage). */
async function isDuckdb(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return /\.(?:duckdb|ddb)$/iu.test(path);
  try {
    const start = Buffer.alloc(12);
    await file.read(start, 0, 12, 0);
    return start.toString('latin1', 8) === 'DUCK';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
