import { words, type FunctionList } from './function-list.ts';

/**
 * The built-in functions of SQLite without those that touch the connection, load code or make values
 * of any size (https://www.sqlite.org/lang_corefunc.html, lang_datefunc, lang_aggfunc,
 * windowfunctions, lang_mathfunc, json1).
 */
export const SQLITE: FunctionList = {
  scalar: words(`abs char coalesce concat concat_ws format glob hex ifnull iif if instr length like likelihood likely lower
    ltrim max min nullif octet_length printf quote random replace round rtrim sign soundex substr substring trim typeof
    unhex unicode unlikely upper
    date time datetime julianday unixepoch strftime timediff
    acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians
    sin sinh sqrt tan tanh trunc
    json json_array json_array_length json_extract json_object json_quote json_type json_valid`),
  aggregate: words(`avg count group_concat max min string_agg sum total json_group_array json_group_object`),
  window: words(`row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`),
  table: new Map([
    ['json_each', ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path']],
    ['json_tree', ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path']],
  ]),
  types: words(`integer int bigint smallint tinyint real float double numeric decimal text varchar char
    character nvarchar blob boolean date datetime`),
  collations: words(`binary nocase rtrim`),
  unitFirst: new Set(),
};
