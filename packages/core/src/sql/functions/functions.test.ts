import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../contracts/index.ts';
import { functionsOf } from './index.ts';

const DANGEROUS = `load_extension fts3_tokenizer readfile writefile edit randomblob zeroblob last_insert_rowid changes total_changes sqlite_version
  sqlite_source_id sqlite_compileoption_get pg_sleep pg_read_file pg_ls_dir lo_import lo_export dblink query_to_xml ts_stat set_config
  current_setting nextval setval pg_advisory_lock pg_notify pg_terminate_backend sleep benchmark load_file get_lock release_lock user database
  version connection_id current_user session_user last_insert_id row_count found_rows uuid_short read_csv read_text read_blob read_parquet glob
  query query_table getenv getvariable sniff_csv duckdb_tables pragma_table_info json_execute_serialized_sql which_secret currval txid_current`.split(/\s+/);

describe('the function lists', () => {
  it.each<Dialect>(['sqlite', 'postgres', 'mysql', 'duckdb'])('%s: hold nothing that reaches beyond the query', (dialect) => {
    const list = functionsOf(dialect);
    // SQLite's `glob` compares texts; DuckDB's lists files.
    const denied = DANGEROUS.filter((name) => !(dialect === 'sqlite' && name === 'glob'));
    for (const name of denied) expect([...list.scalar, ...list.aggregate, ...list.window, ...list.table.keys()]).not.toContain(name);
  });

  it('are in lower case, as calls are compared', () => {
    for (const dialect of ['sqlite', 'postgres', 'mysql', 'duckdb'] as const) {
      const list = functionsOf(dialect);
      for (const name of [...list.scalar, ...list.aggregate, ...list.window, ...list.types]) expect(name).toBe(name.toLowerCase());
    }
  });

  it('sqlite: every aggregate and window function is one of the engine', () => {
    const database = new Database(':memory:');
    try {
      const rows = database.prepare("SELECT name, type FROM pragma_function_list WHERE type IN ('w', 'a')").raw(true).all() as [string, string][];
      const known = new Set(rows.map(([name]) => name));
      const list = functionsOf('sqlite');
      for (const name of [...list.aggregate, ...list.window]) expect([name, known.has(name)]).toEqual([name, true]);
      for (const name of list.scalar) if (known.has(name)) expect(['max', 'min']).toContain(name);
    } finally {
      database.close();
    }
  });
});
