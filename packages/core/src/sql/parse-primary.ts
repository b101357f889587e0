import { asciiLower } from './dialect-rules.ts';
import { parseArray, parseList, parseMap, parseStruct } from './parse-brackets.ts';
import { parseCall, parseConvert, parsePhrase } from './parse-call.ts';
import { parseExpression, parseExpressions } from './parse-expression.ts';
import { opensQuery, parseItem, parseQuery } from './parse-query.ts';
import type { TokenReader } from './parse-tokens.ts';
import { parseType } from './parse-type.ts';
import type { Expression, Name, Star } from './query-tree.ts';
import { columnOf, literal, starOf } from './tree-nodes.ts';

/** An operand: everything that is not made by an operator. */
export function parsePrimary(reader: TokenReader): Expression {
  const token = reader.peek();
  switch (token?.kind) {
    case 'number':
      return literal('number', reader.next().text);
    case 'string':
      return literal('string', reader.next().text);
    case 'bytes':
      return literal('bytes', reader.next().text);
    case 'parameter':
      return { kind: 'parameter', index: Number(reader.next().text) };
    case 'symbol':
      return parseBracketed(reader);
    case 'word':
      return parseKeyword(reader, token.word) ?? parseNamed(reader);
    default:
      return parseNamed(reader);
  }
}

function parseBracketed(reader: TokenReader): Expression {
  if (reader.acceptSymbol('*') !== null) return parseStar(reader, null);
  if (reader.isSymbol('[')) return parseList(reader);
  if (reader.isSymbol('{')) return parseStruct(reader);
  if (opensQuery(reader)) return { kind: 'subquery', query: reader.parenthesised(() => parseQuery(reader)) };
  const items = reader.parenthesised(() => parseExpressions(reader));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'tuple', row: false, items };
}

function parseKeyword(reader: TokenReader, word: string): Expression | null {
  const called = reader.isSymbolAt(1, '(');
  switch (word) {
    case 'null':
      reader.next();
      return literal('null', 'null');
    case 'true':
    case 'false':
      reader.next();
      return literal('boolean', word);
    case 'case':
      return parseCase(reader);
    case 'cast':
    case 'try_cast':
      return called ? parseCast(reader) : null;
    case 'exists':
      if (!called) return null;
      reader.next();
      return { kind: 'exists', query: reader.parenthesised(() => parseQuery(reader)) };
    case 'current_date':
    case 'current_time':
    case 'current_timestamp':
    case 'localtime':
    case 'localtimestamp':
      if (called || (reader.dialect === 'sqlite' && word.startsWith('local'))) return null;
      reader.next();
      return { kind: 'keyword', word };
    case 'interval':
      return reader.dialect === 'sqlite' || comparesNumbers(reader) ? null : parseInterval(reader);
    case 'array':
      return reader.dialect === 'postgres' || reader.dialect === 'duckdb' ? parseArrayWord(reader) : null;
    case 'row':
      if (!called || reader.dialect === 'sqlite') return null;
      reader.next();
      return { kind: 'tuple', row: true, items: reader.parenthesised(() => (reader.isSymbol(')') ? [] : parseExpressions(reader))) };
    case 'extract':
      return called && reader.dialect !== 'sqlite' ? parseExtract(reader) : null;
    case 'trim':
    case 'position':
    case 'overlay':
    case 'substring':
    case 'substr':
    case 'mid':
      return called && reader.dialect !== 'sqlite' ? parsePhrase(reader, word) : null;
    case 'convert':
      return called && reader.dialect === 'mysql' ? parseConvert(reader) : null;
    case 'match':
      return called && reader.dialect === 'mysql' ? parseMatch(reader) : null;
    case 'columns':
      return called && reader.dialect === 'duckdb' ? parseColumns(reader) : null;
    case 'map':
      return reader.dialect === 'duckdb' && reader.isSymbolAt(1, '{') ? parseMap(reader) : null;
    case 'lambda':
      return reader.dialect === 'duckdb' && reader.isName(1) && !called ? parseLambda(reader) : null;
    default:
      return null;
  }
}

