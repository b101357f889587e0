import type { Choices } from './choices.ts';
import { HIDDEN_COLUMNS, HIDDEN_TABLES, LOCK } from './databases.ts';
import { expression, literal, type ValueType } from './expressions.ts';

/** A generated SELECT of SQLite over the tables of `databases.ts`. */
export interface GeneratedQuery {
  readonly text: string;
  /** Whether ORDER BY leaves no choice of the order of rows. */
  readonly ordered: boolean;
}

/**
 * `locked`: tables and columns are locked ones, and only aliases and CTEs may be called like hidden
 * ones. `hidden`: now and then a name is any name of the database, and stars and NATURAL occur.
 */
export type Reach = 'locked' | 'hidden';

interface Column {
  readonly name: string;
  readonly type: ValueType;
}
interface Source {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly hidden: readonly string[];
}
interface Scope {
  readonly sources: Source[];
  /** Columns that USING made one. */
  readonly merged: Set<string>;
  /** Set while sources are still to come, among whose columns a bare name may be found as well. */
  growing: boolean;
  /** Names of the select list that clauses after it may use. */
  aliases: readonly string[];
  readonly outer: Scope | null;
}
interface Item extends Column {
  readonly expression: string;
  readonly alias: string | null;
}
type Ctes = readonly { readonly name: string; readonly columns: readonly Column[] }[];

const NUMERIC = new Set(['id', 'team_id', 'person_id', 'minutes', 'salary', 'n']);
const typed = (name: string): Column => ({ name, type: NUMERIC.has(name) ? 'number' : 'text' });
const BASE = LOCK.tables.map(({ table, columns }) => ({ name: table, columns: columns.map(typed), hidden: HIDDEN_COLUMNS[table] ?? [] }));
const VAULTS = Object.entries(HIDDEN_TABLES).map(([name, columns]) => ({ name, columns: columns.map(typed), hidden: [] }));
const ANY_NAME = ['salary', 'email', 'place', 'name', 'note', 'rowid', 'id', 'minutes', 'born', 'people', 'missing'];
const COLUMN_ALIASES = ['a', 'b', 'n', 'salary', 'email', 'name', 'place', 'note', 'id', 'minutes'];
const TABLE_ALIASES = ['p', 'q', 'v', 'x', 'people', 'visits', 'vault', 'teams', 'salary', 'name'];
const CTE_NAMES = ['t', 'vault', 'teams', 'people', 'recent', 'visits'];
const RELATIONS = 12;

export function generateQuery(choices: Choices, reach: Reach): GeneratedQuery {
  return new QueryGrammar(choices, reach).query(0, [], null, null);
}

class QueryGrammar {
  readonly #choices: Choices;
  readonly #reach: Reach;
  #relations = 0;

  constructor(choices: Choices, reach: Reach) {
    this.#choices = choices;
    this.#reach = reach;
  }

  query(level: number, ctes: Ctes, outer: Scope | null, width: number | null): GeneratedQuery & { readonly columns: readonly Column[] } {
    const choices = this.#choices;
    const own: { name: string; columns: readonly Column[]; text: string }[] = [];
    if (level < 2 && choices.chance(18)) {
      const names = choices.chance(40) ? [choices.of(CTE_NAMES), 'rest'] : [choices.of(CTE_NAMES)];
      // A name of this WITH stands for no table, also before it is defined.
      const reserved = this.#reach === 'locked' ? names.map((name) => ({ name, columns: [] })) : [];
      for (const name of names) own.push(this.#cte(name, level, [...ctes.filter((cte) => !names.includes(cte.name)), ...reserved, ...own], outer));
    }
    const recursive = own.some(({ text }) => text.includes('UNION ALL SELECT n + 1')) || choices.chance(5);
    const prefix = own.length === 0 ? '' : `WITH ${recursive ? 'RECURSIVE ' : ''}${own.map(({ text }) => text).join(', ')} `;
    const visible = [...ctes, ...own];
    const members = choices.chance(14) ? 2 + choices.below(2) : 1;
    const first = this.#select(level, visible, outer, width, members === 1);
    let text = `${prefix}${first.text}`;
    for (let count = 1; count < members; count += 1) {
      text += ` ${choices.of(['UNION ALL', 'UNION', 'INTERSECT', 'EXCEPT'])} ${this.#select(level, visible, outer, first.items.length, false).text}`;
    }
    const order = this.#orderBy(first, members === 1);
    const total = order.total && this.#choices.chance(50);
    const limit = total ? ` LIMIT ${1 + choices.below(4)}${choices.chance(30) ? ` OFFSET ${choices.below(3)}` : ''}` : '';
    return { text: `${text}${order.text}${limit}`, ordered: order.total, columns: distinctNames(first.items) };
  }

  #cte(name: string, level: number, ctes: Ctes, outer: Scope | null): { name: string; columns: readonly Column[]; text: string } {
    const choices = this.#choices;
    if (choices.chance(10)) return { name, columns: [typed('n')], text: `${name}(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ${name} WHERE n < ${2 + choices.below(4)})` };
    const body = this.query(level + 1, ctes, outer, null);
    if (!choices.chance(25)) return { name, columns: body.columns, text: `${name} AS (${body.text})` };
    const columns = body.columns.map(({ type }, at) => ({ name: `${choices.of(COLUMN_ALIASES)}${at === 0 ? '' : at}`, type }));
    return { name, columns, text: `${name}(${columns.map((column) => column.name).join(', ')}) AS (${body.text})` };
  }

