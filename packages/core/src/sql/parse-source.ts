import { parseCall } from './parse-call.ts';
import { parseExpression } from './parse-expression.ts';
import { withPivots } from './parse-pivot.ts';
import { bare, opensQuery, parseQuery, parseRows } from './parse-query.ts';
import type { TokenReader } from './parse-tokens.ts';
import { parseType } from './parse-type.ts';
import type { From, JoinedSource, JoinKind, JsonTableColumn, Name, Source, TableSource } from './query-tree.ts';

/** What stands after FROM. */
export function parseFrom(reader: TokenReader): From {
  const first = withPivots(reader, parseSource(reader));
  const joins: JoinedSource[] = [];
  for (;;) {
    if (reader.acceptSymbol(',') !== null) {
      joins.push({ join: 'comma', source: withPivots(reader, parseSource(reader)), natural: false, on: null, using: [] }, ...parseJoins(reader));
      continue;
    }
    const more = parseJoins(reader);
    if (more.length === 0) return { first, joins };
    joins.push(...more);
  }
}

function parseJoins(reader: TokenReader): JoinedSource[] {
  const joins: JoinedSource[] = [];
  for (;;) {
    const kind = acceptJoin(reader);
    if (kind === null) return joins;
    const source = parseSource(reader);
    const on = reader.acceptWord('on') === null ? null : parseExpression(reader);
    const using = on === null && reader.acceptWord('using') !== null ? reader.parenthesised(() => reader.list(() => reader.expectLabel())) : [];
    joins.push({ ...kind, source, on, using });
  }
}

function acceptJoin(reader: TokenReader): { readonly join: JoinKind; readonly natural: boolean } | null {
  if (reader.dialect === 'mysql' && reader.acceptWord('straight_join') !== null) return { join: 'inner', natural: false };
  if (!reader.isWord('natural', 'asof', 'join', 'inner', 'left', 'right', 'full', 'cross', 'semi', 'anti')) return null;
  const natural = reader.acceptWord('natural') !== null;
  const asof = reader.dialect === 'duckdb' && reader.acceptWord('asof') !== null;
  const word = reader.acceptWord('inner', 'left', 'right', 'full', 'cross', ...(reader.dialect === 'duckdb' ? ['semi', 'anti'] : []));
  if (word === 'full' && reader.dialect === 'mysql') throw reader.unsupported('FULL JOIN');
  if (word === 'left' || word === 'right' || word === 'full') reader.acceptWord('outer');
  reader.expectWord('join');
  const join = (word ?? 'inner') as JoinKind;
  if (!asof) return { join, natural };
  if (natural || (join !== 'inner' && join !== 'left')) throw reader.unsupported('this kind of ASOF JOIN');
  return { join: join === 'left' ? 'asof left' : 'asof', natural };
}

export function parseSource(reader: TokenReader): Source {
  return reader.nested(() => {
    const lateral = reader.acceptWord('lateral') !== null;
    if (opensQuery(reader)) return { kind: 'derived', query: reader.parenthesised(() => parseQuery(reader)), lateral, ...parseAlias(reader) };
    // DuckDB's `FROM VALUES (…), (…)`.
    if (reader.dialect === 'duckdb' && reader.isWord('values') && reader.isSymbolAt(1, '(')) return { kind: 'derived', query: bare({ kind: 'values', rows: parseRows(reader) }), lateral, ...parseAlias(reader) };
    if (reader.isSymbol('(')) {
      if (lateral) throw reader.unexpected('a subquery');
      return reader.parenthesised((): Source => {
        const from = parseFrom(reader);
        return from.joins.length === 0 ? from.first : { kind: 'nested', from };
      });
    }
    if (reader.isWord('json_table') && reader.isSymbolAt(1, '(')) return parseJsonTable(reader);
    if (reader.isName() && reader.isSymbolAt(1, '(')) {
      const call = parseCall(reader);
      const ordinality = reader.acceptWords('with', 'ordinality');
      return { kind: 'function', call, ordinality, ...parseAlias(reader) };
    }
    if (lateral) throw reader.unexpected('a subquery or a function');
    return parseTableName(reader);
  });
}

function parseAlias(reader: TokenReader): { readonly alias: Name | null; readonly columns: readonly Name[] } {
  const alias = reader.acceptAlias();
  return { alias, columns: alias === null ? [] : reader.acceptNames() };
}

function parseTableName(reader: TokenReader): TableSource {
  // DuckDB's `alias: table`.
  const prefix = reader.dialect === 'duckdb' && reader.isName() && reader.isSymbolAt(1, ':') ? reader.expectName() : null;
  if (prefix !== null) reader.expectSymbol(':');
  const first = reader.expectName();
  const second = reader.acceptSymbol('.') === null ? null : reader.expectLabel();
  if (reader.isSymbol('.')) throw reader.unsupported('a table of another database');
  const named = prefix === null ? parseAlias(reader) : { alias: prefix, columns: [] };
  skipIndexHints(reader);
  const sample = reader.dialect === 'postgres' && reader.acceptWord('tablesample') !== null ? parseSample(reader) : null;
  return { kind: 'table', schema: second === null ? null : first, name: second ?? first, ...named, sample, relation: null };
}

/** Which indexes the engine may use changes no answer, so that it is read and not printed. */
function skipIndexHints(reader: TokenReader): void {
  if (reader.dialect === 'sqlite') {
    reader.acceptWords('not', 'indexed');
    return;
  }
  if (reader.dialect !== 'mysql') return;
  while (reader.isWord('use', 'force', 'ignore') && ['index', 'key'].includes(reader.peek(1)?.word ?? '')) {
    reader.next();
    reader.next();
    if (reader.acceptWord('for') !== null && reader.acceptWord('join') === null) {
      reader.expectWord('order', 'group');
      reader.expectWord('by');
    }
    reader.parenthesised(() => (reader.isSymbol(')') ? [] : reader.list(() => reader.expectLabel())));
  }
}

function parseSample(reader: TokenReader): NonNullable<TableSource['sample']> {
  const method = reader.expectWord('bernoulli', 'system') as 'bernoulli' | 'system';
  const percent = reader.parenthesised(() => {
    const token = reader.next();
    if (token.kind !== 'number' || Number(token.text) > 100) throw reader.unsupported('a sample of this size');
    return Number(token.text);
  });
  const seed = reader.acceptWord('repeatable') === null ? null : reader.parenthesised(() => reader.expectCount());
  return { method, percent, seed };
}

/** https://dev.mysql.com/doc/refman/8.4/en/json-table-functions.html, without NESTED and without error clauses. */
function parseJsonTable(reader: TokenReader): Source {
  if (reader.dialect !== 'mysql') throw reader.unsupported('JSON_TABLE');
  reader.next();
  const table = reader.parenthesised(() => {
    const document = parseExpression(reader);
    reader.expectSymbol(',');
    const path = reader.expectString();
    reader.expectWord('columns');
    const columns = reader.parenthesised(() => reader.list(() => parseJsonColumn(reader)));
    return { document, path, columns };
  });
  const alias = reader.acceptAlias();
  if (alias === null) throw reader.unexpected('an alias for JSON_TABLE');
  return { kind: 'json table', ...table, alias };
}

function parseJsonColumn(reader: TokenReader): JsonTableColumn {
  const name = reader.expectName();
  if (reader.acceptWord('for') !== null) {
    reader.expectWord('ordinality');
    return { name, ordinality: true };
  }
  const type = parseType(reader);
  reader.expectWord('path');
  return { name, ordinality: false, type, path: reader.expectString() };
}
