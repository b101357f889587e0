import { functionsOf } from './functions/index.ts';
import { LIMITS } from './limits.ts';
import type { DialectRules } from './dialect-rules.ts';
import type { Call, Expression } from './query-tree.ts';
import { words } from './functions/function-list.ts';
import { operandsOf } from './walk-tree.ts';

/** How long a value may get, and how many parts it has once every name of an expression is replaced by the expression. */
export interface Measure {
  readonly length: number;
  readonly size: number;
}

/** A value of a table: nothing is known of it. */
export const STORED: Measure = { length: 100, size: 1 };

/** Numbers, dates and truth values. */
const SHORT = 20;

/** The result is as long as the first argument, or shorter. */
const SHORTENING = words(`substr substring substring_index substring_grapheme left right left_grapheme right_grapheme leftstr rightstr mid ltrim rtrim
  btrim trim split_part string_split str_split string_to_array regexp_substr regexp_extract regexp_match json_extract json_extract_path
  json_extract_path_text json_extract_string json_value json_query json_unquote jsonb_extract_path jsonb_extract_path_text json_remove
  list_extract array_extract list_slice array_slice element_at date_trunc date datetime strftime date_format to_char nullif round lag lead nth_value`);
/** The result is one of the arguments. */
const CHOOSING = words(`coalesce ifnull nvl nvl2 greatest least if iif elt min max any_value first last first_value last_value mode arbitrary
  arg_max arg_min max_by min_by likely unlikely likelihood median percentile_disc quantile_disc`);
const COUNTING = words(`length char_length character_length octet_length bit_length strlen len array_length json_array_length jsonb_array_length
  cardinality instr position strpos locate charindex find_in_set field ascii ord unicode levenshtein count sum avg total row_number rank
  dense_rank ntile percent_rank cume_dist md5 sha sha1 sha2 sha224 sha256 sha384 sha512 sha3 crc32 hash abs sign ceil ceiling floor mod
  datediff date_diff timestampdiff julianday unixepoch unix_timestamp extract date_part year month day hour minute second`);
/** How many characters one of the argument may become: digits of bytes, escapes of quotes. */
const STRETCHING: Readonly<Record<string, number>> = {
  hex: 2, to_hex: 2, bin: 8, to_binary: 8, encode: 2, to_base64: 2, base64: 2, url_encode: 3, quote: 2, quote_literal: 2, quote_ident: 2, quote_nullable: 2, json_quote: 6,
  to_json: 6, to_jsonb: 6, row_to_json: 6, array_to_json: 6, json_array: 6, json_object: 6, json_build_array: 6, json_build_object: 6, jsonb_build_array: 6,
  jsonb_build_object: 6, json_pretty: 2, jsonb_pretty: 2, json_detailed: 2, regexp_escape: 2, json_set: 6, json_insert: 6, json_replace: 6, unistr_quote: 6, soundex: 1,
};
const COLLECTING = /agg$|agg_(?:strict|unique)|^json_object_agg|concat$|^list$|^(?:json|jsonb)_group_|^histogram|^approx_top_k/;

/** What the measure of an expression needs to know of where it stands. */
export interface Surroundings {
  readonly rules: DialectRules;
  /** Rows that an aggregate may gather. */
  readonly rows: number;
  /** The measure of an operand. */
  of(expression: Expression): Measure;
  /** The measure of what a subquery yields for one row. */
  subquery(expression: Expression): Measure;
  column(expression: Extract<Expression, { kind: 'column' }>): Measure;
}

/** An upper estimate, which knows of a table no more than that it has some hundred rows of short values. */
export function measureValue(expression: Expression, around: Surroundings): Measure {
  if (expression.kind === 'column') return around.column(expression);
  const parts = operandsOf(expression).map((operand) => around.of(operand));
  const size = parts.reduce((total, part) => total + part.size, 1);
  return { length: lengthOf(expression, parts, around), size };
}

function lengthOf(expression: Expression, parts: readonly Measure[], around: Surroundings): number {
  const lengths = parts.map((part) => part.length);
  const sum = lengths.reduce((total, length) => total + length, 0);
  const longest = Math.max(SHORT, ...lengths);
  switch (expression.kind) {
    case 'literal':
    case 'typed':
      return expression.value.length;
    case 'binary':
      if (expression.operator === '||') return sum;
      return ['->', '->>', '#>', '#>>'].includes(expression.operator) ? (lengths[0] ?? SHORT) : SHORT;
    case 'case':
      return longest;
    case 'tuple':
    case 'array':
    case 'struct':
    case 'phrase':
      return sum + SHORT * lengths.length;
    case 'cast':
    case 'collate':
    case 'named':
      return lengths[0] ?? SHORT;
    case 'subscript':
      return lengths[0] ?? SHORT;
    case 'lambda':
      return sum;
    case 'subquery':
    case 'array query':
      return around.subquery(expression).length;
    case 'call':
      return lengthOfCall(expression, lengths, sum, around);
    default:
      return SHORT;
  }
}

function lengthOfCall(call: Call, lengths: readonly number[], sum: number, around: Surroundings): number {
  const { name, args } = call;
  const list = functionsOf(around.rules.dialect);
  const first = lengths[0] ?? SHORT;
  if (COUNTING.has(name)) return SHORT;
  if (list.aggregate.has(name) && COLLECTING.test(name)) return (sum + 1) * around.rows * (STRETCHING[name] ?? 1);
  if (CHOOSING.has(name)) return Math.max(SHORT, ...lengths);
  if (SHORTENING.has(name)) return Math.max(SHORT, first);
  const growing = list.growing.get(name);
  if (growing !== undefined) {
    const count = args[growing];
    const most = Math.min(LIMITS.width, count?.kind === 'literal' ? Number(count.value) || 0 : LIMITS.width);
    return name.startsWith('rep') ? first * most : first + most;
  }
  if (list.multiplying.has(name)) return multiplied(call, lengths, sum);
  const stretch = STRETCHING[name];
  return stretch === undefined ? sum : (sum + SHORT) * stretch;
}

function multiplied({ name, args }: Call, lengths: readonly number[], sum: number): number {
  const [first = SHORT, second = SHORT, third = SHORT] = lengths;
  const [, from] = args;
  if (name === 'replace') return first * Math.max(1, third / Math.max(1, from?.kind === 'literal' ? second : 1));
  if (name === 'regexp_replace') return first * Math.max(1, third);
  if (name === 'concat_ws') return sum + first * lengths.length;
  if (name.includes('to_string') || name === 'list_string_agg') return first * Math.max(1, second);
  return name === 'export_set' ? 64 * sum : sum;
}
