import type { Lock, SqlProblem } from '../protocol/index.ts';
import { isAggregate } from './check-functions.ts';
import { foldName, type DialectRules } from './dialect-rules.ts';
import { LIMITS } from './limits.ts';
import { derivedBinding, itemByAlias, LockedTables, lookUp, NO_NAME, type CteScope, type OutputColumn, type Scope } from './name-scope.ts';
import { problem, shown, type SqlProblemCode } from './problems.ts';
import { outputsOf, refersTo, width, widthBeside, withoutStar } from './query-outputs.ts';
import type { Cte, Expression, Name, OrderItem, Query, Select, SelectItem, SetOperation } from './query-tree.ts';
import { NO_ALIASES, resolveColumn, type ClauseRule } from './resolve-column.ts';
import { resolvePivot } from './resolve-pivot.ts';
import { resolveFrom, scopeOf, type Resolution } from './resolve-sources.ts';
import { expandStars, keepWholeRow } from './resolve-stars.ts';
import { literal } from './tree-nodes.ts';
import { computedCounts, operandsOf, subqueryOf, windowOperands, withOperands } from './walk-tree.ts';

const NO_CTES: CteScope = { visible: new Map(), pending: new Set() };

/**
 * Resolves every table and column of the tree against the lock, in place, and returns what could not
 * be resolved. What is hidden and what does not exist get the same answer.
 */
export function resolveNames(query: Query, lock: Lock, rules: DialectRules, options: { readonly completeTables?: readonly string[] | undefined; readonly relations?: number } = {}): readonly SqlProblem[] {
  const resolver = new Resolver(new LockedTables(lock, rules, options.completeTables), rules, options.relations ?? LIMITS.relations);
  resolver.query(query, NO_CTES, null);
  return resolver.problems;
}

class Resolver implements Resolution {
  readonly problems: SqlProblem[] = [];
  readonly locked: LockedTables;
  readonly rules: DialectRules;
  relations = 0;
  named = 0;

  readonly relationLimit: number;

  constructor(locked: LockedTables, rules: DialectRules, relationLimit: number) {
    this.locked = locked;
    this.rules = rules;
    this.relationLimit = relationLimit;
  }

  query(query: Query, ctes: CteScope, outer: Scope | null): OutputColumn[] {
    const inner = this.#withCtes(query, ctes, outer);
    for (const count of computedCounts(query)) this.expression(count, null, NO_ALIASES, inner);
    const { body } = query;
    switch (body.kind) {
      case 'select':
        return this.#select(body, query, inner, outer);
      case 'set':
        return this.#setOperation(body, query, inner, outer);
      case 'pivot':
      case 'unpivot': {
        const outputs = resolvePivot(body, inner, outer, this);
        this.#setOrder(query, outputs);
        return outputs;
      }
      case 'values': {
        for (const row of body.rows) for (const cell of row) this.expression(cell, outer, NO_ALIASES, inner);
        const outputs = (body.rows[0] ?? []).map((_, index): OutputColumn => ({ name: { text: this.#valuesColumn(index), quoted: true }, origin: null }));
        if (body.rows.some((row) => row.length !== outputs.length)) this.report('invalid_position', 'The rows of VALUES must have the same number of columns.');
        this.#setOrder(query, outputs);
        return outputs;
      }
    }
  }

  #valuesColumn(index: number): string {
    if (this.rules.dialect === 'duckdb') return `col${index}`;
    return this.rules.dialect === 'mysql' ? `column_${index}` : `column${index + 1}`;
  }

  #withCtes(query: Query, ctes: CteScope, outer: Scope | null): CteScope {
    let scope = ctes;
    query.ctes.forEach((cte, index) => {
      const key = foldName(cte.name, this.rules);
      const waiting = query.ctes.slice(index + 1).map((later) => foldName(later.name, this.rules));
      if (waiting.includes(key)) this.report('duplicate_name', `Two parts of WITH are called "${shown(cte.name.text)}".`);
      const selfHides = query.recursive || this.rules.dialect === 'sqlite';
      const pending = new Set([...ctes.pending, ...waiting, ...(selfHides ? [key] : [])]);
      const before: CteScope = { visible: scope.visible, pending };
      const outputs = this.#cte(cte, selfHides, before, outer);
      scope = { visible: new Map([...scope.visible, [key, { cte, outputs }]]), pending: ctes.pending };
    });
    const own = new Set(query.ctes.map((cte) => foldName(cte.name, this.rules)));
    return { visible: scope.visible, pending: new Set([...ctes.pending].filter((name) => !own.has(name))) };
  }

  #cte(cte: Cte, mayRecurse: boolean, scope: CteScope, outer: Scope | null): OutputColumn[] {
    const { body } = cte.query;
    if (!mayRecurse || body.kind !== 'set' || !refersTo(body.right, cte.name, this.rules)) {
      return this.renamed(this.query(cte.query, scope, outer), cte.columns);
    }
    const inner = this.#withCtes(cte.query, scope, outer);
    const outputs = this.renamed(this.query(body.left, inner, outer), cte.columns).map(({ name }): OutputColumn => ({ name, origin: null }));
    const key = foldName(cte.name, this.rules);
    const self: CteScope = {
      visible: new Map([...inner.visible, [key, { cte, outputs }]]),
      pending: new Set([...inner.pending].filter((name) => name !== key)),
    };
    const step = this.query(body.right, self, outer);
    if (step.length !== outputs.length) this.report('invalid_position', 'The parts of a set operation must have the same number of columns.');
    this.#setOrder(cte.query, outputs);
    for (const count of computedCounts(cte.query)) this.expression(count, null, NO_ALIASES, inner);
    return outputs;
  }

  renamed(outputs: OutputColumn[], names: readonly Name[]): OutputColumn[] {
    if (names.length === 0) return outputs;
    if (names.length !== outputs.length) this.report('invalid_position', 'A list of column names must name every column.');
    return names.map((name, index) => ({ name, origin: outputs[index]?.origin ?? null }));
  }

  #setOperation(body: SetOperation, query: Query, ctes: CteScope, outer: Scope | null): OutputColumn[] {
    const left = this.query(body.left, ctes, outer);
    const right = this.query(body.right, ctes, outer);
    if (body.byName) {
      if ([...left, ...right].some((column) => column.name === null)) this.report('invalid_position', 'BY NAME needs a name for every column: write AS.');
    } else if (left.length !== right.length) {
      this.report('invalid_position', 'The parts of a set operation must have the same number of columns.');
    }
    const named = new Set(left.map((column) => (column.name === null ? '' : foldName(column.name, this.rules))));
    const added = body.byName ? right.filter((column) => column.name !== null && !named.has(foldName(column.name, this.rules))) : [];
    const outputs = [...left, ...added].map((column): OutputColumn => ({ name: column.name, origin: null }));
    this.#setOrder(query, outputs);
    return outputs;
  }

