import type { DialectRules } from './dialect-rules.ts';
import { LIMITS } from './limits.ts';
import { Refusal } from './problems.ts';

/** A token with its literal or name decoded by the rules of the engine. Comments leave none. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol';
  /** The decoded text; for a word as written. */
  readonly text: string;
  /** Whether white space or a comment stood before it. */
  readonly spaced: boolean;
}

const SYMBOLS: Readonly<Record<DialectRules['dialect'], readonly string[]>> = {
  sqlite: ['->>', '->', '<>', '!=', '==', '<=', '>=', '||', '<<', '>>'],
  postgres: ['->>', '->', '<>', '!=', '<=', '>=', '||', '<<', '>>', '::'],
  mysql: ['<=>', '->>', '->', '<>', '!=', '<=', '>=', '<<', '>>'],
  duckdb: ['->>', '->', '<>', '!=', '==', '<=', '>=', '||', '<<', '>>', '::'],
};
const SINGLE_SYMBOLS = new Set('(),.;+-*/%=<>&|~');
/** Characters of operators that PostgreSQL would read as one token: such a run is never split. */
const OPERATOR_RUN = /[+\-*/<>=~!@#%^&|`?]+/y;

const FORBIDDEN_ANYWHERE = /\0/;
/** Controls, invisible and direction marks, and spaces beyond ASCII: engines disagree on them. */
const FORBIDDEN_OUTSIDE_STRINGS = /[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u00A0\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Zs}/u;

const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const HEX_NUMBER = /0[xX][0-9a-fA-F]{1,15}/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/y;

/**
 * Splits a statement into tokens by the rules of its engine, so that no parser decides where a
 * string, a name or a comment ends. Throws `Refusal` for anything the engine might read otherwise.
 */
export function lexSql(sql: string, rules: DialectRules): Token[] {
  if (sql.length > LIMITS.bytes || Buffer.byteLength(sql) > LIMITS.bytes) {
    throw new Refusal('too_large', `The statement is longer than ${LIMITS.bytes} bytes.`);
  }
  if (FORBIDDEN_ANYWHERE.test(sql)) throw forbidden();
  const tokens: Token[] = [];
  let at = 0;
  let spaced = false;
  const push = (kind: Token['kind'], text: string): void => {
    if (tokens.length >= LIMITS.tokens) throw new Refusal('too_large', `The statement has more than ${LIMITS.tokens} tokens.`);
    tokens.push({ kind, text, spaced });
    spaced = false;
  };
  while (at < sql.length) {
    const char = sql[at]!;
    if (char === ' ' || char === '\t' || char === '\n' || char === '\r') {
      at += 1;
      spaced = true;
      continue;
    }
    const commentEnd = skipComment(sql, at, rules);
    if (commentEnd !== at) {
      at = commentEnd;
      spaced = true;
      continue;
    }
    if (char === "'" || (char === '"' && rules.doubleQuotedStrings)) {
      const escapes = rules.backslashEscapes ? MYSQL_ESCAPES : null;
      const string = readQuoted(sql, at, char, escapes);
      pushString(string.text);
      at = string.end;
      continue;
    }
    if (char === '"' || char === '`' || (char === '[' && rules.dialect === 'sqlite')) {
      if (char === '`' && rules.dialect !== 'mysql' && rules.dialect !== 'sqlite') throw unexpected(char);
      const name = char === '[' ? readBracketed(sql, at) : readQuoted(sql, at, char, null);
      if (name.text === '') throw new Refusal('syntax', 'A name in quotes is empty. A string is written in single quotes.');
      if (FORBIDDEN_OUTSIDE_STRINGS.test(name.text)) throw forbidden();
      push('name', name.text);
      at = name.end;
      continue;
    }
    if (char === '$' && (rules.dialect === 'postgres' || rules.dialect === 'duckdb')) {
      const tag = matchAt(DOLLAR_TAG, sql, at);
      const end = tag === null ? -1 : sql.indexOf(tag, at + tag.length);
      if (tag === null || end === -1) throw parameter();
      pushString(sql.slice(at + tag.length, end));
      at = end + tag.length;
      continue;
    }
    const word = matchAt(WORD, sql, at);
    if (word !== null) {
      if (FORBIDDEN_OUTSIDE_STRINGS.test(word)) throw forbidden();
      const next = sql[at + word.length];
      if (next === "'") {
        if (/^e$/i.test(word) && (rules.dialect === 'postgres' || rules.dialect === 'duckdb')) {
          const string = readQuoted(sql, at + 1, "'", POSTGRES_ESCAPES);
          pushString(string.text);
          at = string.end;
          continue;
        }
        throw new Refusal('unsupported', `A string may not have the prefix "${word.slice(0, 12)}". Write a plain 'string'.`);
      }
      push('word', word);
      at += word.length;
      continue;
    }
    const hex = rules.dialect === 'sqlite' ? matchAt(HEX_NUMBER, sql, at) : null;
    const number = hex ?? matchAt(NUMBER, sql, at);
    if (number !== null) {
      const next = sql[at + number.length];
      if (next !== undefined && /[\p{L}\p{N}_$.]/u.test(next)) throw new Refusal('syntax', 'A number runs into the text after it.');
      push('number', hex === null ? plainNumber(number) : BigInt(hex).toString());
      at += number.length;
      continue;
    }
    const symbol = readSymbol(sql, at, rules);
    push('symbol', symbol);
    at += symbol.length;
  }
  return tokens;

  function pushString(text: string): void {
    if (tokens.at(-1)?.kind === 'string') throw new Refusal('syntax', 'Two strings in a row: join them with an operator or a function.');
    push('string', text);
  }
}

function readSymbol(sql: string, at: number, rules: DialectRules): string {
  const char = sql[at]!;
  for (const symbol of SYMBOLS[rules.dialect]) {
    if (!sql.startsWith(symbol, at)) continue;
    // PostgreSQL lets extensions define operators, and reads the longest run of operator characters.
    if (rules.quotedNamesKeepCase && symbol !== '::' && operatorRun(sql, at) !== symbol) break;
    return symbol;
  }
  if (char === '|' && rules.dialect === 'mysql' && sql[at + 1] === '|') throw new Refusal('unsupported', 'Use CONCAT(a, b) instead of a || b.');
  if (!SINGLE_SYMBOLS.has(char)) {
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

type Escapes = (sql: string, at: number) => { readonly text: string; readonly length: number };

const MYSQL_ESCAPES: Escapes = (sql, at) => {
  const char = sql[at + 1] ?? '';
  const known: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a', '%': '\\%', _: '\\_' };
  const text = known[char] ?? char;
  if (text === '\0') throw forbidden();
  return { text, length: 2 };
};

const POSTGRES_ESCAPES: Escapes = (sql, at) => {
  const known: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\' };
  const text = known[sql[at + 1] ?? ''];
  if (text === undefined) throw new Refusal('unsupported', 'Only the escapes \\n, \\t, \\r, \\b, \\f, \\\\ and \\\' are allowed in an E string.');
  return { text, length: 2 };
};

function readQuoted(sql: string, at: number, quote: string, escapes: Escapes | null): { text: string; end: number } {
  let text = '';
  let position = at + 1;
  while (position < sql.length) {
    const char = sql[position]!;
    if (char === quote) {
      if (sql[position + 1] !== quote) return { text, end: position + 1 };
      text += quote;
      position += 2;
    } else if (char === '\\' && escapes !== null) {
      const escape = escapes(sql, position);
      text += escape.text;
      position += escape.length;
    } else {
      text += char;
      position += 1;
    }
  }
  throw new Refusal('syntax', 'A quote is not closed.');
}

function readBracketed(sql: string, at: number): { text: string; end: number } {
  const end = sql.indexOf(']', at);
  if (end === -1) throw new Refusal('syntax', 'A bracket is not closed.');
  return { text: sql.slice(at + 1, end), end: end + 1 };
}

/** `1.` and `.5` as `1.0` and `0.5`, which every engine reads alike. */
function plainNumber(text: string): string {
  return text.replace(/^\./, '0.').replace(/\.(?!\d)/, '.0').toLowerCase();
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function forbidden(): Refusal {
  return new Refusal('forbidden_character', 'The statement holds an invisible or control character outside a string. Use plain spaces and line breaks.');
}

function parameter(): Refusal {
  return new Refusal('parameter', 'Parameters and variables are not allowed. Write the values into the statement.');
}

function unexpected(char: string): Refusal {
  return new Refusal('syntax', `The character ${JSON.stringify(char)} is not allowed here.`);
}
