import type { GroundColumnsInput, TaskColumn, TaskTable, TermHit } from '@nl2sql/core/contracts';
import { stem, tokenise } from '@nl2sql/core/text';
import { readingsOfName, wordSimilarity } from './name-words.ts';
import { thingsByKey } from './things-by-key.ts';
import { calendarOf, type Calendar, type Flag, flagOf, type ValueClass, valueClassOf } from './value-class.ts';
import { NOISE_WORDS } from './word-tables.ts';

/** One way to read a name as words, each with its share of the meaning. */
export interface NameReading {
  readonly words: readonly { readonly stem: string; readonly weight: number }[];
}

export interface ColumnView {
  readonly id: string;
  readonly table: TableView;
  readonly name: string;
  readonly type: ValueClass;
  readonly readings: readonly NameReading[];
  readonly primaryKey: boolean;
  readonly nullable: boolean;
  /** A number that identifies rather than measures. */
  readonly isKey: boolean;
  /** Settled as the column that the question's time words refer to. */
  readonly isSettledTime: boolean;
  readonly calendar: Calendar;
  readonly samples: TaskColumn['samples'];
  /** What it stores for yes and no, where that is all it says. */
  readonly flag: Flag | null;
}

export interface TableView {
  readonly name: string;
  readonly readings: readonly NameReading[];
  readonly columns: readonly ColumnView[];
  readonly rowEstimate: number;
}

export interface JoinEdge {
  readonly left: ColumnView;
  readonly right: ColumnView;
  readonly declared: boolean;
}

/** A schema prepared for linking. */
export interface SchemaView {
  readonly tables: readonly TableView[];
  readonly columns: readonly ColumnView[];
  readonly edges: readonly JoinEdge[];
}

const GENERIC_WEIGHTS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    id: 0.6,
    code: 0.5,
    name: 0.5,
    number: 0.5,
    no: 0.4,
    num: 0.4,
    other: 0.3,
    value: 0.4,
    type: 0.5,
    description: 0.5,
    detail: 0.5,
    yn: 0.1,
    ...Object.fromEntries(
      'thousand million billion usd eur gbp percent pct kg km cm mm mb gb kb mib'.split(' ').map((unit) => [unit, 0.2]),
    ),
  }),
);

const TABLE_WORD_WEIGHT = 0.25;

/** Letters that stand for first, last and middle. */
const INITIAL_WORDS = new Set(['f', 'l', 'm']);

function columnReadings(
  name: string,
  tableReadings: readonly NameReading[],
  vocabulary: ReadonlySet<string>,
): NameReading[] {
  const tableWords = new Set(tableReadings.flatMap((reading) => reading.words.map((word) => word.stem)));
  const isTableWord = (word: string): boolean =>
    tableWords.has(word) || [...tableWords].some((other) => word.length >= 3 && wordSimilarity(other, word) >= 0.75);
  return readingsOfName(name, vocabulary, [...tableWords]).map((words) => {
    const kept = words.filter((word) => !NOISE_WORDS.has(word) || words.length === 1);
    const initial = (word: string): boolean =>
      word.length <= 2 &&
      !INITIAL_WORDS.has(word) &&
      word !== 'id' &&
      word !== 'no' &&
      [...tableWords].some((other) => other.startsWith(word));
    const own = kept.filter((word) => !isTableWord(word) && !(initial(word) && kept.length > 1));
    return {
      words: kept.map((word) => ({
        stem: word,
        weight:
          own.length > 0 && !own.includes(word)
            ? TABLE_WORD_WEIGHT
            : own.length > 1
              ? (GENERIC_WEIGHTS.get(word) ?? 1)
              : 1,
      })),
    };
  });
}

