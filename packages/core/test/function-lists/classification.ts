import type { FunctionList } from '../../src/sql/functions/index.ts';

/**
 * Functions of an engine that no statement may call, and why.
 *
 * The guard does not read these: it refuses whatever is not allowed. They say that a function was
 * looked at, so that one that appears with a new version is noticed.
 */
export interface Denial {
  readonly reason: string;
  readonly names: ReadonlySet<string>;
  /** Whole families that are denied with what a later version adds to them. */
  readonly families?: RegExp;
}

/** Why a name is denied, or null if nobody has said so. */
export function reasonAgainst(name: string, denials: readonly Denial[]): string | null {
  return denials.find(({ names, families }) => names.has(name) || families?.test(name) === true)?.reason ?? null;
}

/** Every function that a list allows somewhere. */
export function allowedNames(list: FunctionList): ReadonlySet<string> {
  return new Set([...list.scalar, ...list.aggregate, ...list.window, ...list.setReturning, ...list.table.keys(), ...list.bare]);
}

/** Names of a catalog that are neither allowed nor denied, as a message for the one who has to decide. */
export function unclassified(catalog: Iterable<string>, list: FunctionList, denials: readonly Denial[]): readonly string[] {
  const allowed = allowedNames(list);
  return [...new Set(catalog)].filter((name) => !allowed.has(name) && reasonAgainst(name, denials) === null).map((name) => `${name}: classify it`).sort();
}

/** Names that neither the engine at hand has nor another version or build is known to have. */
export function unknownNames(names: Iterable<string>, catalog: ReadonlySet<string>, elsewhere: Readonly<Record<string, ReadonlySet<string>>>): readonly string[] {
  const documented = new Set(Object.values(elsewhere).flatMap((found) => [...found]));
  return [...names].filter((name) => !catalog.has(name) && !documented.has(name)).sort();
}
