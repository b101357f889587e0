import type { ProofAddition } from '../protocol/index.ts';
import type { Query } from './query-tree.ts';

/** Caps the rows of a query: a limit is added, or lowered when it is higher or computed. */
export function limitRows(query: Query, rowLimit: number): { readonly tree: Query; readonly added: readonly ProofAddition[] } {
  const most = Math.max(0, Math.trunc(rowLimit));
  const { limit } = query;
  if (typeof limit === 'number' && limit <= most) return { tree: query, added: [] };
  if (limit !== null && typeof limit === 'object') {
    if (limit.most !== null && limit.most <= most) return { tree: query, added: [] };
    return { tree: { ...query, limit: { value: limit.value, most } }, added: [{ kind: 'row_limit', rows: most }] };
  }
  return { tree: { ...query, limit: most }, added: [{ kind: 'row_limit', rows: most }] };
}