  #select(level: number, ctes: Ctes, outer: Scope | null, width: number | null, mayAggregate: boolean) {
    const choices = this.#choices;
    const scope: Scope = { sources: [], merged: new Set(), growing: false, aliases: [], outer };
    const { text: from, relation } = this.#from(level, ctes, scope);
    const count = width ?? 1 + choices.below(3);
    const distinct = choices.chance(10);
    const keys: string[] = [];
    const windows = choices.chance(4) ? ` WINDOW w AS (${this.#window(level, ctes, scope)})` : '';
    const grouping = mayAggregate ? choices.weighted([[14, () => 'none' as const], [3, () => 'keys' as const], [2, () => 'whole' as const]]) : 'none';
    if (grouping === 'keys') keys.push(...choices.some(1, 2, () => this.#key(level, ctes, scope)));
    const items = Array.from({ length: count }, (_, at): Item => {
      const type = choices.of<ValueType>(['number', 'text']);
      const alias = choices.chance(55) ? `${choices.of(COLUMN_ALIASES)}${at === 0 ? '' : at}` : null;
      const make = (): string => {
        if (grouping === 'whole') return this.#aggregate(level, ctes, scope, type);
        if (grouping === 'keys') return choices.chance(45) ? this.#aggregate(level, ctes, scope, type) : choices.of(keys);
        if (windows !== '' && choices.chance(60)) return `${this.#aggregate(level, ctes, scope, type, false)} OVER w`;
        if (choices.chance(6)) return `${choices.of(['rank()', 'dense_rank()', this.#aggregate(level, ctes, scope, type, false)])} OVER (${this.#window(level, ctes, scope)})`;
        return this.#expression(level, ctes, scope, type, 2);
      };
      const text = make();
      return { expression: text, alias, name: alias ?? (/^[a-z]\w*$/.test(text) ? text : /^\w+\.(\w+)$/.exec(text)?.[1] ?? `unnamed ${at}`), type };
    });
    if (grouping === 'none') scope.aliases = items.flatMap(({ alias, expression: own }) => (alias === null || /\bOVER\b/.test(own) ? [] : [alias]));
    const where = choices.chance(45) ? this.#expression(level, ctes, scope, 'truth', 2) : null;
    const conditions = [...(relation === null ? [] : [relation]), ...(where === null ? [] : [relation === null ? where : `(${where})`])];
    const grouped = keys.map((key) => {
      const at = items.findIndex((item) => item.expression === key);
      if (at === -1 || choices.chance(60)) return key;
      return choices.chance(50) ? `${at + 1}` : (items[at]?.alias ?? key);
    });
    const having = grouping === 'keys' && choices.chance(35) ? ` HAVING ${this.#aggregate(level, ctes, scope, 'number')} ${choices.of(['>', '<=', '<>'])} ${choices.below(4)}` : '';
    const star = this.#reach === 'hidden' && grouping === 'none' && width === null && choices.chance(3);
    const list = star ? `${choices.chance(50) ? '' : `${choices.of(scope.sources).name}.`}*` : items.map((item) => (item.alias === null ? item.expression : `${item.expression} AS ${item.alias}`)).join(', ');
    const text = [
      `SELECT ${distinct ? 'DISTINCT ' : ''}${list} FROM ${from}`,
      conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`,
      grouped.length === 0 ? '' : ` GROUP BY ${grouped.join(', ')}`,
      having,
      windows,
    ].join('');
    const sorted = (): string =>
      grouping === 'none' ? sortable(this.#expression(level, ctes, scope, choices.of<ValueType>(['number', 'text']), 1))
      : grouping === 'keys' ? choices.of([...keys, 'count(*)'])
      : 'count(*)';
    return { text, items, distinct, sorted };
  }

  #orderBy(select: { readonly items: readonly Item[]; readonly distinct: boolean; readonly sorted: () => string }, single: boolean): { readonly text: string; readonly total: boolean } {
    const choices = this.#choices;
    if (!choices.chance(45)) return { text: '', total: false };
    const direction = (): string => choices.of(['', ' DESC', ' ASC', ' NULLS LAST', ' DESC NULLS FIRST']);
    const named = select.items.map((item, at) => (item.alias !== null && choices.chance(50) ? item.alias : `${at + 1}`));
    if (choices.chance(55)) {
      const leading = single && !select.distinct && choices.chance(30) ? [select.sorted()] : [];
      return { text: ` ORDER BY ${[...leading, ...named].map((key) => `${key}${direction()}`).join(', ')}`, total: true };
    }
    const aliased = select.items.flatMap(({ alias }) => (alias === null ? [] : [`length(${alias})`, `${alias} || 'x'`]));
    const key = single && !select.distinct ? choices.of([select.sorted(), ...named, ...aliased]) : choices.of(named);
    return { text: ` ORDER BY ${key}${direction()}`, total: false };
  }

  #from(level: number, ctes: Ctes, scope: Scope): { readonly text: string; readonly relation: string | null } {
    const choices = this.#choices;
    let text = this.#source(level, ctes, scope);
    let relation: string | null = null;
    const joins = this.#relations > RELATIONS ? 0 : choices.weighted([[6, () => 0], [4, () => 1], [1, () => 2]]);
    const growing = joins > 1;
    for (let count = 0; count < joins; count += 1) {
      const left = { ...scope, sources: [...scope.sources] };
      const written = this.#source(level, ctes, scope);
      const right = scope.sources.at(-1)!;
      scope.growing = growing;
      const kind = choices.of(['JOIN', 'LEFT JOIN', 'INNER JOIN', 'LEFT OUTER JOIN', 'RIGHT JOIN', 'FULL JOIN']);
      const common = right.columns.filter(({ name }) => left.sources.some((source) => source.columns.some((column) => column.name === name)));
      const clear = common.filter(({ name }) => left.merged.has(name) || left.sources.filter((source) => source.columns.some((column) => column.name === name)).length === 1);
      const condition = (): string => {
        const source = choices.of(left.sources);
        const { name } = choices.of(source.columns);
        return `${!growing && alone(scope, name) && choices.chance(40) ? name : `${source.name}.${name}`} = ${right.name}.${choices.of(right.columns).name}`;
      };
      const way = choices.weighted([[5, () => 'on'], [clear.length > 0 ? 3 : 0, () => 'using'], [relation === null ? 1 : 0, () => 'comma'], [this.#reach === 'hidden' ? 1 : 0, () => 'wild']]);
      if (way === 'using') {
        const name = choices.of(clear).name;
        text += ` ${kind} ${written} USING (${name})`;
        scope.merged.add(name);
      } else if (way === 'comma') {
        text += `, ${written}`;
        relation = condition();
      } else if (way === 'wild') {
        const name = choices.of(ANY_NAME);
        text += choices.chance(30) ? ` NATURAL JOIN ${written}` : ` ${kind} ${written} USING (${name})`;
        scope.merged.add(name);
      } else {
        const more = choices.chance(25) ? ` AND ${this.#expression(level + 1, ctes, scope, 'truth', 1)}` : '';
        text += ` ${kind} ${written} ON ${condition()}${more}`;
      }
    }
    scope.growing = false;
    return { text, relation };
  }

  #source(level: number, ctes: Ctes, scope: Scope): string {
    const choices = this.#choices;
    this.#relations += 1;
    const taken = scope.sources.map((source) => source.name);
    const deep = level >= 2 || this.#relations > RELATIONS;
    const readable = ctes.map(({ name, columns }) => ({ name, columns: columns.filter((column) => !column.name.startsWith('unnamed')), hidden: [] })).filter(({ columns }) => columns.length > 0);
    const kind = choices.weighted([
      [7, () => 'table'],
      [readable.length > 0 ? 5 : 0, () => 'cte'],
      [deep ? 0 : 2, () => 'derived'],
      [1, () => 'values'],
      [this.#reach === 'hidden' ? 1 : 0, () => 'vault'],
    ]);
    // Often a name that a query around has given: what it means is then a question of scope.
    const around = scope.outer?.sources.map(({ name }) => name) ?? [];
    const alias = choices.of([...TABLE_ALIASES, ...around, ...around, ...around].filter((name) => !taken.includes(name)));
    const add = (columns: readonly Column[], hidden: readonly string[], name: string): void => {
      scope.sources.push({ name, columns, hidden });
    };
    if (kind === 'derived') {
      const body = this.query(level + 1, ctes, scope.outer, null);
      add(body.columns.filter(({ name }) => !name.startsWith('unnamed')), [], alias);
      if (scope.sources.at(-1)!.columns.length > 0) return `(${body.text}) ${choices.of(['AS ', ''])}${alias}`;
      scope.sources.pop();
    }
    // A name that WITH gives to something else does not stand for the table.
    const tables = (kind === 'vault' ? VAULTS : BASE).filter((table) => this.#reach === 'hidden' || !ctes.some((cte) => cte.name === table.name));
    if (kind === 'values' || tables.length + readable.length === 0) {
      add([{ name: 'column1', type: 'number' }, { name: 'column2', type: 'text' }], [], alias);
      return `(VALUES (1, 'Ada'), (2, ${choices.of(["'Rome'", 'NULL'])})) AS ${alias}`;
    }
    const isTable = kind !== 'cte' && tables.length > 0;
    const found = choices.of(isTable || readable.length === 0 ? tables : readable);
    const renamed = taken.includes(found.name) || choices.chance(50);
    add(found.columns, found.hidden, renamed ? alias : found.name);
    const schema = isTable && choices.chance(4) ? 'main.' : '';
    return `${schema}${found.name}${renamed ? `${choices.of([' AS ', ' '])}${alias}` : ''}`;
  }

  #key(level: number, ctes: Ctes, scope: Scope): string {
    const column = (type: ValueType): string => this.#columnOf(scope, type, false) ?? "coalesce(NULL, 'k')";
    return this.#choices.weighted([
      [5, () => column('text')],
      [2, () => `lower(${column('text')})`],
      [1, () => `${column('number')} IS NULL`],
      [1, () => `coalesce(${column('number')}, 0) + ${this.#leaf(level + 1, ctes, scope, 'number')}`],
    ]);
  }

  #aggregate(level: number, ctes: Ctes, scope: Scope, type: ValueType, plain = true): string {
    const choices = this.#choices;
    const inner = (of: ValueType): string => this.#expression(level + 1, ctes, scope, of, 1);
    const call = choices.weighted([
      [3, () => 'count(*)'],
      [2, () => `count(${inner(type)})`],
      [3, () => `${choices.of(['max', 'min'])}(${inner(type)})`],
      [2, () => `${choices.of(['sum', 'total', 'avg'])}(${this.#columnOf(scope, 'number', false) ?? '1'})`],
      [plain ? 1 : 0, () => `count(DISTINCT ${inner(type)})`],
      [plain ? 1 : 0, () => {
        const column = this.#columnOf(scope, 'text', false) ?? "'x'";
        return `group_concat(${column}, '-' ORDER BY ${column})`;
      }],
    ]);
    return choices.chance(10) ? `${call} FILTER (WHERE ${inner('truth')})` : call;
  }

  #window(level: number, ctes: Ctes, scope: Scope): string {
    const choices = this.#choices;
    const column = (): string => this.#columnOf(scope, choices.of<ValueType>(['number', 'text']), false) ?? '1';
    const partition = choices.chance(60) ? `PARTITION BY ${column()} ` : '';
    const order = choices.chance(60) ? `ORDER BY ${choices.chance(20) ? this.#leaf(level + 1, ctes, scope, 'number') : column()}${choices.of(['', ' DESC'])}` : '';
    const frame = order !== '' && choices.chance(20) ? ` RANGE BETWEEN ${choices.of(['UNBOUNDED PRECEDING AND CURRENT ROW', 'CURRENT ROW AND UNBOUNDED FOLLOWING'])}` : '';
    return `${partition}${order}${frame}`.trim();
  }

  #expression(level: number, ctes: Ctes, scope: Scope, type: ValueType, depth: number): string {
    const own = this.#choices.weighted([[3, () => 0], [4, () => 1], [2, () => 2]]);
    return expression(this.#choices, 'sqlite', type, Math.min(depth, type === 'truth' ? own + 1 : own), (of) => this.#leaf(level, ctes, scope, of));
  }

  #leaf(level: number, ctes: Ctes, scope: Scope, type: ValueType): string {
    const choices = this.#choices;
    const value = (): string => this.#columnOf(scope, type, true) ?? literal(choices, 'sqlite', type);
    if (level >= 2 || this.#relations > RELATIONS) return choices.chance(75) ? value() : literal(choices, 'sqlite', type);
    return choices.weighted([
      [30, value],
      [8, () => literal(choices, 'sqlite', type)],
      [2, () => this.#scalar(level, ctes, scope, type)],
      [type === 'truth' ? 5 : 0, () => `${choices.of(['', 'NOT '])}EXISTS (${this.query(level + 1, ctes, scope, null).text})`],
      [type === 'truth' ? 5 : 0, () => `${value()} ${choices.of(['IN', 'NOT IN'])} (${this.query(level + 1, ctes, scope, 1).text})`],
    ]);
  }

  /** A subquery of one value: one whole aggregate. */
  #scalar(level: number, ctes: Ctes, scope: Scope, type: ValueType): string {
    const inner: Scope = { sources: [], merged: new Set(), growing: false, aliases: [], outer: scope };
    const { text, relation } = this.#from(level + 1, ctes, inner);
    const where = this.#choices.chance(60) ? this.#expression(level + 1, ctes, inner, 'truth', 1) : null;
    const conditions = [...(relation === null ? [] : [relation]), ...(where === null ? [] : [relation === null ? where : `(${where})`])];
    const column = this.#columnOf(inner, type, false) ?? '1';
    return `(SELECT ${this.#choices.of(['max', 'min', 'count'])}(${column}) FROM ${text}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`})`;
  }

  /** A column in sight, as a statement may spell it. */
  #columnOf(scope: Scope, type: ValueType, outerToo: boolean): string | null {
    const choices = this.#choices;
    if (this.#reach === 'hidden' && choices.chance(6)) {
      const name = choices.of(ANY_NAME);
      const quoted = choices.chance(20) ? `"${name}"` : name;
      return choices.chance(50) ? quoted : `${choices.of(scope.sources).name}.${quoted}`;
    }
    if (scope.aliases.length > 0 && choices.chance(8)) return choices.of(scope.aliases);
    if (outerToo && scope.outer !== null && choices.chance(35)) {
      const inner = scope.sources;
      const source = choices.of(scope.outer.sources);
      const column = choices.of(source.columns);
      const seen = inner.some((own) => own.columns.some(({ name }) => name === column.name));
      const shadowed = inner.some(({ name }) => name === source.name);
      // The guard wants such a column with its table: an engine would take a hidden one of a table in between.
      if (this.#reach === 'hidden' && !seen && (shadowed || choices.chance(40)) && alone(scope.outer, column.name)) return column.name;
      if (!shadowed) return `${source.name}.${column.name}`;
    }
    const candidates = scope.sources.flatMap((source) => source.columns.map((column) => ({ source, column })));
    if (candidates.length === 0) return null;
    const matching = candidates.filter(({ column }) => column.type === type);
    const { source, column } = choices.of(matching.length > 0 ? matching : candidates);
    return alone(scope, column.name) && choices.chance(50) ? column.name : `${source.name}.${column.name}`;
  }
}

/** The output columns, those left out of sight whose name another one has, too. */
function distinctNames(items: readonly Item[]): Column[] {
  return items.map(({ name, type }, at) => ({ name: items.some((other, index) => index !== at && other.name === name) ? `unnamed ${at}` : name, type }));
}

/** ORDER BY takes a whole number for a position. */
function sortable(text: string): string {
  return /^[(\d)]+$/.test(text) ? '1' : text;
}

/** Whether a name without its table means one column of the sources, as far as they are locked. */
function alone(scope: Scope, name: string): boolean {
  if (scope.growing) return false;
  return scope.merged.has(name) || scope.sources.filter((source) => source.columns.some((column) => column.name === name)).length === 1;
}
