import { parseExpression } from './parse-expression.ts';
import type { TokenReader } from './parse-tokens.ts';
import { Refusal } from './problems.ts';
import type { ComputedLimit, Expression, OrderItem, Query } from './query-tree.ts';
import { starOf } from './tree-nodes.ts';

export function parseOrderBy(reader: TokenReader): OrderItem[] {
  if (!reader.acceptWords('order', 'by')) return [];
  return reader.list((): OrderItem => {
    const all = reader.dialect === 'duckdb' && reader.acceptWord('all') !== null;
    const expression: Expression = all ? starOf(null) : parseExpression(reader);
    const descending = reader.dialect === 'postgres' && reader.acceptWord('using') !== null ? sortsDown(reader) : reader.acceptWord('asc', 'desc') === 'desc';
    const nulls = reader.acceptWord('nulls') === null ? null : (reader.expectWord('first', 'last') as 'first' | 'last');
    return { expression, descending, nulls };
  });
}

/** PostgreSQL's `ORDER BY a USING >`. */
function sortsDown(reader: TokenReader): boolean {
  const down = reader.isSymbol('>');
  if (!down) reader.expectSymbol('<');
  else reader.next();
  return down;
}

export function parseTail(reader: TokenReader): Pick<Query, 'orderBy' | 'limit' | 'ties' | 'offset'> {
  const orderBy = parseOrderBy(reader);
  let limit: Query['limit'] = null;
  let offset: Query['offset'] = null;
  let ties = false;
  for (;;) {
    if (limit === null && reader.acceptWord('limit') !== null) {
      if (reader.acceptWord('all') !== null || acceptNoLimit(reader)) continue;
      limit = parseLimit(reader);
      if (typeof limit === 'number' && (reader.dialect === 'sqlite' || reader.dialect === 'mysql') && reader.acceptSymbol(',') !== null) {
        offset = limit;
        limit = parseLimit(reader);
      }
    } else if (offset === null && reader.acceptWord('offset') !== null) {
      offset = isCounted(reader) ? constantCount(reader) : parseExpression(reader);
      reader.acceptWord('row', 'rows');
    } else if (limit === null && reader.isWord('fetch')) {
      reader.next();
      reader.expectWord('first', 'next');
      limit = reader.isWord('row', 'rows') ? 1 : constantCount(reader);
      reader.expectWord('row', 'rows');
      ties = reader.acceptWords('with', 'ties');
      if (!ties) reader.expectWord('only');
    } else {
      return { orderBy, limit, ties, offset };
    }
  }
}

/** SQLite's `LIMIT -1`. */
function acceptNoLimit(reader: TokenReader): boolean {
  if (reader.dialect !== 'sqlite' || !reader.isSymbol('-') || !isCounted(reader, 1)) return false;
  reader.next();
  reader.next();
  return true;
}

function parseLimit(reader: TokenReader): number | ComputedLimit {
  if (isCounted(reader)) return constantCount(reader);
  const value = parseExpression(reader);
  const [inner, most] = cappedBy(value, 'least') ?? cappedBy(value, 'min') ?? [];
  if (inner === undefined || most === undefined) return { value, most: null };
  const [raised, least] = cappedBy(inner, 'max') ?? [];
  return { value: reader.dialect === 'sqlite' && raised !== undefined && least === 0 ? raised : inner, most };
}

/** The arguments of a function that holds a number to a constant, as the printer writes it. */
function cappedBy(value: Expression, name: string): readonly [Expression, number] | null {
  if (value.kind !== 'call' || value.name !== name || value.args.length !== 2) return null;
  const [inner, bound] = value.args as readonly [Expression, Expression];
  return bound.kind === 'literal' && /^\d{1,9}$/.test(bound.value) ? [inner, Number(bound.value)] : null;
}

/** Whether a number that is written out comes next, and nothing is computed. MySQL computes none. */
function isCounted(reader: TokenReader, ahead = 0): boolean {
  const after = reader.peek(ahead + 1);
  return reader.dialect === 'mysql' || (reader.peek(ahead)?.kind === 'number' && !(after?.kind === 'symbol' && '+-*/%'.includes(after.text)));
}

/** Numbers beyond those that count exactly stand for all rows. */
function constantCount(reader: TokenReader): number {
  const token = reader.peek();
  if (token?.kind !== 'number' || !/^\d{1,20}$/.test(token.text)) throw notConstant();
  return Math.min(Number(reader.next().text), Number.MAX_SAFE_INTEGER);
}

function notConstant(): Refusal {
  return new Refusal('limit_not_constant', 'LIMIT and OFFSET must be whole numbers written out.');
}
