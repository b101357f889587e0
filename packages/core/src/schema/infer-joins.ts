import type { ColumnValues } from '../contracts/index.ts';
import type { ColumnRef, InferredJoin, Join, JoinEvidence, JoinValues } from '../protocol/index.ts';
import { foldText, splitIdentifier, stem } from '../text/index.ts';
import { sampledValues, type CatalogTable } from './catalog.ts';
import { columnFamily } from './column-family.ts';
import { createKeyDirectory, KEY_SUFFIXES, schemaOf, type Key, type KeyDirectory } from './key-directory.ts';

/** A join that the names and types of two columns speak for. */
export interface JoinProposal {
  readonly from: ColumnRef;
  readonly to: ColumnRef;
  readonly name: JoinEvidence['name'];
  readonly type: JoinEvidence['type'];
  /** Accepted only when the stored values confirm it, since its names alone are too little. */
  readonly needsValues: boolean;
}

/** Most columns that may be proposed to refer to one key by an equal name alone. */
const MOST_EQUAL_NAMES = 200;

/** Values of the referring column that may be missing from a key: data without foreign keys has orphans. */
const ORPHANS = 0.05;

/** How far one piece of evidence alone would be believed. */
const BELIEF = {
  name: { reference: 0.8, parent: 0.8, same_name: 0.6, table_name: 0.5, abbreviation: 0.4 },
  type: { same: 0.1, comparable: 0.05, unknown: 0 },
  values: 0.8,
} as const;

/** With as many values compared, they count half. */
const FEW_VALUES = 3;

/**
 * Joins that no foreign key declares: `customer_id` to the key of `customers`, or a key-like column
 * to the one key of the same name. Types must agree, and stored values must not contradict it.
 * Generic names (`id`, `name`, `code`, `date`, `status`) are never enough, and a column with a
 * declared foreign key gets no second one.
 *
 * @param valuesOf - Values of a column; those of the catalog when absent.
 */
export function inferJoins(
  tables: readonly CatalogTable[],
  declared: readonly Join[],
  valuesOf: (column: ColumnRef) => ColumnValues | undefined = catalogValues(tables),
): readonly InferredJoin[] {
  return confirmJoins(proposeJoins(tables, declared), valuesOf);
}

/** The joins that names and types suggest, before any value is looked at. */
export function proposeJoins(tables: readonly CatalogTable[], declared: readonly Join[]): readonly JoinProposal[] {
  const keys = createKeyDirectory(tables);
  const taken = new Set(declared.map((join) => refKey(join.from)));
  const pairs = new Set(declared.flatMap((join) => [pairKey(join.from, join.to), pairKey(join.to, join.from)]));
  const proposals: JoinProposal[] = [];
  for (const table of tables) {
    for (const column of table.columns) {
      const from = { table: table.name, column: column.name };
      if (taken.has(refKey(from))) continue;
      const target = targetOf(table, column.name, keys);
      const type = target === null ? null : typeEvidence(column.type, target.key.type);
      if (target === null || type === null) continue;
      const to = { table: target.key.table, column: target.key.column };
      if (refKey(from) === refKey(to) || pairs.has(pairKey(from, to))) continue;
      pairs.add(pairKey(from, to)).add(pairKey(to, from));
      proposals.push({ from, to, name: target.name, type, needsValues: target.needsValues });
    }
  }
  return proposals;
}

/** Keeps the proposals that the values confirm, or at least do not contradict. */
export function confirmJoins(proposals: readonly JoinProposal[], valuesOf: (column: ColumnRef) => ColumnValues | undefined): readonly InferredJoin[] {
  return proposals.flatMap(({ from, to, name, type, needsValues }): InferredJoin[] => {
    const { verdict, values } = inclusion(valuesOf(from), valuesOf(to));
    if (verdict === 'contradicted' || (verdict === 'unknown' && needsValues)) return [];
    const evidence: JoinEvidence = { name, type, values };
    return [{ from, to, source: 'inferred', evidence, confidence: joinConfidence(evidence) }];
  });
}

interface Target {
  readonly key: Key;
  readonly name: JoinEvidence['name'];
  readonly needsValues: boolean;
}

function targetOf(table: CatalogTable, column: string, keys: KeyDirectory): Target | null {
  const words = splitIdentifier(column);
  const targets = [namedTarget(table, words, keys), bareTarget(table, words, keys), equalNameTarget(table, column, words, keys)];
  return targets.find((target) => target?.needsValues === false) ?? targets.find((target) => target !== null) ?? null;
}

/** `appointment.patient`: a column that is called as a table is may hold the key of that table. */
function bareTarget(table: CatalogTable, words: readonly string[], keys: KeyDirectory): Target | null {
  const home = keys.home(stem(words.join('')), schemaOf(table.name));
  const key = home === null || home.name === table.name ? undefined : keys.ofTable(home).find((candidate) => candidate.primary);
  return key === undefined ? null : { key, name: 'table_name', needsValues: true };
}

