import type { ColumnMask, FilterValue, RowFilter, StatementPolicy, TablePolicy } from '../contracts/index.ts';
import type { Lock, ProofAddition } from '../protocol/index.ts';
import type { DialectRules } from './dialect-rules.ts';
import { mayFailOnRows } from './may-fail.ts';
import { bare } from './parse-query.ts';
import { Refusal } from './problems.ts';
import type { Column, Expression, From, JoinedSource, Name, PlainSource, Query, Select, Source, TableSource } from './query-tree.ts';
import { callOf, columnOf, literal, selectOf } from './tree-nodes.ts';
import { withQueries } from './walk-tree.ts';

export interface AppliedPolicy {
  readonly added: readonly ProofAddition[];
  /** The values that the parameters of the tree stand for, by index. */
  readonly values: readonly FilterValue[];
}

/**
 * Replaces, in place, every occurrence of a table that has row filters or masks by a subquery of its
 * locked columns and permitted rows. What surrounds it sees no other rows and no other values, so no
 * OR, outer join, aggregate or ordering can reach around a filter.
 */
export function applyPolicy(query: Query, policy: StatementPolicy, lock: Lock, rules: DialectRules): AppliedPolicy {
  const policies = new Map(policy.tables.filter((entry) => entry.rows !== null || entry.masks.length > 0).map((entry) => [entry.table, entry]));
  const rewriter = new Rewriter(policy, lock, rules, mayFailOnRows(query, rules));
  const replace = (source: PlainSource): Source => {
    const table = source.kind === 'table' && source.relation?.kind === 'base' ? policies.get(source.relation.table) : undefined;
    return table === undefined || source.kind !== 'table' ? source : rewriter.derived(source, table);
  };
  // All queries are listed first: what is put in holds the bare tables, which stay.
  const queries = [...withQueries(query)];
  for (const { body } of queries) {
    if (body.kind === 'select' && body.from !== null) body.from = replacedFrom(body.from, replace);
    if (body.kind === 'pivot' || body.kind === 'unpivot') body.source = replacedSource(body.source, replace);
  }
  if (rewriter.values.length > 0 && queries.some(({ body }) => body.kind === 'pivot' && body.on.some(({ kind }) => kind !== 'in'))) {
    // DuckDB reads columns that are not listed off the rows in a statement of its own, which takes no parameter.
    throw new Refusal('unsupported', 'PIVOT needs its columns here: write ON column IN (value, …).');
  }
  return { added: rewriter.added, values: rewriter.values };
}

/** The columns that row filters read, which a statement need not be allowed to name. */
export function lockWithPolicy(lock: Lock, policy: StatementPolicy = { tables: [] }): Lock {
  const filtered = new Map(policy.tables.map(({ table, rows }) => [table, rows === null ? [] : columnsOf(rows)]));
  return { ...lock, tables: lock.tables.map(({ table, columns }) => ({ table, columns: [...new Set([...columns, ...(filtered.get(table) ?? [])])] })) };
}

function columnsOf(filter: RowFilter): readonly string[] {
  if ('all' in filter) return filter.all.flatMap(columnsOf);
  if ('any' in filter) return filter.any.flatMap(columnsOf);
  return 'not' in filter ? columnsOf(filter.not) : [filter.column];
}

function replacedFrom(from: From, replace: (source: PlainSource) => Source): From {
  return { first: replacedSource(from.first, replace), joins: from.joins.map((joined): JoinedSource => ({ ...joined, source: replacedSource(joined.source, replace) })) };
}

function replacedSource(source: Source, replace: (source: PlainSource) => Source): Source {
  return source.kind === 'nested' ? { ...source, from: replacedFrom(source.from, replace) } : replace(source);
}

class Rewriter {
  readonly values: FilterValue[] = [];
  readonly #added = new Map<string, ProofAddition>();
  readonly #policy: StatementPolicy;
  readonly #lock: Lock;
  readonly #rules: DialectRules;
  /** Whether rows are filtered before any condition of the statement is tried on them. */
  readonly #fenced: boolean;

  constructor(policy: StatementPolicy, lock: Lock, rules: DialectRules, fenced: boolean) {
    this.#policy = policy;
    this.#lock = lock;
    this.#rules = rules;
    this.#fenced = fenced;
  }

