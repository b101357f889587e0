import { asciiLower } from './dialect-rules.ts';
import type { Scope } from './name-scope.ts';

const SHOWN = 3;

/** ` Did you mean a, b?` over locked tables that look like the name, or the locked tables themselves. */
export function closeTables(name: string, tables: readonly string[]): string {
  const close = closest(name, tables, (table) => table.slice(table.indexOf('.') + 1));
  if (close.length > 0) return ` Did you mean ${close.join(' or ')}?`;
  return tables.length === 0 ? '' : ` Available: ${tables.slice(0, 16).join(', ')}.`;
}

/** The same over the columns in sight. */
export function closeColumns(name: string, scope: Scope | null): string {
  const columns: string[] = [];
  for (let current = scope; current !== null; current = current.parent) {
    for (const binding of current.bindings) {
      for (const target of binding.columns.values()) {
        if (target?.kind === 'base') columns.push(`${binding.name?.text ?? target.table}.${target.column}`);
        if (target?.kind === 'derived') columns.push(binding.name === null ? target.column.text : `${binding.name.text}.${target.column.text}`);
      }
    }
  }
  const close = closest(name, columns, (column) => column.slice(column.lastIndexOf('.') + 1));
  return close.length === 0 ? '' : ` Did you mean ${close.join(' or ')}?`;
}

function closest(name: string, candidates: readonly string[], keyOf: (candidate: string) => string): string[] {
  const wanted = bare(name);
  return candidates
    .map((candidate) => ({ candidate, distance: distanceBetween(wanted, bare(keyOf(candidate))) }))
    .filter(({ distance }) => distance < 0.5)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SHOWN)
    .map(({ candidate }) => candidate);
}

function bare(name: string): string {
  return asciiLower(name).replace(/[^\p{L}\p{N}]/gu, '').slice(0, 64);
}

/** Levenshtein distance as a share of the longer name; a name within the other counts as close. */
function distanceBetween(a: string, b: string): number {
  if (a === '' || b === '') return 1;
  if (a.includes(b) || b.includes(a)) return 0.25 * (1 - Math.min(a.length, b.length) / Math.max(a.length, b.length));
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length]! / Math.max(a.length, b.length);
}
