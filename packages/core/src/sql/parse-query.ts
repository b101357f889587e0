import type { DialectRules } from './dialect-rules.ts';
import type { Token } from './lex-sql.ts';
import { LIMITS } from './limits.ts';
import { parseWindow } from './parse-call.ts';
import { parseExpression, parseExpressions } from './parse-expression.ts';
import { parsePivot } from './parse-pivot.ts';
import { parseFrom, parseSource } from './parse-source.ts';
import { parseTail } from './parse-tail.ts';
import { TokenReader } from './parse-tokens.ts';
import { Refusal } from './problems.ts';
import { selectOf, starOf } from './tree-nodes.ts';
import type { Cte, Expression, From, Query, QueryBody, Select, SelectItem, SetOperation } from './query-tree.ts';

/**
 * Reads one query by recursive descent. The grammar is an allow-list: what it has no rule for, such as
 * INTO, FOR UPDATE or a second statement, is refused. Throws `Refusal`.
 */
export function parseSql(tokens: readonly Token[], rules: DialectRules): Query {
  const statement = oneStatement(tokens, rules);
  assertNesting(statement);
  const reader = new TokenReader(statement, rules);
  const query = parseQuery(reader);
  if (reader.isWord('into', 'for', 'lock', 'procedure')) throw reader.unsupported(`${reader.next().text.toUpperCase()} …`);
  reader.expectEnd();
  return rules.dialect === 'sqlite' ? { ...query, body: withoutLastValues(query.body) } : query;
}

/** SQLite takes no LIMIT right after VALUES, and every statement gets one. */
function withoutLastValues(body: QueryBody): QueryBody {
  if (body.kind === 'set') return { ...body, right: { ...body.right, body: withoutLastValues(body.right.body) } };
  return body.kind === 'values' ? { ...selectOf([ALL]), from: { first: { kind: 'derived', query: bare(body), alias: null, columns: [], lateral: false }, joins: [] } } : body;
}

const FIRST_WORDS: Readonly<Record<DialectRules['dialect'], readonly string[]>> = {
  sqlite: ['select', 'with', 'values'],
  postgres: ['select', 'with', 'values', 'table'],
  mysql: ['select', 'with', 'values', 'table'],
  duckdb: ['select', 'with', 'values', 'table', 'from', 'pivot', 'unpivot'],
};

function oneStatement(tokens: readonly Token[], rules: DialectRules): readonly Token[] {
  let end = tokens.length;
  while (end > 0 && isSymbol(tokens[end - 1], ';')) end -= 1;
  const statement = tokens.slice(0, end);
  if (statement.some((token) => isSymbol(token, ';'))) throw new Refusal('multiple_statements', 'Only one statement is allowed.');
  const first = statement.find((token) => !isSymbol(token, '('));
  if (first === undefined || !FIRST_WORDS[rules.dialect].includes(first.word)) {
    throw new Refusal('not_a_query', 'Only a SELECT (with or without WITH) is allowed.');
  }
  return statement;
}

