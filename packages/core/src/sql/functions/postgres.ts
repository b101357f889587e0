import { words, type FunctionList } from './function-list.ts';

/**
 * Functions of PostgreSQL that only compute (https://www.postgresql.org/docs/current/functions.html):
 * none that reads files, catalogs, settings or sequences, takes SQL text, waits or locks.
 */
export const POSTGRES: FunctionList = {
  scalar: words(`abs acos asin atan atan2 cbrt ceil ceiling cos degrees div exp floor ln log log10 mod pi power radians random
    round sign sin sqrt tan trunc width_bucket
    ascii btrim char_length character_length chr concat concat_ws format initcap left length lower lpad ltrim md5 octet_length
    position quote_literal regexp_count regexp_match regexp_replace regexp_substr repeat replace reverse right rpad rtrim split_part
    starts_with strpos substr substring to_char to_date to_number to_timestamp translate trim upper
    age date_bin date_part date_trunc justify_days justify_hours justify_interval make_date make_interval make_time make_timestamp
    now date
    coalesce greatest least nullif num_nonnulls num_nulls
    array_length array_position array_to_string cardinality string_to_array array_to_json
    json_array_length json_build_array json_build_object json_extract_path_text json_typeof jsonb_array_length jsonb_build_array
    jsonb_build_object jsonb_extract_path_text jsonb_typeof row_to_json to_json to_jsonb
    grouping rollup cube`),
  aggregate: words(`array_agg avg bit_and bit_or bool_and bool_or corr count covar_pop covar_samp every json_agg json_object_agg
    jsonb_agg jsonb_object_agg max min mode percentile_cont percentile_disc regr_count regr_intercept regr_r2 regr_slope stddev
    stddev_pop stddev_samp string_agg sum var_pop var_samp variance any_value`),
  window: words(`row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`),
  table: new Map(),
  types: new Set([...words(`bigint boolean bool char character date decimal float float4 float8 int int2 int4 int8 integer interval json jsonb
    numeric real smallint text time timestamp timestamptz uuid varchar`), 'double precision', 'character varying']),
  collations: new Set(),
  unitFirst: new Set(),
};
