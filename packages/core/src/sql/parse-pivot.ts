import { operatorsOf } from './operators.ts';
import { parseExpression, parseExpressions } from './parse-expression.ts';
import { bare, parseItem } from './parse-query.ts';
import { parseSource } from './parse-source.ts';
import type { TokenReader } from './parse-tokens.ts';
import type { Expression, Name, PlainSource, QueryBody, Source } from './query-tree.ts';

/** `PIVOT source ON … [USING …] [GROUP BY …]` and `UNPIVOT source ON … INTO NAME n VALUE v`. */
export function parsePivot(reader: TokenReader): QueryBody {
  const pivots = reader.expectWord('pivot', 'unpivot') === 'pivot';
  const source = parseSource(reader);
  reader.expectWord('on');
  const on = reader.list(() => parseExpression(reader));
  if (pivots) {
    const using = reader.acceptWord('using') === null ? [] : reader.list(() => parseItem(reader));
    const groupBy = reader.acceptWords('group', 'by') ? parseExpressions(reader) : [];
    return { kind: 'pivot', source, on, using, groupBy };
  }
  let name: Name = { text: 'name', quoted: false };
  let value: Name = { text: 'value', quoted: false };
  if (reader.acceptWord('into') !== null) {
    reader.expectWord('name');
    name = reader.expectName();
    reader.expectWord('value');
    value = reader.expectName();
  }
  return { kind: 'unpivot', source, on, name, value };
}

/**
 * A source with the standard's `PIVOT (… FOR … IN (…))` and `UNPIVOT (… FOR … IN (…))` after it, which
 * say the same as a subquery of the shorter form.
 */
export function withPivots(reader: TokenReader, source: Source): Source {
  const opens = reader.dialect === 'duckdb' && reader.isWord('pivot', 'unpivot') && reader.isSymbolAt(1, '(');
  if (!opens || source.kind === 'nested') return source;
  const body = reader.next().word === 'pivot' ? parsePivotClause(reader, source) : parseUnpivotClause(reader, source);
  const alias = reader.acceptAlias();
  return withPivots(reader, { kind: 'derived', query: bare(body), lateral: false, alias, columns: alias === null ? [] : reader.acceptNames() });
}

function parsePivotClause(reader: TokenReader, source: PlainSource): QueryBody {
  return reader.parenthesised(() => {
    const using = reader.list(() => parseItem(reader));
    reader.expectWord('for');
    const on: Expression[] = [];
    do on.push(parseExpression(reader, operatorsOf(reader.dialect).predicate));
    while (!reader.isSymbol(')') && !reader.isWord('group'));
    const groupBy = reader.acceptWords('group', 'by') ? parseExpressions(reader) : [];
    return { kind: 'pivot', source, on, using, groupBy };
  });
}

function parseUnpivotClause(reader: TokenReader, source: PlainSource): QueryBody {
  return reader.parenthesised(() => {
    const value = reader.expectName();
    reader.expectWord('for');
    const name = reader.expectName();
    reader.expectWord('in');
    return { kind: 'unpivot', source, on: reader.parenthesised(() => parseExpressions(reader)), name, value };
  });
}
