import { isAggregate } from './check-functions.ts';
import { isRecursive } from './check-recursion.ts';
import { seriesLength } from './check-series.ts';
import { foldName, type DialectRules } from './dialect-rules.ts';
import { functionsOf } from './functions/index.ts';
import { LIMITS } from './limits.ts';
import { equalities, isLateral, joinedRows, nameOf, readsFrom, ROWS, turnsOf, type Estimate, type Sight } from './measure-joins.ts';
import { measureValue, STORED, type Measure } from './measure-values.ts';
import type { Call, Column, Cte, Expression, Name, PlainSource, Query, Select, SelectItem } from './query-tree.ts';
import { clausesOf, membersOf, sourcesOf, subqueryOf, withOperands } from './walk-tree.ts';

/** The length that is put in for a column of a recursion, to see what a step makes of it. */
const PROBE = 1_000_000;

/** Estimates what a statement makes the database do, from its text alone. Every name has to be resolved. */
export class QueryMeasure {
  /** The most rows of a query, the longest value and the most parts of an expression that were met. */
  work = 0;
  length = 0;
  size = 0;
  /** Whether a step of a recursion makes more rows, or longer values, with every turn. */
  explodes = false;
  readonly #rules: DialectRules;
  readonly #ctes = new Map<Cte, Estimate>();
  readonly #values = new Map<Expression, Measure>();
  readonly #estimates = new Map<Query, Estimate>();

  constructor(rules: DialectRules) {
    this.#rules = rules;
  }

  query(query: Query, outer: Sight | null): Estimate {
    const known = this.#estimates.get(query);
    if (known !== undefined) return known;
    for (const cte of query.ctes) this.#ctes.set(cte, this.#cte(cte, outer));
    const made = this.#body(query, outer);
    const limit = typeof query.limit === 'number' ? query.limit : (query.limit?.most ?? Infinity);
    const estimate = { ...made, rows: Math.min(made.rows, limit) };
    this.work = Math.max(this.work, estimate.work);
    this.#estimates.set(query, estimate);
    return estimate;
  }

