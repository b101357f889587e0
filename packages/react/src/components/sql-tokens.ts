/** What a piece of a statement is, for its colour alone: nothing is decided by it. */
export type SqlTokenKind = 'keyword' | 'function' | 'string' | 'number' | 'comment' | 'name' | 'other';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
}

const KEYWORDS =
  /^(all|and|as|asc|between|by|case|cast|cross|delete|desc|distinct|else|end|except|exists|extract|false|fetch|filter|first|for|from|full|group|having|i?like|in|inner|insert|intersect|interval|into|is|join|last|lateral|left|limit|natural|not|null|nulls|offset|on|only|or|order|outer|over|partition|recursive|right|rows?|select|set|table|then|true|union|unique|update|using|values|when|where|window|with)$/i;

/** A quote that is not closed goes to the end of the text. */
const TOKEN =
  /(?<comment>--[^\n]*|\/\*.*?(?:\*\/|$))|(?<string>\$(?<tag>\w*)\$.*?(?:\$\k<tag>\$|$)|'(?:''|[^'])*(?:'|$))|(?<name>"(?:""|[^"])*(?:"|$)|`(?:``|[^`])*(?:`|$))|(?<number>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|\s+|[^\s\p{L}_'"`\d$/-]+|./gisu;

/**
 * Cuts a statement into pieces to colour. Joined together they are the statement, whatever it is.
 *
 * @example
 * ```ts
 * sqlTokens('SELECT 1').map(({ kind }) => kind); // ['keyword', 'other', 'number']
 * ```
 */
export function sqlTokens(sql: string): readonly SqlToken[] {
  return [...sql.matchAll(TOKEN)].map(({ 0: text, index, groups = {} }) => {
    const { comment, string, name, number, word } = groups;
    const isCalled = sql[index + text.length] === '(';
    const kind = comment ? 'comment' : string ? 'string' : number ? 'number' : name ? 'name' : !word ? 'other' : KEYWORDS.test(word) ? 'keyword' : isCalled ? 'function' : 'name';
    return { kind, text };
  });
}