/** `billing_customer_id`: the words before the suffix end in the name of a table with such a key. */
function namedTarget(table: CatalogTable, words: readonly string[], keys: KeyDirectory): Target | null {
  const parsed = splitSuffix(words);
  if (parsed === null) return null;
  const { base, suffix } = parsed;
  if (base.length === 1 && base[0] === 'parent') {
    const own = keys.ofTable(table).find((key) => key.primary && [suffix, table.name].some((name) => keyNamed(key, name, suffix)));
    return own === undefined ? null : { key: own, name: 'parent', needsValues: false };
  }
  for (let first = 0; first < base.length; first += 1) {
    const name = stem(base.slice(first).join(''));
    const home = keys.home(name, schemaOf(table.name));
    const key = home === null ? undefined : keys.ofTable(home).find((candidate) => keyNamed(candidate, name, suffix));
    if (key !== undefined && key.table !== table.name) return { key, name: 'reference', needsValues: false };
  }
  const short = base.at(-1) ?? '';
  const home = keys.abbreviated(short, schemaOf(table.name));
  const key = home === null ? undefined : keys.ofTable(home).find((candidate) => keyNamed(candidate, short, suffix));
  return key === undefined || key.table === table.name ? null : { key, name: 'abbreviation', needsValues: true };
}

/** A column named as the only key of that name: `stuid` beside `students(stuid primary key)`. */
function equalNameTarget(table: CatalogTable, column: string, words: readonly string[], keys: KeyDirectory): Target | null {
  const folded = words.join('');
  const candidates = keys.named(folded);
  if (candidates.length === 0 || keys.timesUsed(folded) > MOST_EQUAL_NAMES) return null;
  const others = candidates.filter((key) => key.table !== table.name);
  const nearby = others.filter((key) => schemaOf(key.table) === schemaOf(table.name));
  const choice = nearby.length > 0 ? nearby : others;
  const own = keys.ofTable(table).some((key) => key.column === column);
  const [only] = choice;
  if (only === undefined || choice.length > 1 || (own && !only.primary)) return null;
  if (own && candidates.length > 1 && !homeOf(only, words)) return null;
  return { key: only, name: 'same_name', needsValues: splitSuffix(words) === null };
}

function homeOf(key: Key, words: readonly string[]): boolean {
  const base = splitSuffix(words)?.base.join('') ?? '';
  return base.length > 2 && key.tableKey.startsWith(stem(base));
}

/** `['customer', 'id']` → base `customer`, suffix `id`; also for `customerid`. Null without either part. */
function splitSuffix(words: readonly string[]): { base: readonly string[]; suffix: string } | null {
  const last = words.at(-1) ?? '';
  if (KEY_SUFFIXES.has(last)) return words.length > 1 ? { base: words.slice(0, -1), suffix: last } : null;
  for (const suffix of ['id', 'code', 'key', 'no']) {
    if (last.length >= suffix.length + 3 && last.endsWith(suffix)) return { base: [...words.slice(0, -1), last.slice(0, -suffix.length)], suffix };
  }
  return null;
}

/** Whether a key is called by the suffix alone, or by a name and the suffix. */
function keyNamed(key: Key, name: string, suffix: string): boolean {
  return key.folded === suffix || key.folded === `${name}${suffix}` || key.folded === `${key.tableKey}${suffix}`;
}

/**
 * How likely a join is, from what speaks for it: one less the chance that every piece of evidence is
 * there by accident (noisy or; J. Pearl, "Probabilistic Reasoning in Intelligent Systems", 1988).
 * Few values prove little, since small numbers are in every key.
 */
export function joinConfidence({ name, type, values }: JoinEvidence): number {
  const proof = values === null || values.share < 1 - ORPHANS ? 0 : (values.share * BELIEF.values * values.compared) / (values.compared + FEW_VALUES);
  const doubt = (1 - BELIEF.name[name]) * (1 - BELIEF.type[type]) * (1 - proof);
  return Math.round((1 - doubt) * 1_000) / 1_000;
}

function typeEvidence(a: string, b: string): JoinEvidence['type'] | null {
  const [left, right] = [columnFamily(a), columnFamily(b)];
  if (left === 'any' || right === 'any') return 'unknown';
  if (left !== right) return null;
  return a.toLowerCase() === b.toLowerCase() ? 'same' : 'comparable';
}

function inclusion(
  referring: ColumnValues | undefined,
  key: ColumnValues | undefined,
): { readonly verdict: 'included' | 'contradicted' | 'unknown'; readonly values: JoinValues | null } {
  if (referring === undefined || key === undefined || referring.values.length === 0) return { verdict: 'unknown', values: null };
  const stored = new Set(key.values.map(comparableValue));
  const compared = referring.values.length;
  const share = referring.values.filter((value) => stored.has(comparableValue(value))).length / compared;
  const coverage = referring.coverage === 'complete' && key.coverage === 'complete' ? 'complete' : 'sample';
  const verdict = share >= 1 - ORPHANS ? 'included' : key.coverage === 'complete' ? 'contradicted' : 'unknown';
  return { verdict, values: { compared, share, coverage } };
}

function comparableValue(value: string): string {
  return /^[-+]?\d+(?:\.\d+)?$/.test(value) && value.length < 16 ? String(Number(value)) : foldText(value);
}

function catalogValues(tables: readonly CatalogTable[]): (column: ColumnRef) => ColumnValues | undefined {
  const byName = new Map(tables.map((table) => [table.name, table]));
  return ({ table, column }) => {
    const found = byName.get(table);
    return found === undefined ? undefined : sampledValues(found, column);
  };
}

function refKey({ table, column }: ColumnRef): string {
  return `${table}\0${column}`;
}

function pairKey(from: ColumnRef, to: ColumnRef): string {
  return `${refKey(from)}\0${refKey(to)}`;
}
