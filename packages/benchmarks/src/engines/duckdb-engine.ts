import { createHash } from 'node:crypto';
import { DuckDBInstance, version, type DuckDBValue } from '@duckdb/node-api';
import { duckdb } from '@nl2sql/adapters/databases/duckdb';
import { cellText, keepDatabases, STATEMENT_MS, type Engine, type EngineDatabase, type EngineResult } from './engine.ts';

/** What the adapter asks of an instance before it takes it. */
const CLOSED_UP = [
  'autoload_known_extensions = false',
  'allow_community_extensions = false',
  'enable_external_access = false',
  'lock_configuration = true',
];

const STORED = `
  SELECT schema_name || '.' || table_name, 'SELECT * FROM "' || schema_name || '"."' || table_name || '"' FROM duckdb_tables() ORDER BY 1`;

const CATALOG = `
  SELECT 'view', schema_name, view_name FROM duckdb_views() WHERE NOT internal
  UNION ALL SELECT 'function', schema_name, function_name FROM duckdb_functions() WHERE NOT internal
  UNION ALL SELECT 'sequence', schema_name, sequence_name || coalesce(last_value, 0) FROM duckdb_sequences()
  UNION ALL SELECT 'database', database_name, path FROM duckdb_databases() WHERE NOT internal
  ORDER BY ALL`;

/** DuckDB in this process, one database in memory each. */
export async function duckdbEngine(): Promise<Engine> {
  return {
    dialect: 'duckdb',
    version: `DuckDB ${version().replace(/^v/u, '')}`,
    ...keepDatabases(createDatabase),
  };
}

async function createDatabase(script: string): Promise<EngineDatabase> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '2' });
  const connection = await instance.connect();
  await connection.run(script);
  const query = async (sql: string, parameters: readonly DuckDBValue[] = []): Promise<EngineResult> => {
    const reader = await (parameters.length === 0 ? connection.runAndReadAll(sql) : connection.runAndReadAll(sql, [...parameters]));
    return { columns: reader.columnNames(), rows: reader.getRowsJson().map((row) => row.map(cellText)) };
  };
  return {
    schema: undefined,
    rename: (sql) => sql,
    async run(sql, { parameters = [], timeoutMs = STATEMENT_MS } = {}) {
      const timer = setTimeout(() => connection.interrupt(), timeoutMs);
      try {
        return await query(sql, parameters);
      } finally {
        clearTimeout(timer);
      }
    },
    async fingerprint() {
      const parts: string[] = [];
      for (const [table, select] of (await query(STORED)).rows) {
        const rows = (await query(select ?? '')).rows.map((row) => JSON.stringify(row)).sort();
        parts.push(`${table} ${createHash('sha256').update(rows.join('\n')).digest('hex')}`);
      }
      return [...parts, ...(await query(CATALOG)).rows.map((row) => row.join(' '))].join('\n');
    },
    async readOnly() {
      for (const setting of CLOSED_UP) await connection.run(`SET GLOBAL ${setting}`);
      return duckdb({ instance, connections: 1 });
    },
    async drop() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
