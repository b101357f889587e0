import { splitIdentifier, stem } from '../text/index.ts';
import type { CatalogTable } from './catalog.ts';
import { abbreviates } from './related-terms.ts';

/** Endings that mark a column as a key or a reference to one. */
export const KEY_SUFFIXES: ReadonlySet<string> = new Set(['id', 'ids', 'uuid', 'guid', 'code', 'key', 'no', 'nr', 'num', 'number', 'ref', 'fk', 'sk']);

/** Names that are too common to say what a column refers to. */
const GENERIC_NAMES: ReadonlySet<string> = new Set([
  ...KEY_SUFFIXES,
  ...'pk rowid rid sid uid oid seq sequence name title label value type kind category class status state date time year month day hour created updated modified deleted version rank position sort order level grade score amount total quantity price text note comment description language currency active flag email phone address city country'.split(' '),
]);

/** Prefixes that legacy schemas put before a table's name. */
const NAME_PREFIXES: ReadonlySet<string> = new Set(['tbl', 'tb', 't', 'tab', 'dim', 'fact', 'fct', 'ref', 'lkp', 'lookup', 'mst', 'stg', 'tm', 'tr']);

/** A primary or unique key of one column, or what is taken for one where a table declares none. */
export interface Key {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly primary: boolean;
  /** The column's words, written together in lower case. */
  readonly folded: string;
  /** The table's words, written together, in the singular. */
  readonly tableKey: string;
}

/** Keys of one column, found by the names of their tables and columns. */
export interface KeyDirectory {
  /** Single-column keys of a table, the primary one first. */
  ofTable(table: CatalogTable): readonly Key[];
  /** The table that a singular name means, preferring the given schema; null when it is not clear. */
  home(name: string, schema: string): CatalogTable | null;
  /** The only table that a short form may stand for. */
  abbreviated(short: string, schema: string): CatalogTable | null;
  /** Keys whose column has this name, unless the name is generic. */
  named(folded: string): readonly Key[];
  /** How many columns of the whole catalog have this name. */
  timesUsed(folded: string): number;
}

/** The part of a table's name before the last dot; empty in the default schema. */
export function schemaOf(table: string): string {
  return table.slice(0, Math.max(0, table.lastIndexOf('.')));
}

/** Sorts the keys of a catalog by name, so that a reference finds its target without a search. */
export function createKeyDirectory(tables: readonly CatalogTable[]): KeyDirectory {
  const byTable = new Map<string, readonly Key[]>();
  const byTableKey = new Map<string, CatalogTable[]>();
  const byColumn = new Map<string, Key[]>();
  /** Names of one word: only these are abbreviated, `order` is not short for `order_items`. */
  const simple = new Set<string>();
  const uses = new Map<string, number>();
  for (const table of tables) {
    const words = tableWords(table.name);
    const name = stem(words.join(''));
    const initials = words.map((word) => word.charAt(0)).join('');
    if (words.length === 1) simple.add(name);
    append(byTableKey, name, table);
    const keys = keysOf(table, name, initials);
    byTable.set(table.name, keys);
    // `uid` is too common to tell anything, unless it is the initial of its own table.
    for (const key of keys) if (!GENERIC_NAMES.has(key.folded) || isInitialKey(key.folded, initials)) append(byColumn, key.folded, key);
    for (const column of table.columns) {
      const folded = foldName(column.name);
      uses.set(folded, (uses.get(folded) ?? 0) + 1);
    }
  }
  const abbreviations = new Map<string, readonly CatalogTable[]>();
  const only = (found: readonly CatalogTable[], schema: string): CatalogTable | null => {
    const nearby = found.filter((table) => schemaOf(table.name) === schema);
    const choice = nearby.length > 0 ? nearby : found;
    return choice.length === 1 ? (choice[0] ?? null) : null;
  };
  return {
    ofTable: (table) => byTable.get(table.name) ?? [],
    home: (name, schema) => only(byTableKey.get(name) ?? [], schema),
    abbreviated: (short, schema) => {
      const known = abbreviations.get(short) ?? (byTableKey.has(short) ? [] : [...simple].filter((name) => abbreviates(short, name)).flatMap((name) => byTableKey.get(name) ?? []));
      abbreviations.set(short, known);
      return only(known, schema);
    },
    named: (folded) => byColumn.get(folded) ?? [],
    timesUsed: (folded) => uses.get(folded) ?? 0,
  };
}

function keysOf(table: CatalogTable, tableKey: string, initials: string): Key[] {
  const declared = [table.primaryKey, ...table.unique];
  const assumed = declared.every((key) => key.length === 0) ? assumedKey(table, tableKey, initials) : undefined;
  const columns = assumed === undefined ? declared.filter((key) => key.length === 1).map(([column]) => column) : [assumed];
  columns.push(...table.columns.map(({ name }) => name).filter((name) => UNIVERSAL_KEYS.has(foldName(name))));
  return [...new Set(columns)].flatMap((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined) return [];
    const primary = name === assumed || (table.primaryKey.length === 1 && table.primaryKey[0] === name);
    return [{ table: table.name, column: column.name, type: column.type, primary, folded: foldName(column.name), tableKey }];
  });
}

/** What is unique by what it is, whether or not the table declares it. */
const UNIVERSAL_KEYS: ReadonlySet<string> = new Set(['uuid', 'guid']);

/** What a table without a declared key is most likely known by: `student_id` or `stuid` of `students`, else `id`, else `sid`. */
function assumedKey(table: CatalogTable, tableKey: string, initials: string): string | undefined {
  const named = table.columns.find(({ name }) => {
    const folded = foldName(name);
    const suffix = OWN_KEY_SUFFIXES.find((ending) => folded.length > ending.length && folded.endsWith(ending));
    if (suffix === undefined) return false;
    const base = stem(folded.slice(0, -suffix.length));
    return base === tableKey || abbreviates(base, tableKey);
  });
  return (named ?? table.columns.find(({ name }) => foldName(name) === 'id') ?? table.columns.find(({ name }) => isInitialKey(foldName(name), initials)))?.name;
}

/** `sid` of `students`, `oiid` of `order_items`. */
function isInitialKey(folded: string, initials: string): boolean {
  return folded === `${initials}id`;
}

/** Endings that the key of the table itself has; the others are as often those of something else. */
const OWN_KEY_SUFFIXES = ['id', 'code', 'key', 'no', 'num'] as const;

/** The words of a table's name, without its schema and a legacy prefix. */
function tableWords(name: string): readonly string[] {
  const words = splitIdentifier(name.slice(name.lastIndexOf('.') + 1));
  const [first, ...rest] = words;
  return rest.length > 0 && first !== undefined && NAME_PREFIXES.has(first) ? rest : words;
}

function foldName(name: string): string {
  return splitIdentifier(name).join('');
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const held = map.get(key);
  if (held) held.push(item);
  else map.set(key, [item]);
}
