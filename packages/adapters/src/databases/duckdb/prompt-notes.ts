/** What a model has to know about the dialect. */
export const PROMPT_NOTES: readonly string[] = [
  'DuckDB. Names that have spaces or are reserved words go in double quotes; texts go in single quotes.',
  "Dates are real types: DATE '2024-01-31', TIMESTAMP '2024-01-31 10:00:00', CURRENT_DATE, d + INTERVAL 1 MONTH, date_trunc('month', d), EXTRACT(YEAR FROM d), year(d), month(d), CAST(ts AS DATE), date_diff('day', a, b). The difference of two dates is a number of days.",
  "strftime takes the value first and the format second: strftime(d, '%Y-%m'). There is no to_char(), DATE_FORMAT() or GETDATE().",
  'Booleans are true and false: write WHERE active, not active = 1.',
  'Division with / keeps the fraction, // drops it: a / NULLIF(b, 0).',
  "Join texts with || or concat(); string_agg(x, ', ') joins the texts of a group. Use left(), right(), substring(), split_part(), trim().",
  'Comparing texts and LIKE are case-sensitive: write ILIKE, or lower(a) = lower(b), to compare without case.',
  'Every selected column that is not aggregated stands in GROUP BY, by its name. Conditions on aggregates go in HAVING. count(*) FILTER (WHERE condition) counts conditionally.',
  'Limit rows with LIMIT n OFFSET m at the end, not TOP. NULL sorts last, ascending and descending: add NULLS FIRST where it should not. QUALIFY filters a window function.',
];