function tableReadingsOf(name: string, vocabulary: ReadonlySet<string>): NameReading[] {
  const local = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : name;
  const alternatives = readingsOfName(local, vocabulary).flatMap((words) => {
    const and = words.indexOf('and');
    const of = words.indexOf('of');
    if (of > 0) return [[...words.slice(of + 1), ...words.slice(0, of)]];
    return and > 0 && and < words.length - 1 ? [words, words.slice(0, and), words.slice(and + 1)] : [words];
  });
  return alternatives.map((words) => {
    const kept = words.filter((word) => !NOISE_WORDS.has(word));
    const named = kept.length === 0 ? words : kept;
    // `has_allergy` only says that one has the other.
    if (words[0] === 'has' && named.length === 1)
      return { words: [{ stem: 'has', weight: 0.15 }, ...named.map((word) => ({ stem: word, weight: 1 }))] };
    // The head noun of a compound comes last: `order items` are items more than orders.
    return { words: named.map((word, index) => ({ stem: word, weight: index === named.length - 1 ? 1 : 0.6 })) };
  });
}

/** The words that the glossary calls each table and column by: the first table of a term, unless it stands for columns. */
function readingsOfTerms(terms: readonly TermHit[]): (table: string, column?: string) => readonly NameReading[] {
  const named = new Map<string, NameReading[]>();
  const keyOf = (table: string, column = ''): string => `${table}\0${column}`;
  for (const { phrase, tables, columns } of terms) {
    const stems = tokenise(phrase).map((token) => token.stem);
    const telling = stems.filter((word) => !NOISE_WORDS.has(word));
    const reading = { words: (telling.length > 0 ? telling : stems).map((word) => ({ stem: word, weight: 1 })) };
    const keys = columns.length > 0 ? columns.map(({ table, column }) => keyOf(table, column)) : tables.slice(0, 1).map((table) => keyOf(table));
    for (const key of keys) named.set(key, [...(named.get(key) ?? []), reading]);
  }
  return (table, column) => named.get(keyOf(table, column)) ?? [];
}

/** What the host and the user have settled of names. */
interface Settled {
  /** `table.column` of dates that time words refer to. */
  readonly settledTimes: ReadonlySet<string>;
  readonly terms: readonly TermHit[];
  /** By chosen table, those that it was chosen over: the question may call it by their names. */
  readonly standsFor: ReadonlyMap<string, readonly string[]>;
}

/** Prepares tables and joins for one question, whose stems help to cut names that are written together. */
export function viewSchema(
  tables: readonly TaskTable[],
  joins: GroundColumnsInput['joins'],
  questionStems: readonly string[],
  { settledTimes, terms, standsFor }: Settled,
): SchemaView {
  const glossary = readingsOfTerms(terms);
  const vocabulary = new Set(questionStems.filter((word) => word.length >= 3));
  const referencing = new Set(joins.map((join) => `${join.from.table}.${join.from.column}`));
  const things = thingsByKey(tables, referencing);
  const views = tables.map((table): TableView => {
    const own = tableReadingsOf(table.name, vocabulary);
    const others = (standsFor.get(table.name) ?? []).flatMap((name) => tableReadingsOf(name, vocabulary));
    const thing = things.get(table.name);
    const readings = [...own, ...others, ...(thing === undefined ? [] : [thing]), ...glossary(table.name)];
    const columns: ColumnView[] = [];
    const view: TableView = { name: table.name, readings, columns, rowEstimate: table.rowEstimate ?? 0 };
    const local = new Set(
      [...vocabulary, ...own.flatMap((reading) => reading.words.map((word) => word.stem))].map(stem),
    );
    for (const column of table.columns) {
      const columnWords = columnReadings(column.name, own, local);
      const last = columnWords.at(-1)?.words.at(-1)?.stem ?? '';
      columns.push({
        id: `${table.name}.${column.name}`,
        table: view,
        name: column.name,
        type: valueClassOf(column),
        readings: [...columnWords, ...glossary(table.name, column.name)],
        primaryKey: column.primaryKey,
        nullable: column.nullable,
        isKey:
          column.primaryKey ||
          column.references !== undefined ||
          referencing.has(`${table.name}.${column.name}`) ||
          last === 'id' ||
          last === 'code',
        isSettledTime: settledTimes.has(`${table.name}.${column.name}`),
        calendar: calendarOf(column),
        samples: column.samples,
        flag: column.primaryKey ? null : flagOf(column),
      });
    }
    return view;
  });
  const columns = views.flatMap((view) => view.columns);
  const byId = new Map(columns.map((column) => [column.id, column]));
  const edges: JoinEdge[] = [];
  for (const join of joins) {
    const left = byId.get(`${join.from.table}.${join.from.column}`);
    const right = byId.get(`${join.to.table}.${join.to.column}`);
    if (left !== undefined && right !== undefined) edges.push({ left, right, declared: join.source === 'declared' });
  }
  return { tables: views, columns, edges: edges.length > 0 || joins.length > 0 ? edges : edgesFromNames(views) };
}

