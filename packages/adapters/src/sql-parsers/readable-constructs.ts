/** Strings and quoted names with their escapes, words, operators that matter here, and single characters. */
const TOKENS = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|[A-Za-z_$\u0080-\uFFFF][\w$\u0080-\uFFFF]*|<=>|\s+|[\s\S]/gsu;

/** Functions that the grammar does not call, by others of the same kind; the comparison knows them as one. */
const FUNCTIONS: Readonly<Record<string, string>> = { std: 'stddev', variance: 'var_pop' };
const PLAIN_DISTINCT = new Set(['avg', 'max', 'min', 'sum']);
const KEYWORD_CALLS = new Set(['localtime', 'localtimestamp', 'utc_date', 'utc_time', 'utc_timestamp']);
const CAST_TYPES = new Set(['int', 'integer', 'nchar', 'real']);
const FRAME_STARTS = new Set(['between', 'current', 'interval', 'unbounded']);

/**
 * A statement of MySQL with the constructs that node-sql-parser's grammar lacks put in terms that it
 * has. Tables, subqueries, functions and statements stay what they are, so that the tree of the result
 * is as good for comparing as that of the text. What stands in quotes is left alone.
 */
export function withReadableConstructs(sql: string): string {
  const tokens = sql.match(TOKENS) ?? [];
  const significant = tokens.flatMap((token, at) => (token.trim() === '' ? [] : [at]));
  const word = (index: number): string => (tokens[significant[index] ?? -1] ?? '').toLowerCase();
  const replace = (index: number, text: string): void => {
    tokens[significant[index] as number] = text;
  };

  for (const index of significant.keys()) {
    const [before, token, after] = [word(index - 1), word(index), word(index + 1)];
    if (token === '<=>') replace(index, '=');
    else if (Object.hasOwn(FUNCTIONS, token) && after === '(') replace(index, FUNCTIONS[token] as string);
    else if (token === 'distinct' && before === '(' && PLAIN_DISTINCT.has(word(index - 2))) replace(index, '');
    else if (KEYWORD_CALLS.has(token) && before !== '.' && after !== '(' && after !== '.') replace(index, `${token}()`);
    else if (CAST_TYPES.has(token) && before === 'as' && (after === ')' || after === '(')) replace(index, 'char');
    else if (token === 'range' && (FRAME_STARTS.has(after) || /^\d/.test(after))) replace(index, 'rows');
    else if (token === 'json_table' && after === '(') replaceJsonTable(index, word, replace);
  }
  return tokens.join('');
}

/** `JSON_TABLE(document, path COLUMNS (…))` as a subquery that calls it; the columns hold no expressions. */
function replaceJsonTable(start: number, word: (index: number) => string, replace: (index: number, text: string) => void): void {
  let columns: number | null = null;
  let depth = 0;
  for (let index = start + 1; word(index) !== ''; index += 1) {
    if (word(index) === '(') depth += 1;
    if (word(index) === ')') depth -= 1;
    if (depth === 1 && word(index) === 'columns' && word(index + 1) === '(') columns ??= index;
    if (depth > 0) continue;
    if (columns === null) return;
    replace(start, '(select json_table');
    for (let at = columns; at < index; at += 1) replace(at, '');
    replace(index, '))');
    return;
  }
}