/** A column, a function call, a typed literal or a star: whatever begins with a name. */
function parseNamed(reader: TokenReader): Expression {
  const typed = typedLiteral(reader);
  if (typed !== null) return typed;
  if (!reader.isName() && !(callableWord(reader) && reader.isSymbolAt(1, '('))) throw reader.unexpected('a value or a column');
  if (reader.isSymbolAt(1, '(')) return parseCall(reader);
  const first = reader.expectName();
  if (reader.acceptSymbol('.') === null) return columnOf(first);
  if (reader.acceptSymbol('*') !== null) return parseStar(reader, first);
  if (reader.isSymbolAt(1, '(')) {
    // PostgreSQL's own functions may be written with their schema.
    if (reader.dialect === 'postgres' && !first.quoted && asciiLower(first.text) === 'pg_catalog') return parseCall(reader);
    return parseMethod(reader, columnOf(first));
  }
  const second = reader.expectLabel();
  if (reader.isSymbol('.') && reader.isSymbolAt(2, '(') && reader.dialect === 'duckdb') {
    reader.next();
    return parseMethod(reader, columnOf(second, first));
  }
  if (reader.acceptSymbol('.') === null) return columnOf(second, first);
  if (reader.isSymbol('*')) throw reader.unsupported('a star over schema.table');
  const third = reader.expectLabel();
  if (reader.isSymbol('.') || reader.isSymbol('(')) throw reader.unsupported('a name of more than three parts');
  return columnOf(third, second, first);
}

/** DuckDB's `value.function(…)`, which is `function(value, …)`. */
export function parseMethod(reader: TokenReader, value: Expression): Expression {
  if (reader.dialect !== 'duckdb') throw reader.unsupported('a function of a schema');
  const call = parseCall(reader);
  return { ...call, args: [value, ...call.args] };
}

/** Words of the grammar that are functions where a parenthesis follows. */
function callableWord(reader: TokenReader): boolean {
  return reader.isWord('left', 'right', 'values', 'any', 'glob', 'like', 'if', 'replace', 'insert', 'interval', 'mod', 'char', 'set');
}

function typedLiteral(reader: TokenReader): Expression | null {
  const token = reader.peek();
  if (reader.dialect === 'sqlite' || token === undefined || token.word === '') return null;
  if (reader.peek(1)?.kind === 'string' && reader.isName()) {
    const names = reader.dialect === 'mysql' ? ['date', 'time', 'timestamp'] : null;
    if (names !== null && !names.includes(token.word)) return null;
    reader.next();
    return { kind: 'typed', type: token.word, value: reader.next().text };
  }
  if ((token.word !== 'timestamp' && token.word !== 'time') || reader.dialect === 'mysql') return null;
  for (const zone of ['with', 'without']) {
    if (!reader.areWords(token.word, zone, 'time', 'zone') || reader.peek(4)?.kind !== 'string') continue;
    reader.acceptWords(token.word, zone, 'time', 'zone');
    return { kind: 'typed', type: `${token.word} ${zone} time zone`, value: reader.next().text };
  }
  return null;
}

/** `*` with DuckDB's `EXCLUDE (a, b)` and `REPLACE (expression AS a)`. */
function parseStar(reader: TokenReader, table: Name | null): Star {
  if (reader.dialect !== 'duckdb') return starOf(table);
  const one = <T>(read: () => T): T[] => (reader.isSymbol('(') ? reader.parenthesised(() => reader.list(read)) : [read()]);
  const exclude = reader.acceptWord('exclude') === null ? [] : one(() => reader.expectLabel());
  const replace = reader.acceptWord('replace') === null ? [] : one(() => parseItem(reader));
  const rename = reader.acceptWord('rename') === null ? [] : one(() => {
    const from = reader.expectLabel();
    reader.expectWord('as');
    return { from, to: reader.expectLabel() };
  });
  return { ...starOf(table), exclude, replace, rename };
}

function parseCase(reader: TokenReader): Expression {
  reader.expectWord('case');
  return reader.nested(() => {
    const operand = reader.isWord('when') ? null : parseExpression(reader);
    const branches: { when: Expression; then: Expression }[] = [];
    while (reader.acceptWord('when') !== null) {
      const when = parseExpression(reader);
      reader.expectWord('then');
      branches.push({ when, then: parseExpression(reader) });
    }
    if (branches.length === 0) throw reader.unexpected('WHEN');
    const otherwise = reader.acceptWord('else') === null ? null : parseExpression(reader);
    reader.expectWord('end');
    return { kind: 'case', operand, branches, otherwise };
  });
}

