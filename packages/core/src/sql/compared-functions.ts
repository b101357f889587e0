import type { Dialect } from '../contracts/index.ts';
import { words } from './functions/function-list.ts';

/**
 * How parsers write what the grammar of a dialect has a construct for. A parser may report such a
 * construct as a call, under another name, or not at all; none of these can do more than compute, so
 * that one parser's silence about them hides nothing.
 */
interface Constructs {
  /** Left out on both sides. */
  readonly ignored: ReadonlySet<string>;
  /** Names of one function. */
  readonly aliases: Readonly<Record<string, string>>;
}

const CONSTRUCTS: Readonly<Record<Dialect, Constructs>> = {
  // No parser but the guard's own reads it.
  sqlite: { ignored: new Set(), aliases: {} },
  // https://www.postgresql.org/docs/current/functions.html: the functions that stand for SQL syntax.
  postgres: {
    ignored: words(`coalesce greatest least nullif grouping row extract timezone like_escape similar_to_escape overlaps is_normalized
      current_date current_time current_timestamp localtime localtimestamp`),
    aliases: { btrim: 'trim', ltrim: 'trim', rtrim: 'trim' },
  },
  // https://dev.mysql.com/doc/refman/8.4/en/non-typed-operators.html and the casts, which are calls to some.
  mysql: {
    ignored: words(`all and any exists in not or row some values binary cast convert extract coalesce ifnull nullif
      curdate current_date current_time current_timestamp curtime localtime localtimestamp now utc_date utc_time utc_timestamp`),
    aliases: { std: 'stddev', variance: 'var_pop' },
  },
  // https://duckdb.org/docs/stable/sql/expressions/overview: literals, intervals and patterns become calls.
  duckdb: {
    ignored: words(`array_agg array_extract array_slice coalesce contains current_date current_time current_timestamp date_part
      extract grouping ifnull ilike_escape like_escape list_sort list_value localtime localtimestamp map not_ilike_escape not_like_escape
      regexp_full_match row struct_extract struct_pack timezone to_centuries to_days to_decades to_hours to_microseconds
      to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_weeks to_years trunc`),
    aliases: { count_star: 'count', ltrim: 'trim', rtrim: 'trim', percentile_cont: 'quantile_cont', percentile_disc: 'quantile_disc' },
  },
};

/** The functions by which two readings of a statement are compared. */
export function comparedFunctions(functions: readonly string[], dialect: Dialect): ReadonlySet<string> {
  const { ignored, aliases } = CONSTRUCTS[dialect];
  return new Set(functions.filter((name) => !ignored.has(name)).map((name) => (Object.hasOwn(aliases, name) ? (aliases[name] as string) : name)));
}
