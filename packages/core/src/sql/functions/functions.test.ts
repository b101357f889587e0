import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../contracts/index.ts';
import type { Lock } from '../../protocol/index.ts';
import { checkSql, type CheckSqlResult } from '../check-sql.ts';
import { functionsOf, type FunctionList } from './index.ts';

const DIALECTS = ['sqlite', 'postgres', 'mysql', 'duckdb'] as const satisfies readonly Dialect[];

const lock: Lock = { tables: [{ table: 'people', columns: ['id', 'name'] }], joins: [], values: [] };

/** What reaches beyond the query anywhere: whichever engine has it, no list of any dialect may name it. */
const DANGEROUS: Readonly<Record<string, string>> = {
  'G-FUN-1: files, network, code': `load_extension fts3_tokenizer readfile writefile edit fsdir pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file
    lo_import lo_export lo_get lo_put loread lowrite load_file read_csv read_csv_auto read_text read_blob read_json read_parquet parquet_scan sniff_csv
    copy_database dblink dblink_exec dblink_connect http_get postgres_scan sqlite_scan mysql_scan`,
  'G-FUN-1: settings, session, server': `set_config current_setting pg_reload_conf pg_terminate_backend pg_cancel_backend pg_notify pg_backend_pid
    inet_server_addr inet_client_addr current_user session_user system_user current_role user database schema version connection_id last_insert_id
    row_count found_rows uuid_short last_insert_rowid changes total_changes sqlite_version sqlite_source_id sqlite_compileoption_get getenv getvariable
    setseed which_secret write_log txid_current`,
  'G-FUN-1: catalogs, sequences, locks, time': `has_table_privilege pg_get_viewdef pg_relation_size pg_table_size to_regclass obj_description
    duckdb_tables duckdb_settings duckdb_secrets pragma_table_info nextval setval currval lastval pg_advisory_lock pg_try_advisory_lock get_lock
    release_lock is_free_lock pg_sleep pg_sleep_for pg_sleep_until sleep sleep_ms benchmark master_pos_wait`,
  'G-FUN-2: SQL text, names of tables and functions': `query query_table json_execute_serialized_sql json_serialize_sql query_to_xml table_to_xml
    cursor_to_xml database_to_xml ts_stat ts_rewrite crosstab connectby xpath_table sha3_query vector_top_k list_aggregate list_aggr array_aggregate
    aggregate name_const statement_digest`,
  'G-DOS-4: values of any size': `zeroblob randomblob array_fill uncompress repeat_row`,
};

const setsOf = (list: FunctionList): readonly ReadonlySet<string>[] => [list.scalar, list.aggregate, list.window, list.setReturning, new Set(list.table.keys()), list.bare];
const allows = (list: FunctionList, name: string): boolean => setsOf(list).some((names) => names.has(name));

describe.each(DIALECTS)('the function list of %s', (dialect) => {
  const list = functionsOf(dialect);

  it.each(Object.entries(DANGEROUS))('allows nothing of %s', (_, names) => {
    expect(names.split(/\s+/).filter((name) => allows(list, name))).toEqual([]);
  });

  it('is in lower case, as names are compared', () => {
    const names = [...setsOf(list), list.types, list.collations].flatMap((set) => [...set]);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => name !== name.toLowerCase() || name !== name.trim() || name.includes('  '))).toEqual([]);
  });

  it('G-FUN-4: casts to no type that looks names up or numbers objects', () => {
    const denied = `regclass regproc regprocedure regoper regoperator regtype regrole regnamespace regconfig regdictionary regcollation xid cid tid
      pg_lsn aclitem name xml record cstring internal void anyelement refcursor my_domain enum`;
    expect(denied.split(/\s+/).filter((name) => list.types.has(name))).toEqual([]);
  });

  it('says of allowed functions alone that they grow, make rows, take a unit or a row', () => {
    const said = [...list.growing.keys(), ...list.formats.keys(), ...list.multiplying, ...list.series, ...list.wholeRow, ...list.unitFirst];
    expect(said.filter((name) => !allows(list, name))).toEqual([]);
    // Functions in FROM make rows as well, and so have to be bounded where they stand.
    if (list.table.has('generate_series')) expect(list.series.has('generate_series')).toBe(true);
  });

  it('makes no name both an aggregate and something else, but where the engine does', () => {
    const expected: Readonly<Record<Dialect, readonly string[]>> = {
      // With one argument SQLite's aggregate, with more they compare.
      sqlite: ['max', 'min'],
      // As aggregates these are followed by WITHIN GROUP, as window functions by OVER.
      postgres: ['cume_dist', 'dense_rank', 'percent_rank', 'rank'],
      mysql: [],
      duckdb: [],
    };
    const both = [...list.aggregate].filter((name) => list.scalar.has(name) || list.window.has(name) || list.setReturning.has(name));
    expect(both.sort()).toEqual(expected[dialect]);
  });

  it('G-FUN-1: lets through no name that it does not hold', async () => {
    const call = (name: string): Promise<CheckSqlResult> => checkSql(`SELECT ${name}(id) FROM people`, { dialect, lock, rowLimit: 10 });
    const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789_');
    const held = setsOf(list).flatMap((names) => [...names]);
    const nearby = fc.tuple(fc.constantFrom(...held), fc.constantFrom(...'0123456789_')).map(([name, end]) => name + end);
    const random = fc.array(letters, { minLength: 1, maxLength: 24 }).map((found) => `x${found.join('')}`);
    const ofObjects = fc.constantFrom('constructor', '__proto__', 'tostring', 'valueof', 'hasownproperty');
    expect((await call('abs')).ok).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearby, random, ofObjects), async (name) => {
        fc.pre(!allows(list, name));
        const result = await call(name);
        expect([name, result.ok ? result.checked.text : null]).toEqual([name, null]);
      }),
    );
  });
});
