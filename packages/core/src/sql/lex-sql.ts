import { asciiLower, type DialectRules } from './dialect-rules.ts';
import { forbidden, readName, readPrefixed, readString, readUnicode } from './lex-string.ts';
import { LIMITS } from './limits.ts';
import { Refusal } from './problems.ts';

/** A token with its literal or name decoded by the rules of the engine. Comments leave none. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'bytes' | 'number' | 'symbol' | 'parameter';
  /** The decoded text; for a word as written. */
  readonly text: string;
  /** A word in lower case; empty for every other kind. */
  readonly word: string;
  /** A name in double quotes. */
  readonly double: boolean;
}

const SYMBOLS: Readonly<Record<DialectRules['dialect'], readonly string[]>> = {
  sqlite: ['->>', '->', '<>', '!=', '==', '<=', '>=', '||', '<<', '>>'],
  postgres: ['#>>', '->>', '!~*', '#>', '->', '<>', '!=', '<=', '>=', '||', '<<', '>>', '::', ':=', '=>', '@>', '<@', '&&', '?|', '?&', '@@', '@?', '#-', '<->', '~~', '!~~', '~~*', '!~~*', '~*', '!~', '?', '#'],
  mysql: ['<=>', '->>', '->', '<>', '!=', '<=', '>=', '<<', '>>', '&&', '!'],
  duckdb: ['!~~*', '~~*', '!~~', '~~', '->>', '->', '<>', '!=', '==', '<=', '>=', '||', '<<', '>>', '::', ':=', '=>', '//', '**', '@>', '<@', '&&', '^@', '!~'],
};
const SINGLE_SYMBOLS = new Set('(),.;+-*/%=<>&|~');
const EXTRA_SYMBOLS: Readonly<Record<DialectRules['dialect'], ReadonlySet<string>>> = {
  sqlite: new Set(),
  postgres: new Set('^[]:'),
  mysql: new Set('^'),
  duckdb: new Set('^[]{}:'),
};
/** Characters of operators that PostgreSQL would read as one token: such a run is never split. */
const OPERATOR_RUN = /[+\-*/<>=~!@#%^&|`?]+/y;

const FORBIDDEN_ANYWHERE = /\0/;
/** Controls, invisible and direction marks, and spaces beyond ASCII: engines disagree on them. */
const FORBIDDEN_OUTSIDE_STRINGS = /[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u00A0\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}/u;

const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** DuckDB's `1_000`. */
const GROUPED_NUMBER = /(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** SQLite's alone: DuckDB reads `0xFF` as `0 AS xFF`. */
const HEX_NUMBER = /0[xX][0-9a-fA-F]{1,15}/y;
/** MySQL's numbers that are texts where a text is expected: they stay as they are written. */
const MYSQL_NUMBER = /0(?:x[0-9a-fA-F]+|b[01]+)/y;
const PLACEHOLDER = /\$\d+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/y;

/**
 * Splits a statement into tokens by the rules of its engine, so that no parser decides where a
 * string, a name or a comment ends. Throws `Refusal` for anything the engine might read otherwise.
 * `parameters` is the number of placeholders that the guard itself has printed.
 */
export function lexSql(sql: string, rules: DialectRules, parameters = 0): Token[] {
  if (sql.length > LIMITS.bytes || byteLength(sql) > LIMITS.bytes) {
    throw new Refusal('too_large', `The statement is longer than ${LIMITS.bytes} bytes.`);
  }
  if (FORBIDDEN_ANYWHERE.test(sql)) throw forbidden();
  const tokens: Token[] = [];
  let at = 0;
  let bound = 0;
  const push = (kind: Token['kind'], text: string, end: number, double = false): void => {
    if (tokens.length >= LIMITS.tokens) throw new Refusal('too_large', `The statement has more than ${LIMITS.tokens} tokens.`);
    tokens.push({ kind, text, word: kind === 'word' ? asciiLower(text) : '', double });
    at = end;
  };
  const pushString = (text: string, end: number): void => {
    const last = tokens.at(-1);
    if (last?.kind !== 'string') return push('string', text, end);
    // SQLite reads the second one as an alias.
    if (rules.dialect === 'sqlite') return push('string', text, end);
    if (rules.dialect !== 'mysql') throw new Refusal('syntax', 'Two strings in a row: join them with an operator or a function.');
    tokens[tokens.length - 1] = { ...last, text: last.text + text };
    at = end;
  };
  while (at < sql.length) {
    const char = sql[at]!;
    if (char === ' ' || char === '\t' || char === '\n' || char === '\r') {
      at += 1;
      continue;
    }
    const commentEnd = skipComment(sql, at, rules);
    if (commentEnd !== at) {
      at = commentEnd;
      continue;
    }
    if (char === "'" || (char === '"' && rules.doubleQuotedStrings)) {
      const string = readString(sql, at, rules);
      pushString(string.text, string.end);
      continue;
    }
    if (char === '"' || (char === '`' && (rules.dialect === 'mysql' || rules.dialect === 'sqlite')) || (char === '[' && rules.dialect === 'sqlite')) {
      const name = readName(sql, at);
      // An empty name is none, so SQLite reads it as a text.
      if (name.text === '' && rules.dialect === 'sqlite' && char === '"') {
        pushString('', name.end);
        continue;
      }
      push('name', checkedName(name.text), name.end, char === '"');
      continue;
    }
    if (char === '$' && (rules.dialect === 'postgres' || rules.dialect === 'duckdb')) {
      const placeholder = matchAt(PLACEHOLDER, sql, at);
      if (placeholder !== null && bound < parameters && placeholder === `$${bound + 1}`) {
        bound += 1;
        push('parameter', String(bound - 1), at + placeholder.length);
        continue;
      }
      const tag = matchAt(DOLLAR_TAG, sql, at);
      const end = tag === null ? -1 : sql.indexOf(tag, at + tag.length);
      if (tag === null || end === -1) throw parameter();
      pushString(sql.slice(at + tag.length, end), end + tag.length);
      continue;
    }
    if (char === '?' && bound < parameters && (rules.dialect === 'sqlite' || rules.dialect === 'mysql')) {
      bound += 1;
      push('parameter', String(bound - 1), at + 1);
      continue;
    }
    const word = matchAt(WORD, sql, at);
    if (word !== null) {
      const next = sql[at + word.length];
      if (next === '&' && /^u$/i.test(word) && rules.dialect === 'postgres') {
        const quote = sql[at + 2];
        if (quote === "'" || quote === '"') {
          const decoded = readUnicode(sql, at + 2);
          if (quote === '"') push('name', checkedName(decoded.text), decoded.end);
          else pushString(decoded.text, decoded.end);
          continue;
        }
      }
      if (next === "'") {
        const literal = readPrefixed(sql, at, word, rules);
        if (literal === null) throw new Refusal('unsupported', `A string may not have the prefix "${word.slice(0, 12)}". Write a plain 'string'.`);
        if (literal.kind !== 'string') push(literal.kind, literal.text, literal.end);
        else pushString(literal.text, literal.end);
        continue;
      }
      if (FORBIDDEN_OUTSIDE_STRINGS.test(word)) throw forbidden();
      push('word', word, at + word.length);
      continue;
    }
    const hex = rules.dialect === 'sqlite' ? matchAt(HEX_NUMBER, sql, at) : null;
    const number = hex ?? (rules.dialect === 'mysql' ? matchAt(MYSQL_NUMBER, sql, at) : null) ?? matchAt(rules.dialect === 'duckdb' ? GROUPED_NUMBER : NUMBER, sql, at);
    if (number !== null) {
      const next = sql[at + number.length];
      if (next !== undefined && /[\p{L}\p{N}_$.]/u.test(next)) throw new Refusal('syntax', 'A number runs into the text after it.');
      push('number', hex === null ? plainNumber(number, rules) : BigInt(hex).toString(), at + number.length);
      continue;
    }
    const symbol = readSymbol(sql, at, rules);
    push('symbol', symbol, at + symbol.length);
  }
  if (bound !== parameters) throw parameter();
  return tokens;
}

function checkedName(text: string): string {
  if (text === '') throw new Refusal('syntax', 'A name in quotes is empty. A string is written in single quotes.');
  if (FORBIDDEN_OUTSIDE_STRINGS.test(text)) throw forbidden();
  return text;
}

const encoder = new TextEncoder();

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

function readSymbol(sql: string, at: number, rules: DialectRules): string {
  const char = sql[at]!;
  // PostgreSQL lets extensions define operators, and reads the longest run of operator characters.
  const run = rules.dialect === 'postgres' ? operatorRun(sql, at) : '';
  if (run.length > 1 && !SYMBOLS.postgres.includes(run)) throw unexpected(run);
  const symbol = run.length > 1 ? run : SYMBOLS[rules.dialect].find((known) => sql.startsWith(known, at));
  if (symbol !== undefined) return symbol;
  if (char === '|' && rules.dialect === 'mysql' && sql[at + 1] === '|') throw new Refusal('unsupported', 'Use CONCAT(a, b) instead of a || b.');
  if (!SINGLE_SYMBOLS.has(char) && !EXTRA_SYMBOLS[rules.dialect].has(char)) {
    if (char === '@' || char === '?' || char === ':' || char === '$' || char === '#') throw parameter();
    if (FORBIDDEN_OUTSIDE_STRINGS.test(String.fromCodePoint(sql.codePointAt(at)!))) throw forbidden();
    throw unexpected(char);
  }
  return char;
}

function operatorRun(sql: string, at: number): string {
  const run = matchAt(OPERATOR_RUN, sql, at) ?? '';
  const comment = /--|\/\*/.exec(run);
  const bare = comment === null ? run : run.slice(0, comment.index);
  // A run may end in a sign only when it holds one of the characters that make it a custom operator.
  return /[~!@#%^&|`?]/.test(bare) ? bare : bare.replace(/(?<=.)[+-]+$/, '');
}

function skipComment(sql: string, at: number, rules: DialectRules): number {
  const mysql = rules.dialect === 'mysql';
  if (sql.startsWith('--', at)) {
    const next = sql[at + 2];
    if (mysql && next !== undefined && !/\s/.test(next)) {
      throw new Refusal('forbidden_comment', 'Write a space after "--", or parentheses around a negative number.');
    }
    return skipLine(sql, at);
  }
  if (mysql && sql[at] === '#') return skipLine(sql, at);
  if (!sql.startsWith('/*', at)) return at;
  if (mysql && /^\/\*(?:!|M!|\+)/i.test(sql.slice(at, at + 4))) {
    throw new Refusal('forbidden_comment', 'Executable comments and optimizer hints are not allowed.');
  }
  let depth = 1;
  let end = at + 2;
  while (depth > 0) {
    const open = sql.indexOf('/*', end);
    const close = sql.indexOf('*/', end);
    if (close === -1) throw new Refusal('forbidden_comment', 'A comment is not closed.');
    if (open !== -1 && open < close) {
      if (rules.dialect !== 'postgres') throw new Refusal('forbidden_comment', 'A comment within a comment is not allowed.');
      depth += 1;
      end = open + 2;
    } else {
      depth -= 1;
      end = close + 2;
    }
  }
  if (FORBIDDEN_OUTSIDE_STRINGS.test(sql.slice(at, end))) throw forbidden();
  return end;
}

function skipLine(sql: string, at: number): number {
  const newline = sql.indexOf('\n', at);
  const end = newline === -1 ? sql.length : newline;
  const comment = sql.slice(at, end);
  // Engines disagree on whether a lone carriage return ends the comment.
  if (FORBIDDEN_OUTSIDE_STRINGS.test(comment) || /\r(?!$)/.test(comment)) throw forbidden();
  return end;
}

/** `.5` as `0.5`. SQLite's `1.` is `1.0`; elsewhere the number of digits after the point matters. */
function plainNumber(text: string, rules: DialectRules): string {
  const whole = text.replaceAll('_', '').replace(/^\./, '0.').toLowerCase();
  return rules.dialect === 'sqlite' ? whole.replace(/\.(?!\d)/, '.0') : whole;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function parameter(): Refusal {
  return new Refusal('parameter', 'Parameters and variables are not allowed. Write the values into the statement.');
}

function unexpected(char: string): Refusal {
  return new Refusal('syntax', `${JSON.stringify(char.slice(0, 8))} is not allowed here.`);
}
