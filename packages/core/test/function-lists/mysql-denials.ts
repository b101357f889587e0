import { words } from '../../src/sql/functions/function-list.ts';
import type { Denial } from './classification.ts';

export const MYSQL_DENIALS: readonly Denial[] = [
  { reason: 'reads files of the server', names: words(`load_file`) },
  { reason: 'waits, for time or for another server', names: words(`sleep benchmark source_pos_wait wait_for_executed_gtid_set
    wait_until_sql_thread_after_gtids`), families: /^(master|wsrep|binlog)_.*(wait|gtid)/ },
  { reason: 'takes or tells of locks', names: words(`get_lock release_lock release_all_locks is_free_lock is_used_lock`) },
  {
    reason: 'tells of or changes the session, the server or the account',
    names: words(`charset coercibility collation connection_id current_role current_user database default found_rows icu_version last_insert_id
      ps_current_thread_id ps_thread_id roles_graphml row_count schema schemas session_user system_user user uuid_short version rownum
      validate_password_strength statement_digest statement_digest_text get_default_roles`),
  },
  { reason: 'advances, sets or reads sequences', names: words(`nextval setval lastval`) },
  { reason: 'gives a column a name, or reads one of an INSERT', names: words(`name_const values value`) },
  {
    reason: 'encrypts or decrypts by a key or a setting of the server, or spends time on a key',
    names: words(`aes_decrypt aes_encrypt decode des_decrypt des_encrypt encode encrypt kdf old_password password`),
    families: /^(a?symmetric|create)_(en|de|sign|verify|derive|asymmetric|dh|digest)/,
  },
  { reason: 'packs or unpacks, to any size', names: words(`compress uncompress uncompressed_length`) },
  { reason: 'reads XML, whose errors show what it reads', names: words(`extractvalue updatexml`) },
  { reason: 'reads or writes columns packed into one', names: words(`column_add column_check column_create column_delete column_exists column_get
    column_json column_list`) },
  { reason: 'is of another SQL mode, or of the statistics inside the server', names: words(`decode_histogram`), families: /_oracle$/ },
  { reason: 'takes words that are no expressions', names: words(`cast get_format json_table weight_string against match`) },
  { reason: 'compares the boxes around shapes alone', names: words(`contains overlaps within`), families: /^mbr/ },
];

/** Words of the grammar that may stand before a parenthesis, and are no functions. */
export const MYSQL_GRAMMAR: ReadonlySet<string> = words(`all any binary case character distinct distinctrow exists high_priority in not row select some
  sql_big_result sql_buffer_result sql_cache sql_calc_found_rows sql_no_cache sql_small_result sql_tsi_day sql_tsi_hour sql_tsi_minute
  sql_tsi_month sql_tsi_quarter sql_tsi_second sql_tsi_week sql_tsi_year straight_join unique`);

/** Functions that are allowed and that MariaDB 10.11 does not have, by what has them. */
export const MYSQL_ELSEWHERE: Readonly<Record<string, ReadonlySet<string>>> = {
  'MySQL 8.0': words(`any_value bin_to_uuid format_bytes format_pico_time grouping is_uuid json_schema_valid json_storage_size regexp_like
    st_isvalid st_latfromgeohash st_latitude st_longfromgeohash st_longitude st_simplify uuid_to_bin`),
  'MySQL 9.0': words(`string_to_vector to_vector vector_dim vector_to_string`),
  'MariaDB 11': words(`json_array_intersect json_key_value json_object_filter_keys json_object_to_array uuid_v4 uuid_v7 vec_distance
    vec_distance_cosine vec_distance_euclidean vec_fromtext vec_totext`),
  'MariaDB 12': words(`to_number`),
};

/** Types that casts of MySQL 8 alone take, and `timestamp`, which stands before a text: `TIMESTAMP '2024-05-01 10:00:00'`. */
export const MYSQL_ONLY_TYPES: ReadonlySet<string> = words(`json real timestamp year`);
