import type { DialectRules } from './dialect-rules.ts';
import { Refusal } from './problems.ts';

/** A quoted part of the statement, decoded, and where the text goes on. */
export interface Quoted {
  readonly text: string;
  readonly end: number;
}

type Escapes = (sql: string, at: number) => { readonly text: string; readonly length: number };

const MYSQL_ESCAPES: Escapes = (sql, at) => {
  const char = sql[at + 1] ?? '';
  const known: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a', '%': '\\%', _: '\\_' };
  const text = known[char] ?? char;
  if (text === '\0') throw forbidden();
  return { text, length: 2 };
};

const C_ESCAPES: Escapes = (sql, at) => {
  const known: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\' };
  const text = known[sql[at + 1] ?? ''];
  const coded = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-7][0-9a-fA-F]|[0-9a-fA-F](?![0-9a-fA-F]))|([01][0-7]{2}))/.exec(sql.slice(at + 1, at + 10));
  if (coded !== null) {
    const [whole, short, long, hex, octal] = coded;
    return { text: codePoint(Number.parseInt(short ?? long ?? hex ?? octal ?? '0', octal === undefined ? 16 : 8)), length: whole.length + 1 };
  }
  if (text === undefined) throw new Refusal('unsupported', 'Only the escapes \\n, \\t, \\r, \\b, \\f, \\\\ and \\\' are allowed in an E string.');
  return { text, length: 2 };
};

/** `U&'d\0061t'`: four hexadecimal digits, or a plus and six (https://www.postgresql.org/docs/current/sql-syntax-lexical.html). */
const UNICODE_ESCAPES: Escapes = (sql, at) => {
  if (sql[at + 1] === '\\') return { text: '\\', length: 2 };
  const digits = /^(?:([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6}))/.exec(sql.slice(at + 1, at + 8));
  return { text: codePoint(Number.parseInt(digits?.[1] ?? digits?.[2] ?? '0', 16)), length: (digits?.[0].length ?? 0) + 1 };
};

function codePoint(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw forbidden();
  return String.fromCodePoint(code);
}

/** A string literal that opens with a plain quote at `at`. */
export function readString(sql: string, at: number, rules: DialectRules): Quoted {
  return readQuoted(sql, at, rules.backslashEscapes ? MYSQL_ESCAPES : null);
}

/** A name in quotes, or in SQLite's brackets, that opens at `at`. */
export function readName(sql: string, at: number): Quoted {
  if (sql[at] !== '[') return readQuoted(sql, at, null);
  const end = sql.indexOf(']', at);
  if (end === -1) throw new Refusal('syntax', 'A bracket is not closed.');
  return { text: sql.slice(at + 1, end), end: end + 1 };
}

/** Sets of characters that MySQL reads as the connection does; others may take a backslash for a part of a character. */
const INTRODUCERS = new Set(['n', '_utf8', '_utf8mb3', '_utf8mb4']);

/**
 * A literal with a prefix that the dialect knows: `E'…'`, `X'…'`, MySQL's `N'…'`, `_utf8mb4'…'` and `b'…'`. Null when the
 * word before the quote is no prefix of the dialect.
 */
export function readPrefixed(sql: string, at: number, prefix: string, rules: DialectRules): (Quoted & { readonly kind: 'string' | 'bytes' | 'number' }) | null {
  const word = prefix.toLowerCase();
  const pg = rules.dialect === 'postgres' || rules.dialect === 'duckdb';
  const start = at + prefix.length;
  if (word === 'e' && pg) return { ...readQuoted(sql, start, C_ESCAPES), kind: 'string' };
  if (rules.dialect === 'mysql' && INTRODUCERS.has(word)) return { ...readString(sql, start, rules), kind: 'string' };
  if (rules.dialect === 'mysql' && word === 'b') {
    const quoted = readQuoted(sql, start, null);
    if (!/^[01]+$/.test(quoted.text)) throw new Refusal('syntax', 'A literal of bits takes the digits 0 and 1.');
    return { text: `0b${quoted.text}`, end: quoted.end, kind: 'number' };
  }
  if (word === 'x' && !pg) {
    const quoted = readQuoted(sql, start, null);
    if (!/^(?:[0-9a-f]{2})*$/i.test(quoted.text)) throw new Refusal('syntax', 'A literal of bytes takes pairs of hexadecimal digits.');
    return { text: quoted.text.toLowerCase(), end: quoted.end, kind: 'bytes' };
  }
  return null;
}

/** PostgreSQL's `U&'…'` and `U&"…"`, with the quote at `at`. */
export function readUnicode(sql: string, at: number): Quoted {
  return readQuoted(sql, at, UNICODE_ESCAPES);
}

function readQuoted(sql: string, at: number, escapes: Escapes | null): Quoted {
  const quote = sql[at]!;
  const parts: string[] = [];
  let from = at + 1;
  for (let position = from; position < sql.length; position += 1) {
    const char = sql[position];
    if (char === '\\' && escapes !== null) {
      const escape = escapes(sql, position);
      parts.push(sql.slice(from, position), escape.text);
      from = position + escape.length;
      position = from - 1;
    } else if (char === quote) {
      parts.push(sql.slice(from, position));
      if (sql[position + 1] !== quote) return { text: parts.join(''), end: position + 1 };
      parts.push(quote);
      from = position + 2;
      position += 1;
    }
  }
  throw new Refusal('syntax', 'A quote is not closed.');
}

export function forbidden(): Refusal {
  return new Refusal('forbidden_character', 'The statement holds an invisible or control character outside a string. Use plain spaces and line breaks.');
}
