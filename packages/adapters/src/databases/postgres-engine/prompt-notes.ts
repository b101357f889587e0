/** What a model has to know about the dialect. */
export const PROMPT_NOTES: readonly string[] = [
  'PostgreSQL. Names that have capitals or spaces or are reserved words go in double quotes, exactly as they are written; texts go in single quotes.',
  "Dates are real types: DATE '2024-01-31', TIMESTAMP '2024-01-31 10:00', CURRENT_DATE, d + INTERVAL '1 month', date_trunc('month', d), EXTRACT(YEAR FROM d), to_char(d, 'YYYY-MM'), d::date. The difference of two dates is a number of days. There is no DATEDIFF, YEAR() or strftime().",
  'Booleans are true and false: write WHERE active, not active = 1.',
  'Integer divided by integer drops the fraction: write a::numeric / NULLIF(b, 0). round(x, 2) needs numeric: round(x::numeric, 2).',
  "Join texts with || or concat(); string_agg(x, ', ') joins the texts of a group. Use left(), right(), substring(), split_part(), trim().",
  'Comparing texts and LIKE are case-sensitive: write ILIKE, or lower(a) = lower(b), to compare without case.',
  'Every selected column that is not aggregated stands in GROUP BY. Conditions on aggregates go in HAVING, and an alias of the select list is not known in WHERE or HAVING. count(*) FILTER (WHERE condition) counts conditionally.',
  'Limit rows with LIMIT n OFFSET m at the end, not TOP. NULL sorts last ascending and first descending: add NULLS LAST.',
  'SELECT DISTINCT ON (a) needs ORDER BY a first. There is no QUALIFY: filter a window function in an outer query.',
];
