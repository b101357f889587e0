import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import Libsql from 'libsql/promise';
import { cellText, keepDatabases, STATEMENT_MS, type Engine, type EngineDatabase } from './engine.ts';

interface Statement {
  raw(): Statement;
  columns(): readonly { readonly name: string }[];
  all(parameters: readonly unknown[]): Promise<readonly (readonly unknown[])[]>;
  readonly reader: boolean;
}

/** SQLite in this process, with one directory a database, so that whatever a statement writes is seen. */
export async function sqliteEngine(): Promise<Engine> {
  const memory = new Libsql(':memory:', {});
  const version = (await ((await memory.prepare('SELECT sqlite_version()')) as Statement).raw().all([]))[0]?.[0];
  memory.close();
  return {
    dialect: 'sqlite',
    version: `SQLite ${String(version)}`,
    ...keepDatabases(createDatabase),
  };
}

async function createDatabase(script: string): Promise<EngineDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'nl2sql-bench-'));
  const file = join(directory, 'database.sqlite');
  const connection = new Libsql(file, {}).defaultSafeIntegers(true);
  await connection.exec(script);
  return {
    schema: undefined,
    rename: (sql) => sql,
    async run(sql, { parameters = [], timeoutMs = STATEMENT_MS } = {}) {
      const timer = setTimeout(() => connection.interrupt(), timeoutMs);
      try {
        const statement = (await connection.prepare(sql)) as Statement;
        const columns = statement.reader ? statement.columns().map(({ name }) => name) : [];
        const rows = await (statement.reader ? statement.raw() : statement).all(parameters.map(toParameter));
        return { columns, rows: statement.reader ? rows.map((row) => row.map(cellText)) : [] };
      } finally {
        clearTimeout(timer);
      }
    },
    fingerprint: async () =>
      readdirSync(directory)
        .sort()
        .map((name) => `${name} ${createHash('sha256').update(readFileSync(join(directory, name))).digest('hex')}`)
        .join('\n'),
    readOnly: async () => sqlite({ file, connections: 1 }),
    async drop() {
      connection.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The driver binds every number as REAL and takes no boolean. */
function toParameter(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}
