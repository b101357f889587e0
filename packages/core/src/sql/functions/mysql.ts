import { words, type FunctionList } from './function-list.ts';
import { MYSQL_COLLATIONS, MYSQL_TYPES } from './mysql-types.ts';

/** https://dev.mysql.com/doc/refman/8.4/en/numeric-functions.html, flow-control-functions.html and comparison-operators.html */
const NUMBERS = `abs acos asin atan atan2 bit_count ceil ceiling conv cos cot crc32 crc32c degrees exp floor ln log log10 log2 mod pi pow
  power radians rand round sign sin sqrt tan truncate
  coalesce greatest grouping if ifnull interval isnull least nullif nvl nvl2`;

/** https://dev.mysql.com/doc/refman/8.4/en/string-functions.html and encryption-functions.html (the hashes alone) */
const TEXTS = `ascii bin bit_length char char_length character_length chr concat concat_ws convert elt export_set field find_in_set format
  from_base64 hex insert instr lcase left length lengthb locate lower lpad ltrim make_set md5 mid natural_sort_key oct octet_length ord
  position quote random_bytes regexp_instr regexp_like regexp_replace regexp_substr repeat replace reverse right rpad rtrim sformat sha
  sha1 sha2 soundex space strcmp substr substring substring_index to_base64 to_char to_number trim ucase unhex upper`;

/** https://dev.mysql.com/doc/refman/8.4/en/date-and-time-functions.html */
const TIMES = `add_months adddate addtime convert_tz curdate current_date current_time current_timestamp curtime date date_add
  date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear extract from_days from_unixtime hour last_day
  localtime localtimestamp makedate maketime microsecond minute month monthname now period_add period_diff quarter sec_to_time second
  str_to_date subdate subtime sysdate time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_days to_seconds
  unix_timestamp utc_date utc_time utc_timestamp week weekday weekofyear year yearweek`;

/** https://dev.mysql.com/doc/refman/8.4/en/json-functions.html and https://mariadb.com/kb/en/json-functions/ */
const JSON_VALUES = `json_array json_array_append json_array_insert json_array_intersect json_compact json_contains json_contains_path
  json_depth json_detailed json_equals json_exists json_extract json_insert json_key_value json_keys json_length json_loose json_merge
  json_merge_patch json_merge_preserve json_normalize json_object json_object_filter_keys json_object_to_array json_overlaps
  json_pretty json_query json_quote json_remove json_replace json_schema_valid json_search json_set json_storage_size json_type
  json_unquote json_valid json_value`;

/** https://dev.mysql.com/doc/refman/8.4/en/miscellaneous-functions.html: identifiers and addresses, without those that tell of the server. */
const IDENTIFIERS = `bin_to_uuid inet6_aton inet6_ntoa inet_aton inet_ntoa is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6 is_uuid sys_guid
  uuid uuid_to_bin uuid_v4 uuid_v7 format_bytes format_pico_time`;

/** https://dev.mysql.com/doc/refman/8.4/en/spatial-function-reference.html, by their names of the standard. */
const GEOMETRY = `point st_area st_asgeojson st_astext st_aswkt st_buffer st_centroid st_contains st_convexhull st_crosses st_difference
  st_disjoint st_distance st_distance_sphere st_endpoint st_envelope st_equals st_geomfromgeojson st_geomfromtext st_intersection
  st_intersects st_isclosed st_isempty st_issimple st_isvalid st_latfromgeohash st_latitude st_length st_longfromgeohash st_longitude
  st_numpoints st_overlaps st_pointfromtext st_pointn st_simplify st_srid st_startpoint st_symdifference st_touches st_union st_within
  st_x st_y`;

/** https://dev.mysql.com/doc/refman/9.0/en/vector-functions.html and https://mariadb.com/kb/en/vector-functions/ */
const VECTORS = `string_to_vector to_vector vec_distance vec_distance_cosine vec_distance_euclidean vec_fromtext vec_totext vector_dim
  vector_to_string`;

/**
 * Functions of MySQL and MariaDB that only compute
 * (https://dev.mysql.com/doc/refman/8.4/en/built-in-function-reference.html,
 * https://mariadb.com/kb/en/built-in-functions/): none that reads files, the session or the server,
 * waits, locks, decrypts or unpacks. Names that the server does not have are refused by the server.
 */
export const MYSQL: FunctionList = {
  scalar: words(NUMBERS, TEXTS, TIMES, JSON_VALUES, IDENTIFIERS, GEOMETRY, VECTORS),
  aggregate: words(`any_value avg bit_and bit_or bit_xor count group_concat json_arrayagg json_objectagg max min std stddev stddev_pop
    stddev_samp sum var_pop var_samp variance`),
  // MariaDB's median and percentiles are window functions alone.
  window: words(`row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value median percentile_cont
    percentile_disc`),
  setReturning: new Set(),
  table: new Map(),
  bare: words(`current_date current_time current_timestamp localtime localtimestamp utc_date utc_time utc_timestamp`),
  types: MYSQL_TYPES,
  collations: MYSQL_COLLATIONS,
  unitFirst: words(`timestampadd timestampdiff`),
  growing: new Map([['repeat', 1], ['lpad', 1], ['rpad', 1], ['space', 0]]),
  formats: new Map([['sformat', 0]]),
  multiplying: words(`replace regexp_replace concat_ws export_set make_set json_replace json_set json_insert`),
  series: new Set(),
  wholeRow: new Set(),
};
