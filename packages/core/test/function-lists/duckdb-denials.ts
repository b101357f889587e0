import { words } from '../../src/sql/functions/function-list.ts';
import type { Denial } from './classification.ts';

export const DUCKDB_DENIALS: readonly Denial[] = [
  {
    reason: 'reads or writes files, or the network',
    names: words(`glob seq_scan arrow_scan arrow_scan_dumb sniff_csv add_parquet_key copy_database import_database st_read st_drivers`),
    families: /^(read|parquet|iceberg|delta|postgres|mysql|sqlite|http)_|_scan$/,
  },
  { reason: 'runs SQL text, reads a table by its name or tells of SQL text', names: words(`query query_table json_execute_serialized_sql json_serialize_sql
    json_serialize_plan json_deserialize_sql sql_auto_complete check_peg_parser histogram_values show show_expanded`) },
  { reason: 'calls a function by its name', names: words(`aggregate array_aggr array_aggregate list_aggr list_aggregate`) },
  {
    reason: 'tells of or sets the session, the server, its settings, variables or secrets',
    names: words(`current_catalog current_connection_id current_database current_query current_query_id current_role current_schema current_schemas
      current_setting current_transaction_id current_user session_user user getvariable getenv version txid_current setseed get_block_size
      inet_client_addr inet_client_port inet_server_addr inet_server_port in_search_path which_secret platform user_agent write_log
      parse_duckdb_log_message duckdb_logs_parsed duckdb_profiling_settings truncate_duckdb_logs pg_timezone_names icu_calendar_names`),
    families: /^pg_(?!size_pretty$|typeof$)|^pragma_|^duckdb_|^(enable|disable|verify|force)_|^(all_profiling_output|checkpoint|database_list|database_size|extension_versions|functions|collations|metadata_info|storage_info|table_info|show_[a-z_]+)$/,
  },
  { reason: 'looks into the catalog: objects, privileges, labels of types', names: words(`col_description obj_description shobj_description format_type
    format_pg_type map_to_pg_oid enum_code enum_first enum_last enum_range enum_range_boundary`), families: /^has_[a-z_]+_privilege$/ },
  { reason: 'tells of the statistics that are kept of a column', names: words(`stats`) },
  { reason: 'advances or reads sequences', names: words(`nextval currval`) },
  { reason: 'waits', names: words(`sleep_ms`) },
  { reason: 'fails at will, by which a text could tell of a value', names: words(`error`) },
  { reason: 'makes values of any size', names: words(`repeat_row equi_width_bins bitstring_agg`) },
  { reason: 'summarises or samples a whole table', names: words(`summary test_all_types test_vector_types`) },
  { reason: 'works on types, vectors, states of aggregates or keys of sorting inside the engine', names: words(`alias can_cast_implicitly cast_to_type
    combine constant_or_null create_sort_key finalize get_type icu_sort_key is_histogram_other_bin make_type remap_struct replace_type switch
    timetz_byte_comparable unpivot_list variant_bytes_to_variant variant_normalize variant_to_parquet_variant vector_type ilike_escape
    not_ilike_escape not_like_escape st_crs st_setcrs st_intersects_extent`), families: /^__internal_|^icu_collate_/ },
  { reason: 'is an operator', names: words(`!__postfix`), families: /^[^a-z_]*$/ },
];

/** Names that are both a function that is allowed and something else that is not: the kind decides. */
export const DUCKDB_TABLE_DENIALS: ReadonlySet<string> = words(`repeat histogram`);

/** Functions that the grammar turns into something else, and that the catalog so does not name. */
export const DUCKDB_ELSEWHERE: Readonly<Record<string, ReadonlySet<string>>> = {
  'the grammar': words(`coalesce date grouping grouping_id if ifnull percentile_cont percentile_disc current_time current_timestamp localtime
    localtimestamp`),
};