/** Joins of key columns that have the same name, when none are given. */
function edgesFromNames(views: readonly TableView[]): JoinEdge[] {
  const edges: JoinEdge[] = [];
  for (const left of views) {
    for (const right of views) {
      if (
        left === right ||
        edges.some(
          (edge) =>
            [edge.left.table, edge.right.table].includes(left) && [edge.left.table, edge.right.table].includes(right),
        )
      )
        continue;
      const target = left.columns
        .map((column) => ({
          column,
          other: right.columns.find(
            (other) => other.primaryKey && other.name.toLowerCase() === column.name.toLowerCase(),
          ),
        }))
        .find(
          ({ column, other }) =>
            other !== undefined && /(?:id|code|no|key|number)$/i.test(column.name) && column.name.length > 2,
        );
      if (target?.other !== undefined) edges.push({ left: target.column, right: target.other, declared: false });
    }
  }
  return edges;
}

/** A column that can be added up: a number, or what may be one, that identifies nothing. */
export function isMeasure(column: ColumnView): boolean {
  return (column.type === 'number' || column.type === 'unknown') && !column.isKey;
}

/** The single-column primary key of a table, or null. */
export function primaryKeyOf(table: TableView): ColumnView | null {
  const keys = table.columns.filter((column) => column.primaryKey);
  return keys.length === 1 ? (keys[0] ?? null) : null;
}

const lastWord = (column: ColumnView): string => column.readings.at(-1)?.words.at(-1)?.stem ?? '';
const ownWords = (column: ColumnView): readonly string[] =>
  (column.readings.at(-1)?.words ?? []).filter((word) => word.weight > TABLE_WORD_WEIGHT).map((word) => word.stem);

/** First and last name columns, when a table has both. */
export function personNameOf(table: TableView): readonly ColumnView[] {
  const find = (...firsts: string[]): ColumnView | undefined =>
    table.columns.find((column) => {
      const words = (column.readings.at(-1)?.words ?? []).map((word) => word.stem);
      return words.at(-1) === 'name' && firsts.includes(words.at(-2) ?? '') && words.length <= 3;
    }) ??
    table.columns.find((column) =>
      firsts.some((first) => `${first}name` === column.name.toLowerCase().replaceAll('_', '')),
    );
  const first = find('first', 'f', 'fore', 'given', 'personal');
  const last = find('last', 'l', 'sur', 'family', 'second');
  return first !== undefined && last !== undefined ? [first, last] : [];
}

/** The columns that stand for a row when no attribute is asked for: a name, else a title, else the key. */
export function displayColumnsOf(table: TableView): readonly ColumnView[] {
  const text = table.columns.filter((column) => column.type === 'text' || column.type === 'date' || column.type === 'unknown');
  const own = text.find(
    (column) => lastWord(column) === 'name' && ownWords(column).filter((word) => word !== 'name').length === 0,
  );
  if (own !== undefined) return [own];
  const same = text.find((column) =>
    column.readings.some(
      (reading) =>
        reading.words.map((word) => word.stem).join(' ') ===
        table.readings[0]?.words.map((word) => word.stem).join(' '),
    ),
  );
  if (same !== undefined) return [same];
  const person = personNameOf(table);
  if (person.length > 0) return person;
  const title = text.find((column) => lastWord(column) === 'title' && ownWords(column).length === 1 && !column.isKey);
  if (title !== undefined) return [title];
  // A `contact_title` says what somebody is, not who.
  for (const ending of ['name', 'title', 'description', 'detail']) {
    const column = text.find((candidate) => lastWord(candidate) === ending && !candidate.isKey);
    if (column !== undefined) return [column];
  }
  const key = primaryKeyOf(table);
  return key === null ? table.columns.slice(0, 1) : [key];
}
