import { words, type FunctionList } from './function-list.ts';

/**
 * Functions of DuckDB that only compute (https://duckdb.org/docs/stable/sql/functions/overview): none
 * that reads files, the network, settings or the catalog, takes SQL text or names a table.
 */
export const DUCKDB: FunctionList = {
  scalar: words(`abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees exp floor ln log log10 log2 mod pi pow power radians
    random round sign sin sqrt tan trunc
    ascii bar chr concat concat_ws contains ends_with format instr left length lower lpad ltrim md5 position prefix regexp_extract
    regexp_matches regexp_replace repeat replace reverse right rpad rtrim split_part starts_with string_split strlen strpos
    substr substring suffix trim upper
    age century current_date date_add date_diff date_part date_sub date_trunc datediff day dayname dayofmonth dayofweek dayofyear
    decade epoch hour isodow isoyear last_day make_date make_time make_timestamp minute month monthname now quarter second
    strftime strptime time_bucket today week weekday weekofyear year yearweek to_days to_hours to_minutes to_months to_seconds
    to_years
    coalesce greatest if ifnull least nullif
    json_array json_array_length json_extract json_extract_string json_object json_type json_valid to_json
    array_length len list_contains list_value unnest
    grouping rollup cube`),
  aggregate: words(`any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg bool_and bool_or corr count
    count_if countif covar_pop covar_samp entropy favg first fsum group_concat kurtosis last list listagg mad max max_by mean
    median min min_by mode product quantile quantile_cont quantile_disc regr_slope skewness stddev stddev_pop stddev_samp
    string_agg sum var_pop var_samp variance percentile_cont percentile_disc`),
  window: words(`row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`),
  table: new Map(),
  types: new Set([...words(`bigint bool boolean date decimal double float float4 float8 hugeint int int2 int4 int8 integer interval json numeric
    real smallint string text time timestamp timestamptz tinyint ubigint uinteger uuid varchar`), 'double precision']),
  collations: words(`nocase noaccent`),
  unitFirst: new Set(),
};
