import { DUCKDB_COLLATIONS, DUCKDB_TYPES } from './duckdb-types.ts';
import { words, type FunctionList } from './function-list.ts';

/** https://duckdb.org/docs/stable/sql/functions/numeric.html, utility.html and bitstring.html */
const NUMBERS = `abs acos acosh add asin asinh atan atan2 atanh bit_count bit_position bitstring cbrt ceil ceiling cos cosh cot degrees divide even
  exp factorial fdiv floor fmod gamma gcd get_bit greatest_common_divisor isfinite isinf isnan lcm least_common_multiple lgamma ln log
  log10 log2 mod multiply nextafter pi pow power radians random round round_even roundbankers set_bit sign signbit sin sinh sqrt
  subtract tan tanh trunc xor
  coalesce greatest grouping grouping_id hash if ifnull least nullif typeof pg_typeof`;

/** https://duckdb.org/docs/stable/sql/functions/text.html, blob.html, pattern_matching.html and regular_expressions.html */
const TEXTS = `array_extract ascii bar base64 bin bit_length char_length character_length chr concat concat_ws contains damerau_levenshtein decode editdist3
  encode ends_with format formatreadabledecimalsize formatreadablesize format_bytes from_base64 from_binary from_hex hamming hex instr
  jaccard jaro_similarity jaro_winkler_similarity lcase left left_grapheme length length_grapheme levenshtein like_escape lower lpad
  ltrim md5 md5_number md5_number_lower md5_number_upper mismatches nfc_normalize octet_length ord parse_dirname parse_dirpath
  parse_filename parse_formatted_bytes parse_path pg_size_pretty position prefix printf regexp_escape regexp_extract regexp_extract_all
  regexp_full_match regexp_matches regexp_replace regexp_split_to_array repeat replace reverse right right_grapheme rpad rtrim sha1
  sha256 split split_part starts_with str_split str_split_regex string_split string_split_regex string_to_array strip_accents strlen
  strpos substr substring substring_grapheme suffix to_base to_base64 to_binary to_hex translate trim ucase unbin unhex unicode upper
  url_decode url_encode`;

/** https://duckdb.org/docs/stable/sql/functions/date.html, time.html, timestamp.html, timestamptz.html, interval.html and datepart.html */
const TIMES = `age ago century date current_date current_localtime current_localtimestamp date_add date_diff date_part date_sub date_trunc datediff datepart
  datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade epoch epoch_ms epoch_ns epoch_us era
  get_current_time get_current_timestamp hour isodow isoyear julian last_day make_date make_time make_timestamp make_timestamp_ms
  make_timestamp_ns make_timestamptz microsecond millennium millisecond minute month monthname nanosecond normalized_interval now
  quarter second strftime strptime time_bucket timezone timezone_hour timezone_minute to_centuries to_days to_decades to_hours
  to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years today
  transaction_timestamp try_strptime week weekday weekofyear year yearweek`;

/** https://duckdb.org/docs/stable/data/json/json_functions.html */
const JSON_VALUES = `array_to_json from_json from_json_strict json json_array json_array_length json_contains json_exists json_extract
  json_extract_path json_extract_path_text json_extract_string json_keys json_merge_patch json_object json_pretty json_quote
  json_structure json_transform json_transform_strict json_type json_valid json_value row_to_json to_json variant_extract
  variant_typeof`;

