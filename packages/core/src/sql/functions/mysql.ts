import { words, type FunctionList } from './function-list.ts';

/**
 * Functions of MySQL and MariaDB that only compute
 * (https://dev.mysql.com/doc/refman/8.4/en/built-in-function-reference.html): none that reads files,
 * the session or the server, waits, locks or makes values of any size.
 */
export const MYSQL: FunctionList = {
  scalar: words(`abs acos asin atan atan2 ceil ceiling conv cos cot crc32 degrees exp floor ln log log10 log2 mod pi pow power
    radians rand round sign sin sqrt tan truncate
    ascii bin bit_length char_length character_length concat concat_ws elt field find_in_set format hex insert instr lcase left
    length locate lower lpad ltrim md5 mid oct octet_length ord position quote regexp_instr regexp_replace regexp_substr replace
    reverse right rpad rtrim sha1 sha2 soundex strcmp substr substring substring_index trim ucase unhex upper
    adddate addtime curdate current_date current_time current_timestamp curtime date date_add date_format date_sub datediff day
    dayname dayofmonth dayofweek dayofyear from_days from_unixtime hour last_day makedate maketime microsecond minute month
    monthname now period_add period_diff quarter sec_to_time second str_to_date subdate subtime time time_format time_to_sec
    timediff timestamp timestampadd timestampdiff to_days to_seconds unix_timestamp utc_date utc_time utc_timestamp week weekday
    weekofyear year yearweek
    coalesce greatest if ifnull isnull least nullif interval
    json_array json_arrayagg json_contains json_extract json_keys json_length json_object json_quote json_type json_unquote
    json_valid json_value grouping`),
  aggregate: words(`avg bit_and bit_or bit_xor count group_concat json_arrayagg json_objectagg max min std stddev stddev_pop
    stddev_samp sum var_pop var_samp variance any_value`),
  window: words(`row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`),
  table: new Map(),
  types: words(`binary char date datetime decimal double float integer int json nchar real signed time unsigned year`),
  collations: words(`utf8mb4_bin utf8mb4_general_ci utf8mb4_unicode_ci utf8mb4_0900_ai_ci`),
  unitFirst: words(`timestampadd timestampdiff`),
};