function assertNesting(tokens: readonly Token[]): void {
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol' && (token.text === '(' || token.text === '[' || token.text === '{')) depth += 1;
    else if (token.kind === 'symbol' && (token.text === ')' || token.text === ']' || token.text === '}')) depth -= 1;
    else if (token.word === 'case') depth += 1;
    else if (token.word === 'end') depth -= 1;
    if (depth > LIMITS.nesting) throw new Refusal('too_complex', `The statement is nested more than ${LIMITS.nesting} levels deep.`);
  }
}

function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === 'symbol' && token.text === text;
}

export function bare(body: QueryBody): Query {
  return { kind: 'query', ctes: [], recursive: false, body, orderBy: [], limit: null, ties: false, offset: null };
}

export function parseQuery(reader: TokenReader): Query {
  return reader.nested(() => {
    const ctes = reader.isWord('with') ? parseWith(reader) : { ctes: [], recursive: false };
    const operand = parseSet(reader, 0);
    const tail = parseTail(reader);
    const hasTail = tail.orderBy.length > 0 || tail.limit !== null || tail.offset !== null;
    if (!hasTail && ctes.ctes.length === 0) return operand;
    // `(SELECT … LIMIT 3) LIMIT 5`: the inner part keeps its own tail.
    const plain = operand.ctes.length === 0 && operand.orderBy.length === 0 && operand.limit === null && operand.offset === null;
    if (!plain) throw reader.unsupported('a query in parentheses with a second WITH, ORDER BY or LIMIT');
    return { ...operand, ...ctes, ...tail };
  });
}

const AFTER_MEMBER = ['union', 'intersect', 'except', 'order', 'limit', 'offset', 'fetch'];

/** Whether the parenthesis here opens a query, and not a join, a tuple or an operand in parentheses. */
export function opensQuery(reader: TokenReader): boolean {
  if (!reader.isSymbol('(')) return false;
  if (!reader.isSymbolAt(1, '(')) return startsQuery(reader, 1);
  // `((SELECT …) UNION …)` is a query, `((SELECT …) AS a JOIN …)` and `((SELECT …) + 1)` are not.
  let ahead = 1;
  while (reader.isSymbolAt(ahead, '(')) ahead += 1;
  if (!reader.rules.parenthesisedMembers || !startsQuery(reader, ahead)) return false;
  const after = reader.peek(reader.closing(1) + 1);
  return after !== undefined && (AFTER_MEMBER.includes(after.word) || (after.kind === 'symbol' && after.text === ')'));
}

function startsQuery(reader: TokenReader, ahead: number): boolean {
  const word = reader.peek(ahead)?.word ?? '';
  if (word === 'values') return !reader.isSymbolAt(ahead + 1, ')') && !reader.isSymbolAt(ahead + 1, ',');
  return word === 'select' || word === 'with' || FIRST_WORDS[reader.dialect].includes(word);
}

function parseWith(reader: TokenReader): Pick<Query, 'ctes' | 'recursive'> {
  reader.expectWord('with');
  const recursive = reader.acceptWord('recursive') !== null;
  const ctes = reader.list((): Cte => {
    const name = reader.expectName();
    const columns = reader.acceptNames();
    reader.expectWord('as');
    const not = reader.areWords('not', 'materialized') && reader.acceptWord('not') !== null;
    const materialized = reader.acceptWord('materialized') === null ? null : !not;
    return { name, columns, query: reader.parenthesised(() => parseQuery(reader)), materialized };
  });
  return { ctes, recursive };
}

const SET_OPERATORS: Readonly<Record<string, SetOperation['operator']>> = { union: 'union', intersect: 'intersect', except: 'except' };

/** Set operations from left to right; INTERSECT binds tighter where the dialect says so. */
function parseSet(reader: TokenReader, minimum: number): Query {
  let left = parseMember(reader);
  for (;;) {
    const operator = SET_OPERATORS[reader.peek()?.word ?? ''];
    const level = operator === 'intersect' && reader.rules.intersectFirst ? 1 : 0;
    if (operator === undefined || level < minimum) return left;
    reader.next();
    const all = reader.acceptWord('all') !== null;
    if (!all) reader.acceptWord('distinct');
    const byName = reader.dialect === 'duckdb' && reader.acceptWords('by', 'name');
    const right = parseSet(reader, level + 1);
    left = bare({ kind: 'set', operator, all, byName, left, right });
  }
}

function parseMember(reader: TokenReader): Query {
  if (reader.isSymbol('(')) {
    if (!reader.rules.parenthesisedMembers) throw new Refusal('syntax', 'This dialect takes no parentheses around the parts of UNION, INTERSECT and EXCEPT.');
    return reader.parenthesised(() => parseQuery(reader));
  }
  if (reader.isWord('values')) return bare({ kind: 'values', rows: parseRows(reader) });
  if (reader.isWord('table')) return bare(parseTable(reader));
  if (reader.dialect === 'duckdb' && reader.isWord('pivot', 'unpivot')) return bare(parsePivot(reader));
  return bare(parseSelect(reader));
}

export function parseRows(reader: TokenReader): Expression[][] {
  reader.expectWord('values');
  return reader.list(() => {
    if (reader.dialect === 'mysql') reader.acceptWord('row');
    return reader.parenthesised(() => parseExpressions(reader));
  });
}

/** `TABLE t` is `SELECT * FROM t`. */
function parseTable(reader: TokenReader): Select {
  reader.expectWord('table');
  const from: From = { first: parseSource(reader), joins: [] };
  return { ...selectOf([ALL]), from };
}

const ALL: SelectItem = { kind: 'item', expression: starOf(null), alias: null };

function parseSelect(reader: TokenReader): Select {
  const fromFirst = reader.dialect === 'duckdb' && reader.acceptWord('from') !== null ? parseFrom(reader) : null;
  if (fromFirst !== null && !reader.isWord('select')) return { ...selectOf([ALL]), from: fromFirst, ...parseClauses(reader) };
  reader.expectWord('select');
  const distinct = parseQuantifier(reader);
  const distinctOn = distinct && (reader.dialect === 'postgres' || reader.dialect === 'duckdb') && reader.acceptWord('on') !== null ? reader.parenthesised(() => parseExpressions(reader)) : [];
  const items = [parseItem(reader)];
  // DuckDB takes a comma after the last item.
  while (reader.acceptSymbol(',') !== null && !(reader.dialect === 'duckdb' && reader.isWord('from'))) items.push(parseItem(reader));
  if (reader.isWord('into')) throw reader.unsupported('INTO');
  const from = fromFirst ?? acceptFrom(reader);
  return { ...selectOf(items), distinct, distinctOn, from, ...parseClauses(reader) };
}

/**
 * MySQL's words that tell the server how to go about a query, and not what it answers
 * (https://dev.mysql.com/doc/refman/8.4/en/select.html). They are not printed.
 */
const MODIFIERS = ['high_priority', 'straight_join', 'sql_small_result', 'sql_big_result', 'sql_buffer_result', 'sql_cache', 'sql_no_cache', 'sql_calc_found_rows'];

/** Whether DISTINCT stands after SELECT, and not ALL or nothing. */
function parseQuantifier(reader: TokenReader): boolean {
  if (reader.dialect !== 'mysql') return reader.acceptWord('distinct', 'all') === 'distinct';
  let distinct = false;
  for (;;) {
    const word = reader.acceptWord('distinct', 'distinctrow', 'all', ...MODIFIERS);
    if (word === null) return distinct;
    distinct ||= word.startsWith('distinct');
  }
}

/** FROM, which MySQL lets read no table: `FROM dual`. */
function acceptFrom(reader: TokenReader): From | null {
  if (reader.acceptWord('from') === null) return null;
  return reader.dialect === 'mysql' && reader.acceptWord('dual') !== null ? null : parseFrom(reader);
}

function parseClauses(reader: TokenReader): Pick<Select, 'where' | 'groupBy' | 'groupModifier' | 'having' | 'qualify' | 'windows'> {
  const where = reader.acceptWord('where') === null ? null : parseExpression(reader);
  const group = reader.acceptWords('group', 'by') ? parseGroupBy(reader) : { groupBy: [], groupModifier: null };
  const having = reader.acceptWord('having') === null ? null : parseExpression(reader);
  const windowsFirst = parseWindows(reader);
  const qualify = reader.dialect === 'duckdb' && reader.acceptWord('qualify') !== null ? parseExpression(reader) : null;
  return { where, ...group, having, qualify, windows: windowsFirst.length > 0 ? windowsFirst : parseWindows(reader) };
}

function parseWindows(reader: TokenReader): Select['windows'] {
  if (!reader.isWord('window')) return [];
  reader.next();
  return reader.list(() => {
    const name = reader.expectName();
    reader.expectWord('as');
    return { name, window: reader.parenthesised(() => parseWindow(reader)) };
  });
}

export function parseItem(reader: TokenReader): SelectItem {
  // DuckDB's `alias: expression`.
  if (reader.dialect === 'duckdb' && reader.isName() && reader.isSymbolAt(1, ':')) {
    const alias = reader.expectName();
    reader.expectSymbol(':');
    return { kind: 'item', expression: parseExpression(reader), alias };
  }
  const expression = parseExpression(reader);
  return { kind: 'item', expression, alias: expression.kind === 'star' ? null : reader.acceptAlias() };
}

function parseGroupBy(reader: TokenReader): Pick<Select, 'groupBy' | 'groupModifier'> {
  if (reader.dialect === 'duckdb' && reader.acceptWord('all') !== null) return { groupBy: [], groupModifier: 'all' };
  if (reader.dialect === 'postgres') reader.acceptWord('distinct', 'all');
  const groupBy = reader.list(() => parseGroup(reader));
  if (reader.areWords('with', 'rollup')) {
    if (reader.dialect !== 'mysql') throw reader.unsupported('WITH ROLLUP');
    reader.acceptWords('with', 'rollup');
    return { groupBy, groupModifier: 'rollup' };
  }
  return { groupBy, groupModifier: null };
}

function parseGroup(reader: TokenReader): Expression {
  if (reader.dialect === 'postgres' || reader.dialect === 'duckdb') {
    const sets = reader.acceptWords('grouping', 'sets');
    const form = sets ? 'grouping sets' : reader.isSymbolAt(1, '(') ? reader.acceptWord('rollup', 'cube') : null;
    if (form !== null) return { kind: 'grouping', form: form as 'rollup' | 'cube' | 'grouping sets', items: reader.parenthesised(() => reader.list(() => reader.nested(() => parseGroup(reader)))) };
    if (reader.isSymbol('(') && reader.isSymbolAt(1, ')')) {
      reader.next();
      reader.next();
      return { kind: 'tuple', row: false, items: [] };
    }
  }
  return parseExpression(reader);
}
