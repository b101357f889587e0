import type { Lock, SqlProblem } from '../protocol/index.ts';
import { closeColumns, closeTables } from './close-names.ts';
import { foldName, type DialectRules } from './dialect-rules.ts';
import { functionsOf } from './functions/index.ts';
import { LIMITS } from './limits.ts';
import { derivedBinding, itemByAlias, LockedTables, lookUp, NO_NAME, type Binding, type CteScope, type OutputColumn, type Scope, type VisibleCte } from './name-scope.ts';
import { problem, shown, type SqlProblemCode } from './problems.ts';
import { coalesce, outputOf, refersTo, starColumn, width, withoutStar } from './query-outputs.ts';
import type { Column, ColumnTarget, Cte, Expression, From, JoinedSource, Name, OrderItem, Query, Select, SelectItem, SetOperation, Source, TableSource } from './query-tree.ts';
import { operandsOf, subqueryOf, windowOperands } from './walk-tree.ts';

/** Which aliases of the select list may be used in a clause, and how. */
interface ClauseRule {
  readonly items: readonly SelectItem[];
  readonly aliases: boolean;
}

const NO_ALIASES: ClauseRule = { items: [], aliases: false };
const NO_CTES: CteScope = { visible: new Map(), pending: new Set() };

/**
 * Resolves every table and column of the tree against the lock, in place, and returns what could not
 * be resolved. What is hidden and what does not exist get the same answer.
 */
export function resolveNames(query: Query, lock: Lock, rules: DialectRules): readonly SqlProblem[] {
  const resolver = new Resolver(new LockedTables(lock, rules), rules);
  resolver.query(query, NO_CTES, null);
  return resolver.problems;
}

class Resolver {
  readonly problems: SqlProblem[] = [];
  readonly #locked: LockedTables;
  readonly #rules: DialectRules;
  #relations = 0;

  constructor(locked: LockedTables, rules: DialectRules) {
    this.#locked = locked;
    this.#rules = rules;
  }

