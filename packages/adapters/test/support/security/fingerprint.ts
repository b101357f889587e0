import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestEngine, TestStore } from './engines.ts';

/** What a server has to say of one schema, beside the rows of its tables. */
const CATALOG: Readonly<Record<'postgres' | 'mysql', (schema: string) => readonly string[]>> = {
  postgres: (schema) => [
    `SELECT relname, relkind, relnatts, relacl::text FROM pg_class WHERE relnamespace = '${schema}'::regnamespace ORDER BY 1`,
    `SELECT proname, prosrc, proacl::text FROM pg_proc WHERE pronamespace = '${schema}'::regnamespace ORDER BY 1`,
    'SELECT last_value, is_called FROM numbers',
    'SELECT count(*) FROM pg_largeobject_metadata',
    "SELECT count(*) FROM pg_prepared_xacts WHERE gid = 'nl2sql'",
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711",
    "SELECT count(*) FROM pg_roles WHERE rolname = 'nl2sql_mallory'",
    'SELECT extname FROM pg_extension ORDER BY 1',
    "SELECT count(*) FROM pg_publication",
  ],
  mysql: (schema) => [
    `SELECT table_name, table_type, table_comment FROM information_schema.tables WHERE table_schema = '${schema}' ORDER BY 1`,
    `SELECT table_name, column_name, column_type FROM information_schema.columns WHERE table_schema = '${schema}' ORDER BY 1, 2`,
    `SELECT routine_name, routine_definition FROM information_schema.routines WHERE routine_schema = '${schema}' ORDER BY 1`,
    `SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '${schema}' ORDER BY 1`,
    `SELECT event_name FROM information_schema.events WHERE event_schema = '${schema}' ORDER BY 1`,
    "SELECT IS_FREE_LOCK('nl2sql')",
    'SELECT @@GLOBAL.general_log, @@GLOBAL.sql_mode, @@GLOBAL.read_only',
    "SELECT count(*) FROM mysql.user WHERE User = 'nl2sql_mallory'",
  ],
};

/** Changes when anything that the database stores, holds or lets others do changes. */
export async function fingerprintOf({ dialect }: TestEngine, store: TestStore): Promise<string> {
  if (dialect === 'sqlite') {
    const folder = dirname(store.place);
    const files = readdirSync(folder).toSorted();
    return files.map((file) => `${file} ${createHash('sha256').update(readFileSync(join(folder, file))).digest('hex')}`).join('\n');
  }
  const tables = ['customers', 'orders', 'vault'].map((table) => `SELECT * FROM ${table} ORDER BY id`);
  return (await store.administer(...tables, ...CATALOG[dialect](store.schema))).map((rows) => JSON.stringify(rows)).join('\n');
}