/** https://duckdb.org/docs/stable/sql/functions/list.html and array.html, without those that take the name of a function. */
const LISTS = `apply array_apply array_filter array_reduce array_transform filter list_apply list_filter list_reduce list_transform reduce
  array_append array_cat array_concat array_contains array_cosine_distance array_cosine_similarity array_cross_product array_distance
  array_distinct array_dot_product array_grade_up array_has array_has_all array_has_any array_indexof array_inner_product
  array_intersect array_length array_negative_dot_product array_negative_inner_product array_pop_back array_pop_front array_position
  array_prepend array_push_back array_push_front array_resize array_reverse array_reverse_sort array_select array_slice array_sort
  array_to_string array_to_string_comma_default array_unique array_value array_where array_zip cardinality element_at flatten
  generate_series grade_up len list_any_value list_append list_approx_count_distinct list_avg list_bit_and list_bit_or list_bit_xor
  list_bool_and list_bool_or list_cat list_concat list_contains list_cosine_distance list_cosine_similarity list_count list_distance
  list_distinct list_dot_product list_element list_entropy list_extract list_first list_grade_up list_has list_has_all list_has_any
  list_histogram list_indexof list_inner_product list_intersect list_kurtosis list_kurtosis_pop list_last list_mad list_max
  list_median list_min list_mode list_negative_dot_product list_negative_inner_product list_pack list_position list_prepend
  list_product list_resize list_reverse list_reverse_sort list_select list_sem list_skewness list_slice list_sort list_stddev_pop
  list_stddev_samp list_string_agg list_sum list_unique list_value list_var_pop list_var_samp list_where list_zip range`;

/** https://duckdb.org/docs/stable/sql/functions/struct.html, map.html, union.html */
const STRUCTS_AND_MAPS = `map map_concat map_contains map_contains_entry map_contains_value map_entries map_extract map_extract_value
  map_from_entries map_keys map_values row struct_concat struct_contains struct_extract struct_extract_at struct_has struct_indexof
  struct_insert struct_keys struct_pack struct_position struct_update struct_values union_extract union_tag union_value`;

const IDENTIFIERS = `gen_random_uuid uuid uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7`;

const GEOMETRY = `st_asbinary st_astext st_aswkb st_aswkt st_geomfromwkb`;

/** https://duckdb.org/docs/stable/sql/functions/aggregates.html */
const AGGREGATES = `any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_max_nulls_last
  arg_min arg_min_null arg_min_nulls_last argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count
  count_if count_star countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram
  histogram_exact json_group_array json_group_object json_group_structure kahan_sum kurtosis kurtosis_pop last list listagg mad max
  max_by mean median min min_by mode percentile_cont percentile_disc product quantile quantile_cont quantile_disc regr_avgx regr_avgy
  regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile sem skewness stddev stddev_pop
  stddev_samp string_agg sum sum_no_overflow sumkahan var_pop var_samp variance wavg weighted_avg`;

const JSON_NODES = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'];

/**
 * Functions of DuckDB that only compute (https://duckdb.org/docs/stable/sql/functions/overview.html):
 * none that reads files, the network, settings, variables or the catalog, takes SQL text or the name of
 * a function or a table, waits or fails at will.
 */
export const DUCKDB: FunctionList = {
  scalar: words(NUMBERS, TEXTS, TIMES, JSON_VALUES, LISTS, STRUCTS_AND_MAPS, IDENTIFIERS, GEOMETRY),
  aggregate: words(AGGREGATES),
  window: words(`row_number rank rank_dense dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value fill`),
  setReturning: words(`unnest generate_subscripts regexp_split_to_table`),
  table: new Map([
    ['generate_series', ['generate_series']],
    ['range', ['range']],
    ['unnest', ['unnest']],
    ['json_each', JSON_NODES],
    ['json_tree', JSON_NODES],
  ]),
  bare: words(`current_date current_time current_timestamp localtime localtimestamp`),
  types: DUCKDB_TYPES,
  collations: DUCKDB_COLLATIONS,
  unitFirst: new Set(),
  growing: new Map([
    ['repeat', 1],
    ['lpad', 1],
    ['rpad', 1],
    ['bar', 3],
    ['bitstring', 1],
    ['list_resize', 1],
    ['array_resize', 1],
    ['reservoir_quantile', 2],
  ]),
  formats: new Map([['format', 0], ['printf', 0]]),
  multiplying: words(`replace regexp_replace concat_ws array_to_string array_to_string_comma_default list_string_agg`),
  series: words(`generate_series range`),
  wholeRow: words(`to_json row_to_json json_group_array array_agg list first last any_value arbitrary count struct_keys struct_values`),
};