  query(query: Query, ctes: CteScope, outer: Scope | null): OutputColumn[] {
    const inner = this.#withCtes(query, ctes, outer);
    const { body } = query;
    switch (body.kind) {
      case 'select':
        return this.#select(body, query.orderBy, inner, outer);
      case 'set':
        return this.#setOperation(body, query.orderBy, inner, outer);
      case 'values': {
        for (const row of body.rows) for (const cell of row) this.#expression(cell, null, NO_ALIASES, inner);
        return (body.rows[0] ?? []).map((_, index) => ({ name: { text: this.#valuesColumn(index), quoted: true }, origin: null }));
      }
    }
  }

  #valuesColumn(index: number): string {
    if (this.#rules.dialect === 'duckdb') return `col${index}`;
    return this.#rules.dialect === 'mysql' ? `column_${index}` : `column${index + 1}`;
  }

  #withCtes(query: Query, ctes: CteScope, outer: Scope | null): CteScope {
    let scope = ctes;
    query.ctes.forEach((cte, index) => {
      const key = foldName(cte.name, this.#rules);
      const waiting = query.ctes.slice(index + 1).map((later) => foldName(later.name, this.#rules));
      if (waiting.includes(key)) this.#report('duplicate_name', `Two parts of WITH are called "${shown(cte.name.text)}".`);
      const selfHides = query.recursive || this.#rules.dialect === 'sqlite';
      const pending = new Set([...ctes.pending, ...waiting, ...(selfHides ? [key] : [])]);
      const before: CteScope = { visible: scope.visible, pending };
      const outputs = this.#cte(cte, selfHides, before, outer);
      scope = { visible: new Map([...scope.visible, [key, { cte, outputs }]]), pending: ctes.pending };
    });
    const own = new Set(query.ctes.map((cte) => foldName(cte.name, this.#rules)));
    return { visible: scope.visible, pending: new Set([...ctes.pending].filter((name) => !own.has(name))) };
  }

  #cte(cte: Cte, mayRecurse: boolean, scope: CteScope, outer: Scope | null): OutputColumn[] {
    const { body } = cte.query;
    if (!mayRecurse || body.kind !== 'set' || !refersTo(body.right, cte.name, this.#rules)) {
      return this.#renamed(this.query(cte.query, scope, outer), cte.columns);
    }
    const inner = this.#withCtes(cte.query, scope, outer);
    const outputs = this.#renamed(this.query(body.left, inner, outer), cte.columns);
    const key = foldName(cte.name, this.#rules);
    const self: CteScope = {
      visible: new Map([...inner.visible, [key, { cte, outputs }]]),
      pending: new Set([...inner.pending].filter((name) => name !== key)),
    };
    this.query(body.right, self, outer);
    this.#setOrder(cte.query.orderBy, outputs);
    return outputs;
  }

  #renamed(outputs: OutputColumn[], names: readonly Name[]): OutputColumn[] {
    if (names.length === 0) return outputs;
    if (names.length !== outputs.length) this.#report('invalid_position', 'A list of column names must name every column.');
    return names.map((name, index) => ({ name, origin: outputs[index]?.origin ?? null }));
  }

  #setOperation(body: SetOperation, orderBy: readonly OrderItem[], ctes: CteScope, outer: Scope | null): OutputColumn[] {
    const left = this.query(body.left, ctes, outer);
    const right = this.query(body.right, ctes, outer);
    if (left.length !== right.length) this.#report('invalid_position', 'The parts of a set operation must have the same number of columns.');
    const outputs = left.map((column): OutputColumn => ({ name: column.name, origin: null }));
    this.#setOrder(orderBy, outputs);
    return outputs;
  }

  /** Above a set operation only its output columns can be sorted by, as names or positions. */
  #setOrder(orderBy: readonly OrderItem[], outputs: readonly OutputColumn[]): void {
    for (const { expression } of orderBy) {
      if (expression.kind === 'literal' && expression.type === 'number') continue;
      const key = expression.kind === 'column' && expression.table === null ? foldName(expression.name, this.#rules) : null;
      const output = outputs.find((column) => column.name !== null && foldName(column.name, this.#rules) === key);
      if (expression.kind !== 'column' || output?.name === null || output === undefined) {
        this.#report('invalid_position', 'After UNION, INTERSECT or EXCEPT, ORDER BY takes only names or positions of output columns.');
        continue;
      }
      expression.target = { kind: 'derived', column: output.name, binding: NO_NAME, origin: null };
    }
  }

  #select(select: Select, orderBy: readonly OrderItem[], ctes: CteScope, outer: Scope | null): OutputColumn[] {
    const scope: Scope = { bindings: [], parent: outer, merged: new Map() };
    if (select.from !== null) this.#from(select.from, scope, ctes);
    this.#expandStars(select, scope);
    if (select.items.length > LIMITS.columns) this.#report('too_large', `The result has more than ${LIMITS.columns} columns.`);
    const within = (expressions: readonly Expression[], rule: ClauseRule): void => {
      for (const expression of expressions) this.#expression(expression, scope, rule, ctes);
    };
    const aliases = (allowed: boolean): ClauseRule => ({ items: select.items, aliases: allowed });
    within(select.items.map((item) => item.expression), NO_ALIASES);
    within(select.where === null ? [] : [select.where], aliases(this.#rules.aliasInWhere));
    within(select.groupBy, aliases(true));
    within(select.having === null ? [] : [select.having], aliases(this.#rules.aliasInHaving));
    within(select.distinctOn, aliases(true));
    for (const { window } of select.windows) within(windowOperands(window), NO_ALIASES);
    for (const item of orderBy) this.#orderItem(item, select.items, scope, ctes);
    return select.items.map((item) => outputOf(item));
  }

  #orderItem(item: OrderItem, items: readonly SelectItem[], scope: Scope, ctes: CteScope): void {
    const { expression } = item;
    if (expression.kind === 'column' && expression.table === null) {
      const named = itemByAlias(expression.name, items, this.#rules);
      if (named !== undefined) {
        expression.target = { kind: 'output', item: named };
        return;
      }
      if (lookUp(expression, scope, this.#rules).kind === 'ambiguous') {
        const key = foldName(expression.name, this.#rules);
        const same = items.filter((other) => other.expression.kind === 'column' && foldName(other.expression.name, this.#rules) === key);
        const [only] = same;
        if (only !== undefined && same.length === 1) {
          expression.target = { kind: 'output', item: only };
          return;
        }
      }
    }
    this.#expression(expression, scope, { items, aliases: this.#rules.aliasInOrderExpression }, ctes);
  }

  #from(from: From, scope: Scope, ctes: CteScope): void {
    this.#source(from.first, scope, ctes);
    for (const joined of from.joins) {
      const before = scope.bindings.length;
      this.#source(joined.source, scope, ctes);
      if (joined.using.length > 0) this.#using(joined, scope, before);
      else if (joined.on !== null) this.#expression(joined.on, scope, NO_ALIASES, ctes);
      else if (joined.join === 'left' || joined.join === 'right' || joined.join === 'full') {
        this.#report('syntax', 'An outer join needs a condition: write ON.');
      }
    }
  }

  /** Writes USING out as ON, so that no engine can pick a column that the guard did not see. */
  #using(joined: JoinedSource, scope: Scope, before: number): void {
    const conditions: Expression[] = [];
    for (const name of joined.using) {
      const key = foldName(name, this.#rules);
      const left = this.#usingSide(name, { bindings: scope.bindings.slice(0, before), parent: null, merged: scope.merged });
      const right = this.#usingSide(name, { bindings: scope.bindings.slice(before), parent: null, merged: new Map() });
      if (left === null || right === null) continue;
      conditions.push({ kind: 'binary', operator: '=', left, right });
      scope.merged.set(key, joined.join === 'full' ? coalesce(left, right) : joined.join === 'right' ? right : left);
    }
    joined.using = [];
    joined.on = conditions.reduce<Expression | null>(
      (all, condition) => (all === null ? condition : { kind: 'binary', operator: 'and', left: all, right: condition }),
      joined.on,
    );
  }

  #usingSide(name: Name, side: Scope): Expression | null {
    const column: Column = { kind: 'column', schema: null, table: null, name, target: null, qualified: true };
    const found = lookUp(column, side, this.#rules);
    if (found.kind === 'merged') return found.expression;
    if (found.kind === 'found') {
      column.target = found.target;
      return column;
    }
    this.#reportColumn(column, found.kind, side);
    return null;
  }

  #source(source: Source, scope: Scope, ctes: CteScope): void {
    if (source.kind === 'nested') {
      this.#from(source.from, scope, ctes);
      return;
    }
    this.#relations += 1;
    if (this.#relations === LIMITS.relations + 1) this.#report('too_complex', `The statement reads more than ${LIMITS.relations} tables.`);
    const binding = this.#binding(source, scope, ctes);
    if (binding === null) return;
    const { name } = binding;
    if (name !== null && scope.bindings.some((other) => other.name !== null && foldName(other.name, this.#rules) === foldName(name, this.#rules))) {
      this.#report('duplicate_name', `Two sources are called "${shown(name.text)}". Give each its own alias.`);
    }
    scope.bindings.push(binding);
  }

  #binding(source: Exclude<Source, { kind: 'nested' }>, scope: Scope, ctes: CteScope): Binding | null {
    switch (source.kind) {
      case 'table':
        return this.#table(source, ctes);
      case 'derived': {
        const outputs = this.query(source.query, ctes, source.lateral ? scope : scope.parent);
        return derivedBinding(source.alias, this.#renamed(outputs, source.columns), this.#rules);
      }
      case 'function': {
        const { call } = source;
        const columns = functionsOf(this.#rules.dialect).table.get(call.name);
        if (columns === undefined || call.over !== null || call.filter !== null || call.distinct || call.star || call.orderBy.length > 0) {
          this.#report('function_not_allowed', `"${shown(call.name)}" may not be used in FROM.`);
          return null;
        }
        for (const arg of call.args) this.#expression(arg, scope, NO_ALIASES, ctes);
        const outputs = columns.map((text): OutputColumn => ({ name: { text, quoted: true }, origin: null }));
        return derivedBinding(source.alias ?? { text: call.name, quoted: true }, this.#renamed(outputs, source.columns), this.#rules);
      }
    }
  }

  #table(source: TableSource, ctes: CteScope): Binding | null {
    const key = foldName(source.name, this.#rules);
    if (source.schema === null) {
      const visible: VisibleCte | undefined = ctes.visible.get(key);
      if (visible !== undefined && !ctes.pending.has(key)) {
        source.relation = { kind: 'cte', cte: visible.cte };
        return derivedBinding(source.alias ?? source.name, visible.outputs, this.#rules);
      }
      if (ctes.pending.has(key)) {
        this.#report('unknown_table', `"${shown(source.name.text)}" is the name of a part of WITH that cannot be used here. Order the parts so that each is defined before it is used.`);
        return null;
      }
    }
    const found = this.#locked.find(source.schema, source.name);
    if (found === null) {
      const written = source.schema === null ? source.name.text : `${source.schema.text}.${source.name.text}`;
      this.#report('unknown_table', `Table "${shown(written)}" is not available.${closeTables(source.name.text, this.#locked.names)}`);
      return null;
    }
    source.relation = { kind: 'base', table: found.table };
    const name = source.alias ?? { text: found.table.slice(found.table.indexOf('.') + 1), quoted: true };
    const columns = found.columns.map((column): [string, ColumnTarget] => [
      foldName({ text: column, quoted: true }, this.#rules),
      { kind: 'base', table: found.table, column, binding: name },
    ]);
    return { name, schema: source.alias === null ? found.schema : null, isBase: true, columns: new Map(columns), complete: true };
  }

  #expandStars(select: Select, scope: Scope): void {
    if (!select.items.some((item) => item.expression.kind === 'star')) return;
    select.items = select.items.flatMap((item) => {
      const { expression } = item;
      if (expression.kind !== 'star') return [item];
      const { table } = expression;
      const bindings = table === null ? scope.bindings : scope.bindings.filter((binding) => binding.name !== null && foldName(binding.name, this.#rules) === foldName(table, this.#rules));
      const named = bindings.length > 0 && bindings.every((binding) => (binding.name !== null || bindings.length === scope.bindings.length) && !binding.isBase && binding.complete && [...binding.columns.values()].every((target) => target !== null));
      if (!named || scope.merged.size > 0) {
        this.#report('star', 'A star is not allowed. Name the columns.');
        return [];
      }
      return bindings.flatMap((binding) => [...binding.columns.values()].map((target): SelectItem => ({ kind: 'item', alias: null, expression: starColumn(target!, scope) })));
    });
  }

  #expression(expression: Expression, scope: Scope | null, rule: ClauseRule, ctes: CteScope): void {
    if (expression.kind === 'column') {
      this.#column(expression, scope, rule);
      return;
    }
    if (expression.kind === 'star') {
      this.#report('star', 'A star is allowed only in count(*). Name the columns.');
      return;
    }
    for (const operand of operandsOf(expression)) this.#expression(operand, scope, rule, ctes);
    const query = subqueryOf(expression);
    if (query === null) return;
    if (expression.kind === 'exists') withoutStar(query);
    const outputs = this.query(query, ctes, scope);
    if (expression.kind !== 'exists' && outputs.length !== width(expression)) {
      this.#report('invalid_position', 'A subquery within an expression must have as many columns as it is compared with.');
    }
  }

  #column(column: Column, scope: Scope | null, rule: ClauseRule): void {
    const found = lookUp(column, scope, this.#rules);
    switch (found.kind) {
      case 'found':
        column.target = found.target;
        column.qualified = found.qualified;
        return;
      case 'merged':
        column.target = { kind: 'output', item: { kind: 'item', expression: found.expression, alias: null } };
        return;
      case 'missing': {
        const item = rule.aliases && column.table === null ? itemByAlias(column.name, rule.items, this.#rules) : undefined;
        if (item === undefined) this.#reportColumn(column, 'missing', scope);
        else column.target = { kind: 'output', item };
        return;
      }
      default:
        this.#reportColumn(column, found.kind, scope);
    }
  }

  #reportColumn(column: Column, kind: 'missing' | 'ambiguous' | 'unqualified' | 'unnamed', scope: Scope | null): void {
    const written = [column.schema, column.table, column.name].flatMap((name) => (name === null ? [] : [name.text])).join('.');
    const name = `"${shown(written)}"`;
    if (kind === 'ambiguous') this.#report('ambiguous_column', `Column ${name} is in several sources. Write it with its source, as in source.column.`);
    else if (kind === 'unqualified') this.#report('unqualified_column', `Column ${name} comes from an outer query. Write it with its source, and give every source its own alias.`);
    else if (kind === 'unnamed') this.#report('unqualified_column', 'Give the subquery in FROM an alias, and write its columns with it.');
    else {
      const string = column.name.quoted && column.table === null ? ' A string is written in single quotes.' : '';
      this.#report('unknown_column', `Column ${name} is not available.${string}${closeColumns(column.name.text, scope)}`);
    }
  }

  #report(code: SqlProblemCode, message: string): void {
    if (this.problems.length < 12 && !this.problems.some((known) => known.message === message)) this.problems.push(problem(code, message));
  }
}
