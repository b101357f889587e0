const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[()]|\border\s+by\b/giu;

/** Whether the outermost query of a statement has an ORDER BY. */
export function ordersItsRows(sql: string): boolean {
  let depth = 0;
  for (const [piece] of sql.matchAll(PIECES)) {
    if (piece === '(') depth += 1;
    else if (piece === ')') depth -= 1;
    else if (depth === 0 && /^order\s/iu.test(piece)) return true;
  }
  return false;
}

/**
 * Writes a double-quoted word as a text, in single quotes, wherever it stands in a statement; null when
 * it stands nowhere.
 */
export function quoteAsText(sql: string, word: string): string | null {
  let found = false;
  const rewritten = sql.replace(PIECES, (piece) => {
    if (!piece.startsWith('"') || piece.slice(1, -1).replaceAll('""', '"') !== word) return piece;
    found = true;
    return `'${word.replaceAll("'", "''")}'`;
  });
  return found ? rewritten : null;
}

/** The words of a statement outside texts and comments, in lower case. */
export function wordsOf(sql: string): string[] {
  const code = sql.replace(PIECES, (piece) => (/^(?:'|--|\/\*)/u.test(piece) ? ' ' : piece));
  return code.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
}

/** Those of the tables whose names stand in a text as whole words. */
export function tablesNamed(text: string, tables: readonly string[]): string[] {
  const words = new Set(text.match(/[\p{L}\p{N}_]+/gu));
  return tables.filter((table) => words.has(table));
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|\x60[^\x60]+\x60|\[[^\]]+\]|[\p{L}_][\p{L}\p{N}_$]*)`;
const SOURCE = String.raw`${NAME}(?:\s+as\s+${NAME}|\s+(?!(?:where|join|on|group|order|limit|having|union|intersect|except|inner|left|right|full|cross|natural|using)\b)${NAME})?`;
const SOURCES = new RegExp(String.raw`\b(?:from|join)\s+(${SOURCE}(?:\s*,\s*${SOURCE})*)`, 'giu');
const FIRST_NAME = new RegExp(`^${NAME}`, 'iu');

/** The tables in the FROM and JOIN clauses of a statement, in lower case and without quotes. */
export function tablesFrom(sql: string): string[] {
  const sources = [...sql.matchAll(SOURCES)].flatMap(([, list]) => list!.split(','));
  return [...new Set(sources.map((source) => FIRST_NAME.exec(source.trim())![0].replaceAll(/^["`[]|["`\]]$/gu, '').toLowerCase()))];
}