  get added(): readonly ProofAddition[] {
    return [...this.#added.values()];
  }

  derived(source: TableSource, { table, rows, masks }: TablePolicy): Source {
    const binding: Name = source.alias ?? { text: table.slice(table.indexOf('.') + 1), quoted: true };
    const columns = this.#lock.tables.find((locked) => locked.table === table)?.columns ?? [];
    const shown = columns.length > 0 ? columns : [null];
    const select: Select = {
      ...selectOf(
        shown.map((column) => {
          if (column === null) return { kind: 'item', expression: literal('number', '1'), alias: null };
          const mask = masks.find((entry) => entry.column === column)?.mask;
          if (mask === undefined) return { kind: 'item', expression: this.#column(column, table), alias: null };
          this.#note({ kind: 'mask', table, column, mask });
          return { kind: 'item', expression: this.#masked(column, table, mask), alias: { text: column, quoted: true } };
        }),
      ),
      from: { first: { ...source, alias: null }, joins: [] },
      where: rows === null ? null : this.#condition(rows, table),
    };
    if (rows !== null) this.#note({ kind: 'row_filter', table });
    // No engine moves a condition into a subquery that counts its rows.
    const limit = this.#fenced && rows !== null ? Number.MAX_SAFE_INTEGER : null;
    return { kind: 'derived', query: { ...bare(select), limit }, alias: binding, columns: [], lateral: false };
  }

  #note(addition: ProofAddition): void {
    this.#added.set(JSON.stringify(addition), addition);
  }

  #column(column: string, table: string): Column {
    const name: Name = { text: column, quoted: true };
    return { ...columnOf(name), target: { kind: 'base', table, column, binding: { text: table, quoted: true } } };
  }

  #bound(value: FilterValue): Expression {
    const isNumeric = typeof value === 'boolean' && (this.#rules.dialect === 'sqlite' || this.#rules.dialect === 'mysql');
    const parameter: Expression = { kind: 'parameter', index: this.values.push(isNumeric ? Number(value) : value) - 1 };
    // PostgreSQL takes a parameter for a value of the column's type, which may hold no fraction and nothing so large.
    if (this.#rules.dialect !== 'postgres' || typeof value !== 'number' || value === (value | 0)) return parameter;
    return { kind: 'cast', value: parameter, type: 'numeric', lenient: false };
  }

  #condition(filter: RowFilter, table: string): Expression {
    if ('all' in filter) return this.#joined('and', filter.all, table);
    if ('any' in filter) return this.#joined('or', filter.any, table);
    if ('not' in filter) return { kind: 'unary', operator: 'not', operand: this.#condition(filter.not, table) };
    const value = this.#column(filter.column, table);
    switch (filter.operator) {
      case 'is null':
      case 'is not null':
        return { kind: 'test', test: 'null', negated: filter.operator === 'is not null', value };
      case 'in':
      case 'not in': {
        const negated = filter.operator === 'not in';
        if (filter.values.length === 0) return constant(negated);
        const among = (compared: Expression): Expression => ({ kind: 'in', negated, value: compared, list: filter.values.map((entry) => this.#bound(entry)) });
        return negated || !filter.values.some(isText) ? among(value) : this.#alsoAsText(value, among);
      }
      default: {
        const compare = (compared: Expression): Expression => ({ kind: 'binary', operator: filter.operator, left: compared, right: this.#bound(filter.value) });
        return filter.operator === '=' && isText(filter.value) ? this.#alsoAsText(value, compare) : compare(value);
      }
    }
  }

  /** MySQL reads a text as a number where a column has numbers: `12 = '12 and more'` holds, and so does `0 = 'acme'`. */
  #alsoAsText(value: Column, compare: (compared: Expression) => Expression): Expression {
    if (this.#rules.dialect !== 'mysql') return compare(value);
    return { kind: 'binary', operator: 'and', left: compare(value), right: compare({ kind: 'cast', value, type: 'char', lenient: false }) };
  }

  #joined(operator: 'and' | 'or', filters: readonly RowFilter[], table: string): Expression {
    const [first, ...rest] = filters.map((filter) => this.#condition(filter, table));
    if (first === undefined) return constant(operator === 'and');
    return rest.reduce<Expression>((left, right) => ({ kind: 'binary', operator, left, right }), first);
  }

  #masked(column: string, table: string, mask: ColumnMask): Expression {
    const value = (): Column => this.#column(column, table);
    const nothing = literal('null', 'null');
    const { dialect } = this.#rules;
    const text: Expression = { kind: 'cast', value: value(), type: dialect === 'mysql' ? 'char' : dialect === 'duckdb' ? 'varchar' : 'text', lenient: false };
    const unlessNull = (shown: Expression): Expression => ({ kind: 'case', operand: null, branches: [{ when: { kind: 'test', test: 'null', negated: false, value: value() }, then: nothing }], otherwise: shown });
    // SQLite has no digest of its own: nothing is shown rather than something that can be read back.
    if (mask === 'null' || (mask === 'hash' && dialect === 'sqlite')) {
      // Never true, and of the column's own type.
      return { kind: 'case', operand: null, branches: [{ when: constant(false), then: value() }], otherwise: null };
    }
    if (mask === 'hash') return unlessNull(this.#digest(text));
    const last = dialect === 'sqlite' ? callOf('substr', [text, { kind: 'unary', operator: '-', operand: literal('number', '4') }]) : callOf('right', [text, literal('number', '4')]);
    const stars = literal('string', '****');
    const long: Expression = { kind: 'binary', operator: '>', left: callOf(dialect === 'mysql' ? 'char_length' : 'length', [text]), right: literal('number', '4') };
    return unlessNull({ kind: 'case', operand: null, branches: [{ when: long, then: this.#concat(stars, last) }], otherwise: stars });
  }

  #digest(text: Expression): Expression {
    const { hashKey } = this.#policy;
    const keyed = hashKey === undefined ? text : this.#concat({ kind: 'cast', value: this.#bound(hashKey), type: this.#rules.dialect === 'mysql' ? 'char' : this.#rules.dialect === 'duckdb' ? 'varchar' : 'text', lenient: false }, text);
    switch (this.#rules.dialect) {
      case 'mysql':
        return callOf('sha2', [keyed, literal('number', '256')]);
      case 'postgres':
        return callOf('encode', [callOf('sha256', [callOf('convert_to', [keyed, literal('string', 'UTF8')])]), literal('string', 'hex')]);
      default:
        return callOf('sha256', [keyed]);
    }
  }

  #concat(left: Expression, right: Expression): Expression {
    return this.#rules.dialect === 'mysql' ? callOf('concat', [left, right]) : { kind: 'binary', operator: '||', left, right };
  }
}

function isText(value: FilterValue): boolean {
  return typeof value === 'string';
}

function constant(holds: boolean): Expression {
  return { kind: 'binary', operator: '=', left: literal('number', '1'), right: literal('number', holds ? '1' : '0') };
}
