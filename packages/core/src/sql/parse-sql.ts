import type { DialectRules } from './dialect-rules.ts';
import type { Token } from './lex-sql.ts';
import { LIMITS } from './limits.ts';
import { Refusal } from './problems.ts';
import type { Name } from './query-tree.ts';

/**
 * The words that make up the grammar of a query. Only these reach the parser; every other word,
 * quoted name, function name and string is replaced by a placeholder, so that the parser decides the
 * structure of a statement and never the meaning of a name, the end of a string or the rewriting of
 * a function.
 */
const GRAMMAR = new Set(
  `select from where group by having order limit offset fetch first next row rows only range groups union intersect except
  all distinct as on using join inner left right full outer cross natural lateral with recursive materialized not and or in
  is null true false like ilike glob regexp rlike escape between exists case when then else end cast try_cast asc desc nulls
  last over partition filter within window unbounded preceding following current exclude ties no others values collate any
  some isnull notnull current_date current_time current_timestamp ignore respect`.split(/\s+/),
);
const BY_DIALECT: Readonly<Record<DialectRules['dialect'], ReadonlySet<string>>> = {
  sqlite: new Set(),
  postgres: new Set(['interval', 'extract', 'date', 'timestamp']),
  mysql: new Set(['interval', 'extract', 'div', 'mod', 'xor', 'date', 'timestamp', 'separator']),
  duckdb: new Set(['interval', 'extract', 'date', 'timestamp']),
};
/** Grammar words after which an opening parenthesis does not make a function call. */
const BEFORE_PARENTHESIS = new Set(
  `select from where by having limit offset union intersect except all distinct as on using join lateral materialized not
  and or in is like ilike glob regexp rlike escape between exists case when then else cast try_cast over filter group values
  any some interval extract div mod xor window`.split(/\s+/),
);
const VALUE_WORDS = new Set(['null', 'true', 'false', 'end', 'current_date', 'current_time', 'current_timestamp']);
const TYPED_LITERALS = new Set(['date', 'timestamp']);
const UNITS = new Set(
  `microsecond microseconds millisecond milliseconds second seconds minute minutes hour hours day days week weeks month
  months quarter quarters year years decade century`.split(/\s+/),
);
const TWO_WORD_TYPES: Readonly<Record<string, string>> = { double: 'precision', character: 'varying' };

/** What the placeholders of one statement stand for, and which of them were understood. */
export class Placeholders {
  readonly #names: Name[] = [];
  readonly #strings: string[] = [];
  readonly #usedNames = new Set<number>();
  readonly #usedStrings = new Set<number>();

  addName(text: string, quoted: boolean): string {
    return `n${this.#names.push({ text, quoted }) - 1}`;
  }

  addString(text: string): string {
    return `'s${this.#strings.push(text) - 1}'`;
  }

  /** The name behind an identifier of the parser, or a grammar word used as a name. */
  name(identifier: string): Name {
    const index = /^n(\d+)$/i.exec(identifier)?.[1];
    if (index === undefined) {
      const word = identifier.toLowerCase();
      if (!GRAMMAR.has(word) && !UNITS.has(word) && !TYPED_LITERALS.has(word)) throw unknown();
      return { text: identifier, quoted: false };
    }
    const name = this.#names[Number(index)];
    if (name === undefined) throw unknown();
    this.#usedNames.add(Number(index));
    return name;
  }

  string(text: string): string {
    const index = /^s(\d+)$/.exec(text)?.[1];
    const value = index === undefined ? undefined : this.#strings[Number(index)];
    if (value === undefined) throw unknown();
    this.#usedStrings.add(Number(index));
    return value;
  }

