import { words, type FunctionList } from './function-list.ts';

/** https://www.sqlite.org/lang_mathfunc.html; `square`, `coth`, `cot` and `atn2` are of builds with more functions, as libsql's. */
const NUMBERS = `abs acos acosh asin asinh atan atan2 atanh atn2 ceil ceiling cos cosh cot coth degrees exp floor ln log log10 log2 mod pi
  pow power radians random round sign sin sinh sqrt square tan tanh trunc`;

/** https://www.sqlite.org/lang_corefunc.html; those from `charindex` on are libsql's. */
const TEXTS = `char coalesce concat concat_ws format glob hex if ifnull iif instr length like likelihood likely lower ltrim max min nullif
  octet_length printf quote replace round rtrim sign soundex substr substring trim typeof unhex unicode unistr unistr_quote unlikely
  upper
  charindex difference leftstr padc padl padr proper regexp regexpi replicate reverse rightstr sha3 strfilter uuid uuid_blob uuid_str`;

/** https://www.sqlite.org/lang_datefunc.html */
const TIMES = `date datetime julianday strftime time timediff unixepoch`;

/** https://www.sqlite.org/json1.html */
const JSON_VALUES = `json json_array json_array_insert json_array_length json_error_position json_extract json_insert json_object
  json_patch json_pretty json_quote json_remove json_replace json_set json_type json_valid
  jsonb jsonb_array jsonb_array_insert jsonb_extract jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set`;

/** Distances of vectors in libsql (https://docs.turso.tech/features/ai-and-embeddings). */
const VECTORS = `vector vector1bit vector16 vector32 vector64 vector8 vectorb16 vector_distance_cos vector_distance_l2 vector_extract`;

const JSON_NODES = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'];

/**
 * The built-in functions of SQLite without those that touch the connection, load code, read files, run
 * a statement or make values of any size. Names that the library was built without are refused by it.
 */
export const SQLITE: FunctionList = {
  scalar: words(NUMBERS, TEXTS, TIMES, JSON_VALUES, VECTORS),
  // The last line's are of newer versions and of builds with more functions.
  aggregate: words(`avg count group_concat json_group_array json_group_object jsonb_group_array jsonb_group_object max min string_agg sum total
    lower_quartile median mode percentile percentile_cont percentile_disc stdev upper_quartile variance`),
  window: words(`row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`),
  setReturning: new Set(),
  table: new Map([
    ['json_each', JSON_NODES],
    ['json_tree', JSON_NODES],
    ['jsonb_each', JSON_NODES],
    ['jsonb_tree', JSON_NODES],
    ['generate_series', ['value']],
  ]),
  bare: words(`current_date current_time current_timestamp`),
  // Any name makes a type here; these are those that people write (https://www.sqlite.org/datatype3.html).
  types: new Set([
    ...words(`any bigint blob bool boolean bytea char character clob currency date datetime dec decimal double float float4 float8 int int2 int4
      int8 integer json jsonb long longtext mediumint mediumtext money nchar number numeric nvarchar real signed smallint string text time
      timestamp timestamptz tinyint tinytext unsigned uuid varbinary varchar varchar2`),
    'double precision',
    'character varying',
    'varying character',
    'native character',
    'unsigned big int',
    'unsigned int',
    'unsigned integer',
    'signed int',
    'signed integer',
  ]),
  collations: words(`binary nocase rtrim`),
  unitFirst: new Set(),
  growing: new Map([['padc', 1], ['padl', 1], ['padr', 1], ['replicate', 1]]),
  formats: new Map([['format', 0], ['printf', 0]]),
  multiplying: words(`replace concat_ws`),
  series: words(`generate_series`),
  wholeRow: new Set(),
};
