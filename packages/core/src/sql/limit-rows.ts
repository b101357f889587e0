import type { Query } from './query-tree.ts';

/** Adds a LIMIT to the statement or lowers its own, and says which. ORDER BY keeps its meaning: it comes first. */
export function limitRows(query: Query, rowLimit: number): { readonly tree: Query; readonly added: readonly string[] } {
  const limit = Math.max(0, Math.trunc(rowLimit));
  if (query.limit !== null && query.limit <= limit) return { tree: query, added: [] };
  return { tree: { ...query, limit }, added: [`LIMIT ${limit}`] };
}
