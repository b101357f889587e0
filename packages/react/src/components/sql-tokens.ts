/** What a piece of a statement is, for its colour alone: nothing is decided by it. */
export type SqlTokenKind = 'keyword' | 'function' | 'string' | 'number' | 'comment' | 'name' | 'other';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
}

const KEYWORDS = new Set(
  `all and any as asc between by case cast collate cross current_date current_timestamp delete desc distinct else end escape except exists extract false fetch filter first following for from full group having ilike in inner insert intersect interval into is join last lateral left like limit natural next not null nulls offset on only or order outer over partition preceding range recursive right row rows select set similar some table then to true unbounded union unique update using values when where window with within`.split(
    ' ',
  ),
);

/** A quote that is not closed goes to the end of the text. */
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))`,
    String.raw`(?<string>\$(?<tag>\w*)\$[\s\S]*?(?:\$\k<tag>\$|$)|'(?:''|[^'])*(?:'|$))`,
    String.raw`(?<quoted>"(?:""|[^"])*(?:"|$)|${'`'}(?:${'``'}|[^${'`'}])*(?:${'`'}|$))`,
    String.raw`(?<number>\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`(?<other>\s+|[^\s\p{L}_'"${'`'}\d$/-]+|[\s\S])`,
  ].join('|'),
  'gu',
);

/**
 * Cuts a statement into pieces to colour. Joined together they are the statement, whatever it is.
 *
 * @example
 * ```ts
 * sqlTokens('SELECT 1').map(({ kind }) => kind); // ['keyword', 'other', 'number']
 * ```
 */
export function sqlTokens(sql: string): readonly SqlToken[] {
  return [...sql.matchAll(TOKEN)].map(({ 0: text, index, groups = {} }) => ({ kind: kindOf(groups, sql, index + text.length), text }));
}

function kindOf(groups: Readonly<Record<string, string | undefined>>, sql: string, end: number): SqlTokenKind {
  if (groups['comment'] !== undefined) return 'comment';
  if (groups['string'] !== undefined) return 'string';
  if (groups['quoted'] !== undefined) return 'name';
  if (groups['number'] !== undefined) return 'number';
  if (groups['word'] === undefined) return 'other';
  if (KEYWORDS.has(groups['word'].toLowerCase())) return 'keyword';
  return sql.charAt(end) === '(' ? 'function' : 'name';
}