  /** Throws when the parser dropped a part of the statement that the tree ought to hold. */
  assertAllUsed(): void {
    if (this.#usedNames.size !== this.#names.length || this.#usedStrings.size !== this.#strings.length) throw unknown();
  }
}

export interface ParsedSql {
  readonly root: unknown;
  readonly placeholders: Placeholders;
}

type Parse = (sql: string, dialect: never) => { readonly success: boolean; readonly ast?: unknown };

let parser: Promise<Parse> | undefined;

/** Loads the parser once. It takes about a quarter of a second, so it is not done at import. */
export function loadParser(): Promise<Parse> {
  parser ??= import('@polyglot-sql/sdk').then((sdk) => sdk.parse as unknown as Parse);
  return parser;
}

/** Parses one query into the parser's own tree, which `buildTree` reads. Throws `Refusal`. */
export async function parseSql(tokens: readonly Token[], rules: DialectRules): Promise<ParsedSql> {
  const statement = oneStatement(tokens);
  assertNesting(statement);
  assertClearSetOperators(statement);
  const placeholders = new Placeholders();
  const text = structureOf(statement, rules, placeholders);
  const parse = await loadParser();
  const result = parse(text, rules.parserDialect as never);
  if (!result.success || !Array.isArray(result.ast) || result.ast.length !== 1) {
    throw new Refusal('syntax', 'The statement could not be read. Write one plain SELECT in the dialect asked for.');
  }
  return { root: result.ast[0] as unknown, placeholders };
}

function oneStatement(tokens: readonly Token[]): readonly Token[] {
  let end = tokens.length;
  while (end > 0 && isSymbol(tokens[end - 1], ';')) end -= 1;
  const statement = tokens.slice(0, end);
  if (statement.some((token) => isSymbol(token, ';'))) {
    throw new Refusal('multiple_statements', 'Only one statement is allowed.');
  }
  const first = statement.find((token) => !isSymbol(token, '('));
  if (first === undefined || first.kind !== 'word' || !/^(?:select|with)$/i.test(first.text)) {
    throw new Refusal('not_a_query', 'Only a SELECT (with or without WITH) is allowed.');
  }
  return statement;
}

function assertNesting(tokens: readonly Token[]): void {
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, '(') || isWord(token, 'case')) depth += 1;
    if (isSymbol(token, ')') || isWord(token, 'end')) depth -= 1;
    if (depth > LIMITS.nesting) throw new Refusal('too_complex', `The statement is nested more than ${LIMITS.nesting} levels deep.`);
  }
}

/**
 * After a subquery in an expression, or one without an alias in FROM, the parser takes UNION for a part
 * of the subquery, where the engines take it for the end of the query around it.
 */
function assertClearSetOperators(tokens: readonly Token[]): void {
  const opens: number[] = [];
  let closed = -1;
  tokens.forEach((token, at) => {
    if (isSymbol(token, '(')) opens.push(at);
    if (isSymbol(token, ')')) closed = opens.pop() ?? -1;
    else if (isSetOperator(token) && isSymbol(tokens[at - 1], ')') && endsWithSubquery(tokens, closed)) {
      throw new Refusal('ambiguous_precedence', 'Before UNION, INTERSECT or EXCEPT, give a subquery in FROM an alias, and write a comparison with the subquery first, as in (SELECT …) < x.');
    }
  });
}

/** Whether the group that opens at `open` is a subquery that stands in an expression or in FROM. */
function endsWithSubquery(tokens: readonly Token[], open: number): boolean {
  let inside = open;
  while (isSymbol(tokens[inside], '(')) inside += 1;
  if (!['select', 'with', 'values'].some((word) => isWord(tokens[inside], word))) return false;
  let before = open - 1;
  if (isWord(tokens[before], 'all') || isWord(tokens[before], 'distinct')) before -= 1;
  const token = tokens[before];
  if (token === undefined || isSymbol(token, '(') || isSetOperator(token)) return false;
  return !isWord(tokens[open - 1], 'in') && !isWord(tokens[open - 1], 'exists');
}

function isSetOperator(token: Token | undefined): boolean {
  return ['union', 'intersect', 'except'].some((word) => isWord(token, word));
}