function parseCast(reader: TokenReader): Expression {
  const lenient = reader.next().word === 'try_cast';
  return reader.parenthesised(() => {
    const value = parseExpression(reader);
    reader.expectWord('as');
    return { kind: 'cast', value, type: parseType(reader), lenient };
  });
}

const UNITS = /^(?:microsecond|millisecond|second|minute|hour|day|week|month|quarter|year|decade|century|centurie|millennium)s?$/;
/** https://dev.mysql.com/doc/refman/8.4/en/expressions.html#temporal-intervals */
const COMPOUND_UNITS = /^(?:second_microsecond|minute_(?:microsecond|second)|hour_(?:microsecond|second|minute)|day_(?:microsecond|second|minute|hour)|year_month)$/;

export function isUnit(word: string): boolean {
  return UNITS.test(word) || COMPOUND_UNITS.test(word);
}

/** MySQL's function `INTERVAL(n, a, b)`. */
function comparesNumbers(reader: TokenReader): boolean {
  return reader.dialect === 'mysql' && reader.isSymbolAt(1, '(') && reader.holdsSymbol(',');
}

function parseInterval(reader: TokenReader): Expression {
  reader.expectWord('interval');
  const mysql = reader.dialect === 'mysql';
  const value = mysql || reader.isSymbol('(') ? parseExpression(reader) : parsePrimary(reader);
  const unit = reader.peek();
  if (unit !== undefined && unit.word !== '' && isUnit(unit.word)) {
    const first = reader.next().word;
    return { kind: 'interval', value, unit: reader.dialect === 'postgres' && reader.acceptWord('to') !== null ? `${first} to ${reader.expectWord('month', 'hour', 'minute', 'second')}` : first };
  }
  if (mysql || value.kind !== 'literal' || value.type !== 'string') throw reader.unexpected('a unit of time');
  return { kind: 'interval', value, unit: null };
}

function parseArrayWord(reader: TokenReader): Expression | null {
  if (reader.isSymbolAt(1, '[')) {
    reader.next();
    return { kind: 'array', items: parseArray(reader) };
  }
  if (!reader.isSymbolAt(1, '(')) return null;
  reader.next();
  return { kind: 'array query', query: reader.parenthesised(() => parseQuery(reader)) };
}

function parseExtract(reader: TokenReader): Expression {
  reader.expectWord('extract');
  return reader.parenthesised(() => {
    const token = reader.next();
    if (token.word === '' && token.kind !== 'string') throw reader.unexpected('a part of a date');
    reader.expectWord('from');
    return { kind: 'extract', unit: asciiLower(token.text), value: parseExpression(reader) };
  });
}

/** MySQL's full-text search: `MATCH (a, b) AGAINST ('words' [IN … MODE])`. */
function parseMatch(reader: TokenReader): Expression {
  reader.expectWord('match');
  const columns = reader.parenthesised(() => parseExpressions(reader));
  reader.expectWord('against');
  return reader.parenthesised(() => {
    const words = parsePrimary(reader);
    const boolean = reader.acceptWords('in', 'boolean', 'mode');
    if (!boolean) reader.acceptWords('in', 'natural', 'language', 'mode');
    return { kind: 'match against', columns, words, mode: boolean ? 'boolean' : 'natural' };
  });
}

function parseColumns(reader: TokenReader): Expression {
  reader.next();
  return reader.parenthesised((): Expression => {
    if (reader.acceptSymbol('*') !== null) return { kind: 'columns', which: parseStar(reader, null) };
    if (!reader.isSymbol('[')) return { kind: 'columns', which: reader.expectString() };
    return { kind: 'columns', which: parseArray(reader).map((item) => (item.kind === 'literal' && item.type === 'string' ? item.value : '')) };
  });
}

/** DuckDB's `lambda x, y: expression`. */
function parseLambda(reader: TokenReader): Expression {
  reader.next();
  const parameters = reader.list(() => reader.expectName());
  reader.expectSymbol(':');
  return { kind: 'lambda', parameters, body: parseExpression(reader) };
}
