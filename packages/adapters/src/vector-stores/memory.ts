import type { VectorStore } from '@nl2sql/core/contracts';
import { checkTopK, closedStore } from './checks.ts';
import { slotsOf, vectorTable, type VectorTable } from './vector-table.ts';

/**
 * A vector store in the memory of the process that compares a query with every vector: exact, with
 * nothing to install, and empty again after a restart.
 *
 * Every method of it throws `IndexError` `VECTOR_STORE_FAILED` for a vector that has another length
 * than the stored ones, or whose numbers are all zero or not finite, and after `close`.
 *
 * @example
 * ```ts
 * import { memory } from '@nl2sql/adapters/vector-stores/memory';
 *
 * const store = memory();
 * await store.upsert([{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }]);
 * await store.query(Float32Array.of(1, 0), { topK: 1 }); // [{ id: 'orders', score: 0.6 }]
 * ```
 */
export function memory(): VectorStore {
  let table: VectorTable | null = vectorTable();
  function opened(): VectorTable {
    if (table === null) throw closedStore('memory');
    return table;
  }
  return {
    id: 'memory',
    capabilities: { filterById: true, persistent: false },
    async upsert(records) {
      const current = opened();
      current.check(records.map((record) => record.vector));
      for (const record of records) current.put(record);
    },
    async delete(ids) {
      const current = opened();
      for (const id of ids) current.remove(id);
    },
    async query(vector, { topK, ids }) {
      const current = opened();
      checkTopK(topK);
      if (current.size === 0) return [];
      current.check([vector]);
      return current.nearest(vector, topK, ids === undefined ? undefined : slotsOf(current, ids));
    },
    async count() {
      return opened().size;
    },
    async close() {
      table = null;
    },
  };
}
