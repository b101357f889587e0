import type { Terminal, Tone } from './terminal.ts';
import { printable, widthOf } from './text-layout.ts';

type TokenKind = 'space' | 'string' | 'name' | 'comment' | 'number' | 'keyword' | 'word' | 'other';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const TOKEN =
  /(?<space>\s+)|(?<string>'(?:[^']|'')*'?)|(?<name>"(?:[^"]|"")*"?|`[^`]*`?|\[[^\]]*\]?)|(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<number>\d+(?:\.\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<other>[\s\S])/gu;

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'ALL AND AS ASC BETWEEN BY CASE CAST CROSS CURRENT DELETE DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FILTER FIRST FROM FULL GROUP ' +
    'HAVING ILIKE IN INNER INSERT INTERSECT INTO IS JOIN LAST LEFT LIKE LIMIT NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION ' +
    'RECURSIVE RIGHT SELECT SET THEN UNION UPDATE USING VALUES WHEN WHERE WINDOW WITH'
  ).split(' '),
);

/** Keywords with which a clause begins; the last list follows another of its kind on the same line. */
const CLAUSES: ReadonlySet<string> = new Set(['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'UNION', 'INTERSECT', 'EXCEPT']);
const JOINS: ReadonlySet<string> = new Set(['JOIN', 'LEFT', 'RIGHT', 'INNER', 'FULL', 'CROSS', 'NATURAL', 'OUTER']);

const TONES: Readonly<Partial<Record<TokenKind, Tone>>> = { keyword: 'cyan', string: 'green', number: 'yellow', comment: 'dim' };

/**
 * A statement as lines, with its keywords and literals coloured. A statement on one line that is
 * wider than the terminal starts a new line for each clause; nothing but white space changes.
 */
export function renderSql(sql: string, terminal: Terminal): readonly string[] {
  const safe = printable(sql).trim();
  const tokens = tokenise(safe);
  const laidOut = !safe.includes('\n') && widthOf(safe) > terminal.columns ? breakClauses(tokens) : tokens;
  const painted = laidOut.map(({ kind, text }) => {
    const tone = TONES[kind];
    return tone ? text.split('\n').map((part) => terminal.paint(tone, part)).join('\n') : text;
  });
  return painted.join('').split('\n');
}

function tokenise(sql: string): readonly Token[] {
  return [...sql.matchAll(TOKEN)].map(({ 0: text, groups = {} }) => {
    const kind = (Object.keys(groups) as TokenKind[]).find((name) => groups[name] !== undefined) ?? 'other';
    return { text, kind: kind === 'word' && KEYWORDS.has(text.toUpperCase()) ? 'keyword' : kind };
  });
}

function breakClauses(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  return tokens.map((token, index) => {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (token.kind !== 'space' || depth > 0) return token;
    const before = tokens[index - 1]?.text.toUpperCase() ?? '';
    const after = tokens[index + 1];
    const word = after?.kind === 'keyword' ? after.text.toUpperCase() : '';
    const begins = CLAUSES.has(word) || (JOINS.has(word) && !JOINS.has(before));
    return begins ? { kind: 'space', text: '\n' } : token;
  });
}
