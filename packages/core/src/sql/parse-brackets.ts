import { parseExpression, parseExpressions } from './parse-expression.ts';
import type { TokenReader } from './parse-tokens.ts';
import { Refusal } from './problems.ts';
import type { Expression } from './query-tree.ts';
import { callOf } from './tree-nodes.ts';

export function parseArray(reader: TokenReader): Expression[] {
  reader.expectSymbol('[');
  const items = reader.isSymbol(']') ? [] : reader.nested(() => parseExpressions(reader));
  reader.expectSymbol(']');
  return items;
}

/** `[a, b]`, or DuckDB's `[f(x) FOR x IN list IF condition]`, which is `list_transform(list_filter(…), …)`. */
export function parseList(reader: TokenReader): Expression {
  reader.expectSymbol('[');
  const items = reader.isSymbol(']') ? [] : reader.nested(() => parseExpressions(reader));
  const [body, ...more] = items;
  if (body === undefined || more.length > 0 || reader.dialect !== 'duckdb' || reader.acceptWord('for') === null) {
    reader.expectSymbol(']');
    return { kind: 'array', items };
  }
  const parameters = reader.list(() => reader.expectName());
  reader.expectWord('in');
  const list = parseExpression(reader);
  const condition = reader.acceptWord('if') === null ? null : parseExpression(reader);
  reader.expectSymbol(']');
  if (condition !== null && parameters.length > 1) throw new Refusal('unsupported', 'A list comprehension with IF takes one name.');
  const chosen = condition === null ? list : callOf('list_filter', [list, { kind: 'lambda', parameters, body: condition }]);
  return callOf('list_transform', [chosen, { kind: 'lambda', parameters, body }]);
}

/** DuckDB's `{'key': value}`. */
export function parseStruct(reader: TokenReader): Expression {
  const entries = parseEntries(reader, () => (reader.peek()?.kind === 'string' ? reader.next().text : reader.expectLabel().text));
  return { kind: 'struct', entries };
}

/** DuckDB's `MAP {key: value}`, which is `map([key], [value])`. */
export function parseMap(reader: TokenReader): Expression {
  reader.expectWord('map');
  const entries = parseEntries(reader, () => parseExpression(reader));
  return callOf('map', [
    { kind: 'array', items: entries.map(({ key }) => key) },
    { kind: 'array', items: entries.map(({ value }) => value) },
  ]);
}

function parseEntries<Key>(reader: TokenReader, readKey: () => Key): { readonly key: Key; readonly value: Expression }[] {
  reader.expectSymbol('{');
  if (reader.acceptSymbol('}') !== null) return [];
  const entries = reader.nested(() =>
    reader.list(() => {
      const key = readKey();
      reader.expectSymbol(':');
      return { key, value: parseExpression(reader) };
    }),
  );
  reader.expectSymbol('}');
  return entries;
}