  #body(query: Query, outer: Sight | null): Estimate {
    const { body } = query;
    switch (body.kind) {
      case 'select':
        return this.#select(body, query, outer);
      case 'set': {
        const [left, right] = [this.query(body.left, outer), this.query(body.right, outer)];
        const columns = left.columns.map(({ name, value }, index) => ({ name, value: { length: Math.max(value.length, right.columns[index]?.value.length ?? 0), size: 1 } }));
        return { rows: body.operator === 'union' ? left.rows + right.rows : left.rows, work: left.work + right.work, columns };
      }
      case 'values': {
        const sight: Sight = { sources: new Map(), parent: outer };
        const rows = body.rows.map((row) => row.map((cell) => this.#value(cell, sight, 1)));
        const columns = (rows[0] ?? []).map((_, index) => ({ name: null, value: { length: Math.max(...rows.map((row) => row[index]?.length ?? 0)), size: 1 } }));
        return { rows: rows.length, work: rows.length + this.#inner(query, sight, rows.length), columns };
      }
      default: {
        const from = this.#source(body.source.kind === 'nested' ? body.source.from.first as PlainSource : body.source, outer);
        return { rows: from.rows * ROWS.matches, work: from.work + from.rows, columns: [] };
      }
    }
  }

  #select(select: Select, query: Query, outer: Sight | null): Estimate {
    const sources = new Map<string, Estimate>();
    const sight: Sight = { sources, parent: outer };
    let work = 0;
    let before = 1;
    const plain = sourcesOf(select.from);
    for (const source of plain) {
      const made = this.#source(source, sight);
      // A source that reads those before it is made once for each of their rows.
      work += made.work * (isLateral(source, sources) ? before : 1);
      before *= made.rows;
      sources.set(nameOf(source), made);
    }
    const joined = joinedRows(select, plain, sources, outer);
    work += joined + this.#inner(query, sight, joined);
    const groups = select.groupBy.length > 0 || select.groupModifier !== null;
    const parts = select.items.flatMap(({ expression }) => [...withOperands(expression)]);
    const calls = parts.filter((part): part is Call => part.kind === 'call');
    const gathers = calls.some((call) => isAggregate(call, this.#rules));
    const made = Math.max(1, ...calls.map((call) => this.#elements(call)));
    const rows = gathers && !groups ? 1 : select.distinct || groups ? Math.min(joined, ROWS.groups) : joined * made;
    // What is gathered, sorted out or windowed is computed once; the engine does not put it into what surrounds it.
    const barrier = groups || gathers || select.distinct || query.limit !== null || calls.some((call) => call.over !== null);
    const columns = select.items.map((item) => {
      const value = this.#value(item.expression, sight, joined);
      return { name: outputName(item, this.#rules), value: barrier ? { ...value, size: 1 } : value };
    });
    for (const clause of clausesOf(query)) this.#value(clause, sight, joined);
    return { rows, work: work + (made > 1 ? rows : 0), columns };
  }

  /** The work of the subqueries in the clauses of a query, each done for every row unless it reads none. */
  #inner(query: Query, sight: Sight, rows: number): number {
    let work = 0;
    for (const clause of clausesOf(query)) {
      for (const part of withOperands(clause)) {
        const inner = subqueryOf(part);
        if (inner !== null) work += this.query(inner, sight).work * (readsFrom(inner, sight.sources) ? rows : 1);
      }
    }
    return work;
  }

  #cte(cte: Cte, outer: Sight | null): Estimate {
    if (!isRecursive(cte) || cte.query.body.kind !== 'set') return renamed(this.query(cte.query, outer), cte.columns, this.#rules);
    for (const inner of cte.query.ctes) this.#ctes.set(inner, this.#cte(inner, outer));
    const { left, right } = cte.query.body;
    const seed = renamed(this.query(left, outer), cte.columns, this.#rules);
    const rows = Math.min(typeof cte.query.limit === 'number' ? cte.query.limit : Infinity, turnsOf(right));
    const { length } = this;
    this.#ctes.set(cte, { rows: 1, work: 1, columns: seed.columns.map(({ name, value }) => ({ name, value: { length: value.length + PROBE, size: 1 } })) });
    const step = this.query(right, outer);
    this.length = length;
    if (step.rows > 1 && membersOf(right).some((member) => this.#branches(member, cte))) this.explodes = true;
    const columns = seed.columns.map(({ name, value }, index) => {
      const made = step.columns[index]?.value.length ?? 0;
      if (made >= 2 * PROBE) this.explodes = true;
      const added = Math.max(0, made >= PROBE ? made - PROBE - value.length : made - value.length);
      return { name, value: { length: value.length + added * (made >= PROBE ? rows : 1), size: 1 } };
    });
    for (const { value } of columns) this.length = Math.max(this.length, value.length);
    return { rows: Math.max(rows, seed.rows), work: seed.work + rows * Math.max(1, step.work / Math.max(1, step.rows)), columns };
  }

  /** Whether a step of a recursion makes several rows of one, and not by following a relation. */
  #branches(step: Query, cte: Cte): boolean {
    if (step.body.kind !== 'select') return true;
    const sources = sourcesOf(step.body.from);
    if (sources.length === 1) return true;
    const own = sources.find((source) => source.kind === 'table' && source.relation?.kind === 'cte' && source.relation.cte === cte);
    const reached = new Set(own === undefined ? [] : [nameOf(own)]);
    const conditions = equalities(step.body);
    for (let grew = true; grew; ) {
      grew = false;
      for (const names of conditions) {
        if (![...names].some((name) => reached.has(name))) continue;
        for (const name of names) grew = !reached.has(name) && reached.add(name).size > 0 ? true : grew;
      }
    }
    return sources.some((source) => source.kind === 'function' || source.kind === 'json table' || (!reached.has(nameOf(source)) && !(source.kind === 'derived' && (this.#estimates.get(source.query)?.rows ?? 2) <= 1)));
  }

  #source(source: PlainSource, sight: Sight | null): Estimate {
    switch (source.kind) {
      case 'derived':
        return renamed(this.query(source.query, sight), source.columns, this.#rules);
      case 'table': {
        // The rows that are looked at are those that the join leaves.
        if (source.relation?.kind !== 'cte') return { rows: ROWS.table, work: 0, columns: [] };
        return renamed(this.#ctes.get(source.relation.cte) ?? { rows: ROWS.table, work: ROWS.table, columns: [] }, source.columns, this.#rules);
      }
      case 'json table':
        return { rows: ROWS.elements, work: ROWS.elements, columns: [] };
      case 'function': {
        const rows = this.#elements(source.call);
        const lengths = source.call.args.map((arg) => this.#value(arg, sight ?? { sources: new Map(), parent: null }, 1).length);
        const value: Measure = { length: Math.max(20, ...lengths), size: 1 };
        return { rows, work: rows, columns: [{ name: null, value }] };
      }
    }
  }

  /** The rows that a call may make in a select list or in FROM. */
  #elements(call: Call): number {
    const list = functionsOf(this.#rules.dialect);
    if (!list.setReturning.has(call.name) && !list.table.has(call.name)) return 1;
    const length = list.series.has(call.name) ? seriesLength(call) : null;
    if (length !== null) return Math.max(1, Math.min(length, LIMITS.series));
    const [array] = call.args;
    const inner = array === undefined ? [] : [...withOperands(array)].filter((part): part is Call => part.kind === 'call');
    const made = Math.max(1, ...inner.map((part) => (list.series.has(part.name) ? Math.min(seriesLength(part), LIMITS.series) : list.growing.has(part.name) ? LIMITS.width : 1)));
    if (made > 1) return made;
    return array?.kind === 'array' ? Math.max(1, array.items.length) : ROWS.elements;
  }

  #value(expression: Expression, sight: Sight, rows: number): Measure {
    const known = this.#values.get(expression);
    if (known !== undefined) return known;
    const measure = measureValue(expression, {
      rules: this.#rules,
      rows,
      of: (operand) => this.#value(operand, sight, rows),
      subquery: (inner) => {
        const query = subqueryOf(inner);
        const made = query === null ? null : this.query(query, sight);
        const value = made?.columns[0]?.value ?? STORED;
        return inner.kind === 'array query' ? { ...value, length: value.length * (made?.rows ?? 1) } : value;
      },
      column: (column) => this.#column(column, sight, rows),
    });
    this.#values.set(expression, measure);
    this.length = Math.max(this.length, measure.length);
    this.size = Math.max(this.size, measure.size);
    return measure;
  }

  #column({ target }: Column, sight: Sight, rows: number): Measure {
    if (target?.kind === 'output') return this.#value(target.item.expression, sight, rows);
    if (target?.kind !== 'derived' && target?.kind !== 'row') return STORED;
    const own = foldName(target.binding, this.#rules);
    for (let current: Sight | null = sight; current !== null; current = current.parent) {
      const source = current.sources.get(own);
      if (source === undefined) continue;
      if (target.kind === 'row') return source.columns.reduce((total, { value }) => ({ length: total.length + value.length, size: total.size + value.size }), { length: 0, size: 1 });
      const key = foldName(target.column, this.#rules);
      const column = source.columns.find(({ name }) => name === key) ?? source.columns.find(({ name }) => name === null);
      return column?.value ?? STORED;
    }
    return STORED;
  }
}

function renamed(estimate: Estimate, names: readonly Name[], rules: DialectRules): Estimate {
  if (names.length === 0) return estimate;
  return { ...estimate, columns: names.map((name, index) => ({ name: foldName(name, rules), value: estimate.columns[index]?.value ?? estimate.columns[0]?.value ?? STORED })) };
}

function outputName({ alias, expression }: SelectItem, rules: DialectRules): string | null {
  if (alias !== null) return foldName(alias, rules);
  return expression.kind === 'column' ? foldName(expression.name, rules) : null;
}
