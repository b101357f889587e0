import { words } from '../../src/sql/functions/function-list.ts';
import type { Denial } from './classification.ts';

export const POSTGRES_DENIALS: readonly Denial[] = [
  {
    reason: 'reads or writes files of the server',
    names: words(`loread lowrite`),
    families: /^lo_|^pg_(ls_|read_(binary_)?file|stat_file|current_logfile|rotate_logfile|hba_file|ident_file|show_all_file)/,
  },
  { reason: 'reaches another server', names: words(), families: /^dblink|^postgres_fdw_|^http(_|$)/ },
  { reason: 'waits', names: words(), families: /^pg_sleep/ },
  { reason: 'takes locks', names: words(), families: /^pg_(try_)?advisory_/ },
  {
    reason: 'runs SQL text, or reads a table that is named in a text',
    names: words(`ts_stat ts_rewrite crosstab connectby xpath_table`),
    families: /_to_xml(schema|_and_xmlschema)?$|^crosstab\d/,
  },
  { reason: 'advances, sets or reads sequences', names: words(`nextval setval currval lastval`) },
  {
    reason: 'sets or tells of the session and the server',
    names: words(`current_database current_query current_schema current_schemas current_setting current_user session_user set_config setseed
      version getdatabaseencoding getpgusername get_current_ts_config row_security_active inet_client_addr inet_client_port
      inet_server_addr inet_server_port system_user icu_unicode_version unicode_version`),
  },
  {
    reason: 'looks into the catalog: objects, privileges, labels of types, configurations',
    names: words(`acldefault aclexplode makeaclitem amvalidate col_description obj_description shobj_description format_type enum_first
      enum_last enum_range oidvectortypes nameconcatoid satisfies_hash_partition ts_debug ts_lexize ts_parse ts_token_type`),
    families: /^has_[a-z_]+_privilege$|^to_reg[a-z]+$/,
  },
  { reason: 'tells of transactions and row versions', names: words(`mxid_age currtid2`), families: /^txid_/ },
  {
    reason: 'takes or makes rows of a type by name',
    names: words(`json_to_record json_to_recordset jsonb_to_record jsonb_to_recordset json_populate_record json_populate_recordset
      jsonb_populate_record jsonb_populate_recordset jsonb_populate_record_valid`),
  },
  { reason: 'makes values of any size', names: words(`array_fill`) },
  { reason: 'reads XML, whose entities and paths are programs', names: words(), families: /^xml|^xpath/ },
  {
    reason: 'maintains indexes, upgrades, validates languages',
    names: words(`gin_clean_pending_list plpgsql_validator postgresql_fdw_validator`),
    families: /^binary_upgrade_|^brin_|^fmgr_[a-z]+_validator$/,
  },
  {
    reason: 'is the undocumented inside of an operator, a cast or an aggregate',
    names: words(`cash_words dexp dlog1 dlog10 dround dtrunc enum_send int4inc int8_sum like like_escape notlike numeric_div_trunc
      numeric_exp numeric_inc numeric_ln numeric_log numeric_sqrt similar_escape similar_to_escape textlen timestamp`),
  },
  // What these read or do is of the server: settings, statistics, sizes, backups, replication, other sessions.
  { reason: 'administers or inspects the server', names: words(), families: /^pg_(?!size_(?:pretty|bytes)$|typeof$)/ },
];

/** Functions that are allowed and that PostgreSQL 15 does not have, by the first version that has them. */
export const POSTGRES_NEWER: Readonly<Record<string, ReadonlySet<string>>> = {
  'the grammar': words(`coalesce current_time current_timestamp greatest grouping least localtime localtimestamp nullif trim`),
  16: words(`any_value array_sample array_shuffle date_add date_subtract erf erfc json_agg_strict json_array json_arrayagg
    json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict json_objectagg jsonb_agg_strict jsonb_object_agg_strict
    jsonb_object_agg_unique jsonb_object_agg_unique_strict random_normal`),
  17: words(`json_exists json_query json_scalar json_serialize json_value to_bin to_oct unicode_assigned uuid_extract_timestamp
    uuid_extract_version`),
  18: words(`array_reverse array_sort casefold crc32 crc32c gamma lgamma uuidv4 uuidv7`),
};

/** Allowed functions that give another value at each call. Every other one has to be declared immutable or stable. */
export const POSTGRES_VOLATILE: ReadonlySet<string> = words(`clock_timestamp gen_random_uuid random timeofday random_normal uuidv4 uuidv7
  array_sample array_shuffle`);