  /** Above a set operation only its output columns can be sorted by, as names or positions. */
  #setOrder(query: Query, outputs: readonly OutputColumn[]): void {
    this.#orderAll(query, outputs.length);
    for (const { expression: written } of query.orderBy) {
      const collated = written.kind === 'collate' && this.rules.dialect === 'sqlite';
      const expression = collated ? written.value : written;
      if (expression.kind === 'literal' && expression.type === 'number') continue;
      if (expression.kind !== 'column' && this.#sortsByExpressions(expression)) {
        this.expression(expression, { ...scopeOf(null, null), bindings: [derivedBinding(null, outputs, this.rules)] }, NO_ALIASES, NO_CTES);
        continue;
      }
      const key = expression.kind === 'column' && expression.table === null ? foldName(expression.name, this.rules) : null;
      const named = outputs.find((column) => column.name !== null && foldName(column.name, this.rules) === key)?.name;
      const name = named ?? (key !== null && outputs.some((column) => column.rest === true) && expression.kind === 'column' ? expression.name : null);
      if (expression.kind !== 'column' || name === null) {
        this.report('invalid_position', 'After UNION, INTERSECT or EXCEPT, ORDER BY takes only names or positions of output columns.');
        continue;
      }
      expression.target = { kind: 'derived', column: name, binding: NO_NAME, origin: null };
    }
  }

  /** MySQL sorts a set operation by expressions over its columns. A subquery there could take a name for a hidden column. */
  #sortsByExpressions(expression: Expression): boolean {
    return this.rules.dialect === 'mysql' && [...withOperands(expression)].every((part) => subqueryOf(part) === null);
  }

  /** DuckDB's ORDER BY ALL sorts by every column from left to right. */
  #orderAll(query: Query, width: number): void {
    const [only] = query.orderBy;
    if (only === undefined || query.orderBy.length > 1 || only.expression.kind !== 'star') return;
    query.orderBy = Array.from({ length: width }, (_, index): OrderItem => ({ ...only, expression: literal('number', String(index + 1)) }));
  }

  #select(select: Select, query: Query, ctes: CteScope, outer: Scope | null): OutputColumn[] {
    const scope = scopeOf(select.from, outer);
    if (select.from !== null) resolveFrom(select.from, scope, ctes, this);
    select.items = expandStars(select.items, scope, this);
    if (select.items.length > LIMITS.columns) this.report('too_large', `The result has more than ${LIMITS.columns} columns.`);
    const within = (expressions: readonly Expression[], rule: ClauseRule): void => {
      for (const expression of expressions) this.expression(expression, scope, rule, ctes);
    };
    const aliases = (allowed: boolean): ClauseRule => ({ items: select.items, aliases: allowed });
    select.items.forEach((item, index) => within([item.expression], { items: select.items.slice(0, index), aliases: this.rules.aliasInItems && scope.bindings.every((binding) => binding.closed) }));
    // Columns come before aliases there, and a table may have columns that are not known.
    within(select.where === null ? [] : [select.where], aliases(this.rules.aliasInWhere && scope.bindings.every((binding) => binding.closed)));
    within(select.groupBy, aliases(true));
    this.#assertGroups(select.groupBy, scope);
    within(select.having === null ? [] : [select.having], aliases(this.rules.aliasInHaving));
    within(select.qualify === null ? [] : [select.qualify], aliases(true));
    within(select.distinctOn, aliases(true));
    for (const { window } of select.windows) within(windowOperands(window), NO_ALIASES);
    this.#orderAll(query, select.items.length);
    for (const item of query.orderBy) this.#orderItem(item, select.items, scope, ctes);
    return select.items.flatMap((item) => outputsOf(item));
  }

  /** No alias of an aggregate or a constant can be grouped by: the name can only stand for a column that is not known. */
  #assertGroups(groupBy: readonly Expression[], scope: Scope): void {
    for (const part of groupBy.flatMap((group) => [...withOperands(group)])) {
      if (part.kind !== 'column' || part.target?.kind !== 'output' || part.target.item.alias === null) continue;
      const parts = [...withOperands(part.target.item.expression)];
      const gathers = parts.some((inner) => inner.kind === 'call' && (inner.over !== null || isAggregate(inner, this.rules)));
      const fixed = !parts.some((inner) => inner.kind === 'column' || subqueryOf(inner) !== null);
      if (gathers || (fixed && scope.bindings.some((binding) => !binding.closed))) {
        this.report('invalid_position', `GROUP BY takes no aggregate and no constant: "${shown(part.name.text)}" is one.`);
      }
    }
  }

  #orderItem(item: OrderItem, items: readonly SelectItem[], scope: Scope, ctes: CteScope): void {
    const { expression } = item;
    if (expression.kind === 'column' && expression.table === null) {
      const named = itemByAlias(expression.name, items, this.rules);
      if (named !== undefined) {
        expression.target = { kind: 'output', item: named };
        return;
      }
      if (lookUp(expression, scope, this.rules).kind === 'ambiguous') {
        const key = foldName(expression.name, this.rules);
        const same = items.filter((other) => other.expression.kind === 'column' && foldName(other.expression.name, this.rules) === key);
        const [only] = same;
        if (only !== undefined && same.length === 1) {
          expression.target = { kind: 'output', item: only };
          return;
        }
      }
    }
    this.expression(expression, scope, { items, aliases: this.rules.aliasInOrderExpression }, ctes);
  }

  expression(expression: Expression, scope: Scope | null, rule: ClauseRule, ctes: CteScope, columns = width(expression)): void {
    if (expression.kind === 'column') {
      resolveColumn(expression, scope, rule, this);
      return;
    }
    if (expression.kind === 'call') for (const arg of expression.args) if (arg.kind === 'star') keepWholeRow(arg, scope, this.rules);
    if (expression.kind === 'star' && expression.known !== null) return;
    if (expression.kind === 'star' || expression.kind === 'columns') {
      this.report('star', 'A star is allowed only in count(*) and over subqueries. Name the columns.');
      return;
    }
    if (expression.kind === 'lambda') {
      const columns = new Map(expression.parameters.map((name) => [foldName(name, this.rules), { kind: 'lambda', name } as const]));
      const inner: Scope = { bindings: [{ name: null, schema: null, closed: true, columns, complete: false, open: false }], coming: [], parent: scope, merged: new Map() };
      this.expression(expression.body, inner, rule, ctes);
      return;
    }
    for (const operand of operandsOf(expression)) this.expression(operand, scope, rule, ctes, widthBeside(operand, expression));
    const query = subqueryOf(expression);
    if (query === null) return;
    if (expression.kind === 'exists') withoutStar(query);
    const outputs = this.query(query, ctes, scope);
    if (expression.kind !== 'exists' && outputs.length !== columns) {
      this.report('invalid_position', 'A subquery within an expression must have as many columns as it is compared with.');
    }
  }

  report(code: SqlProblemCode, message: string): void {
    if (this.problems.length < 12 && !this.problems.some((known) => known.message === message)) this.problems.push(problem(code, message));
  }
}