function structureOf(tokens: readonly Token[], rules: DialectRules, placeholders: Placeholders): string {
  const parts: string[] = [];
  let awaitingUnit = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    const called = isSymbol(next, '(');
    const word = token.kind === 'word' ? token.text.toLowerCase() : null;
    if (token.kind === 'string') parts.push(placeholders.addString(token.text));
    else if (token.kind === 'name') parts.push(placeholders.addName(token.text, true));
    else if (token.text === '+' && isPrefix(tokens[at - 1], rules)) {
      // The parser drops the sign, but in SQLite it takes a column's type away.
      if (rules.dialect === 'sqlite' && next?.kind !== 'number') throw new Refusal('unsupported', 'Leave out the plus sign before a value.');
    } else if (word === null) parts.push(token.text);
    else if (rules.dialect === 'mysql' && word === 'group_concat' && called) parts.push(word);
    else if (word === 'rollup' && rules.dialect === 'mysql' && isWord(tokens[at - 1], 'with')) parts.push(word);
    else if (isGrammar(word, called, next, rules)) {
      parts.push(word);
      if (word === 'interval') awaitingUnit = true;
    } else if (awaitingUnit && UNITS.has(word) && !called) {
      parts.push(word);
      awaitingUnit = false;
    } else if (isSymbol(tokens[at - 1], '::') && called) {
      // The parser takes no precision after `::`, so the type travels as one name.
      const close = tokens.findIndex((other, index) => index > at && isSymbol(other, ')'));
      parts.push(placeholders.addName(tokens.slice(at, close + 1).map((part) => part.text).join(''), false));
      at = close === -1 ? at : close;
    } else if (next?.kind === 'word' && TWO_WORD_TYPES[word] === next.text.toLowerCase()) {
      parts.push(placeholders.addName(`${word} ${next.text.toLowerCase()}`, false));
      at += 1;
    } else {
      const name = placeholders.addName(token.text, false);
      if (called && isOrderedCall(tokens, at + 1)) {
        // The parser takes ORDER BY only in calls that it knows, and LIST is one that it keeps as it is.
        parts.push('LIST', '(');
        at += 1;
        if (isWord(tokens[at + 1], 'distinct')) {
          parts.push('distinct');
          at += 1;
        }
        parts.push(name, ',');
      } else parts.push(name);
    }
  }
  return parts.join(' ');
}

/** Whether a sign after the token stands before a value instead of between two. */
function isPrefix(previous: Token | undefined, rules: DialectRules): boolean {
  if (previous === undefined) return true;
  if (previous.kind === 'symbol') return previous.text !== ')';
  return previous.kind === 'word' && isGrammar(previous.text.toLowerCase(), false, undefined, rules) && !VALUE_WORDS.has(previous.text.toLowerCase());
}

function isGrammar(word: string, called: boolean, next: Token | undefined, rules: DialectRules): boolean {
  if (!GRAMMAR.has(word) && !BY_DIALECT[rules.dialect].has(word)) return false;
  if (TYPED_LITERALS.has(word)) return next?.kind === 'string';
  return !called || BEFORE_PARENTHESIS.has(word);
}

/** Whether ORDER BY stands directly within the parentheses that open at `open`. */
function isOrderedCall(tokens: readonly Token[], open: number): boolean {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (isSymbol(token, '(')) depth += 1;
    else if (isSymbol(token, ')')) depth -= 1;
    else if (depth === 1 && isWord(token, 'select')) return false;
    else if (depth === 1 && isWord(token, 'order') && isWord(tokens[at + 1], 'by')) return true;
    if (depth === 0) return false;
  }
  return false;
}

function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === 'symbol' && token.text === text;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word;
}

function unknown(): Refusal {
  return new Refusal('unsupported', 'The statement uses a construct that is not allowed. Write it with plain SELECT, JOIN, WHERE, GROUP BY, ORDER BY.');
}
