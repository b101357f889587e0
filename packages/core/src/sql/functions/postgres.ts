import { words, type FunctionList } from './function-list.ts';
import { POSTGRES_COLLATIONS, POSTGRES_TYPES } from './postgres-types.ts';

/** https://www.postgresql.org/docs/current/functions-math.html and functions-comparison.html */
const NUMBERS = `abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd degrees
  div erf erfc exp factorial floor gamma gcd lcm lgamma ln log log10 min_scale mod pi pow power radians random
  random_normal round scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc width_bucket
  coalesce greatest grouping least nullif num_nonnulls num_nulls pg_typeof`;

/** https://www.postgresql.org/docs/current/functions-string.html, functions-matching.html and functions-binarystring.html */
const TEXTS = `ascii bit_count bit_length btrim casefold char_length character_length chr concat concat_ws convert convert_from convert_to
  crc32 crc32c decode encode format get_bit get_byte initcap is_normalized left length lower lpad ltrim md5 normalize octet_length
  overlay position quote_ident quote_literal quote_nullable regexp_count regexp_instr regexp_like regexp_match regexp_replace
  regexp_split_to_array regexp_substr repeat replace reverse right rpad rtrim set_bit set_byte sha224 sha256 sha384 sha512 split_part
  starts_with strpos substr substring to_ascii to_bin to_hex to_oct translate trim unicode_assigned unistr upper
  parse_ident pg_size_bytes pg_size_pretty to_char to_date to_number to_timestamp`;

/** https://www.postgresql.org/docs/current/functions-datetime.html */
const TIMES = `age clock_timestamp current_time current_timestamp date_add date_bin date_part date_subtract date_trunc extract isfinite justify_days justify_hours
  justify_interval localtime localtimestamp make_date make_interval make_time make_timestamp make_timestamptz now overlaps statement_timestamp timeofday
  timezone transaction_timestamp`;

/** Conversions by the name of the type (https://www.postgresql.org/docs/current/sql-expressions.html#SQL-SYNTAX-TYPE-CASTS). */
const CONVERSIONS = `bool bpchar date float4 float8 int2 int4 int8 money numeric text timestamptz timetz`;

/** https://www.postgresql.org/docs/current/functions-uuid.html and functions-net.html */
const IDENTIFIERS = `gen_random_uuid uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7
  abbrev broadcast family host hostmask inet_merge inet_same_family macaddr8_set7bit masklen netmask network set_masklen`;

/** https://www.postgresql.org/docs/current/functions-json.html */
const JSON_VALUES = `array_to_json json_array json_array_element json_array_element_text json_array_length json_build_array
  json_build_object json_exists json_extract_path json_extract_path_text json_object json_object_field json_object_field_text
  json_query json_scalar json_serialize json_strip_nulls json_typeof json_value row_to_json to_json to_jsonb
  jsonb_array_element jsonb_array_element_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_contained
  jsonb_contains jsonb_delete jsonb_delete_path jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path
  jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_field jsonb_object_field_text jsonb_path_exists
  jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_typeof`;

/** https://www.postgresql.org/docs/current/functions-array.html and functions-range.html */
const ARRAYS_AND_RANGES = `array_append array_cat array_dims array_length array_lower array_ndims array_position array_positions
  array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort array_to_string array_upper cardinality
  string_to_array trim_array
  datemultirange daterange int4multirange int4range int8multirange int8range isempty lower_inc lower_inf multirange nummultirange
  numrange range_merge tsmultirange tsrange tstzmultirange tstzrange upper_inc upper_inf`;

/** https://www.postgresql.org/docs/current/functions-textsearch.html, without what takes a statement or a dictionary. */
const TEXT_SEARCH = `array_to_tsvector json_to_tsvector jsonb_to_tsvector numnode phraseto_tsquery plainto_tsquery querytree setweight
  strip to_tsquery to_tsvector ts_delete ts_filter ts_headline ts_rank ts_rank_cd tsquery_phrase tsvector_to_array
  websearch_to_tsquery`;

/** https://www.postgresql.org/docs/current/functions-geometry.html */
const GEOMETRY = `area bound_box box center circle diagonal diameter height isclosed ishorizontal isopen isparallel isperp isvertical
  line lseg npoints path pclose point polygon popen radius slope width`;

/** https://www.postgresql.org/docs/current/functions-aggregate.html, ordered-set and hypothetical-set aggregates included. */
const AGGREGATES = `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or count every json_agg json_agg_strict json_arrayagg
  json_object_agg json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict json_objectagg jsonb_agg
  jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique jsonb_object_agg_unique_strict max min range_agg
  range_intersect_agg string_agg sum
  corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev
  stddev_pop stddev_samp var_pop var_samp variance
  mode percentile_cont percentile_disc cume_dist dense_rank percent_rank rank`;

/** Functions that make a row for each element; all of them may stand in `FROM` as well, with these columns. */
const ROW_MAKERS: readonly (readonly [name: string, columns: readonly string[]])[] = [
  ['generate_series', []],
  ['generate_subscripts', []],
  ['unnest', []],
  ['regexp_matches', []],
  ['regexp_split_to_table', []],
  ['string_to_table', []],
  ['json_array_elements', ['value']],
  ['json_array_elements_text', ['value']],
  ['json_each', ['key', 'value']],
  ['json_each_text', ['key', 'value']],
  ['json_object_keys', []],
  ['jsonb_array_elements', ['value']],
  ['jsonb_array_elements_text', ['value']],
  ['jsonb_each', ['key', 'value']],
  ['jsonb_each_text', ['key', 'value']],
  ['jsonb_object_keys', []],
  ['jsonb_path_query', []],
  ['jsonb_path_query_tz', []],
];

/**
 * Functions of PostgreSQL that only compute (https://www.postgresql.org/docs/current/functions.html):
 * none that reads files, catalogs, settings or sequences, takes SQL text or the name of a relation,
 * waits or locks. Names that a server is too old for are refused by the server.
 */
export const POSTGRES: FunctionList = {
  scalar: words(NUMBERS, TEXTS, TIMES, CONVERSIONS, IDENTIFIERS, JSON_VALUES, ARRAYS_AND_RANGES, TEXT_SEARCH, GEOMETRY),
  aggregate: words(AGGREGATES),
  window: words(`row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`),
  setReturning: new Set(ROW_MAKERS.map(([name]) => name)),
  table: new Map(ROW_MAKERS),
  bare: words(`current_date current_time current_timestamp localtime localtimestamp`),
  types: POSTGRES_TYPES,
  collations: POSTGRES_COLLATIONS,
  unitFirst: new Set(),
  growing: new Map([['repeat', 1], ['lpad', 1], ['rpad', 1]]),
  formats: new Map([['format', 0]]),
  multiplying: words(`replace regexp_replace array_to_string concat_ws array_replace`),
  series: words(`generate_series`),
  wholeRow: words(`row_to_json to_json to_jsonb json_build_array json_build_object jsonb_build_array jsonb_build_object
    json_agg json_agg_strict jsonb_agg jsonb_agg_strict json_object_agg jsonb_object_agg array_agg count any_value num_nonnulls num_nulls`),
};
