import type { VectorStore } from '@nl2sql/core/contracts';
import { checkTopK, slotsOf, vectorTable } from './vector-table.ts';

/**
 * A vector store in the memory of the process that compares a query with every vector: exact, with
 * nothing to install, and empty again after a restart.
 *
 * Every method of it throws `IndexError` `VECTOR_STORE_FAILED` for a vector that has another length
 * than the stored ones, or whose numbers are all zero or not finite.
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
  let table = vectorTable();
  return {
    id: 'memory',
    capabilities: { filterById: true, persistent: false },
    async upsert(records) {
      table.check(records.map((record) => record.vector));
      for (const record of records) table.put(record);
    },
    async delete(ids) {
      for (const id of ids) table.remove(id);
    },
    async query(vector, { topK, ids }) {
      checkTopK(topK);
      if (table.size === 0) return [];
      table.check([vector]);
      return table.nearest(vector, topK, ids === undefined ? undefined : slotsOf(table, ids));
    },
    async count() {
      return table.size;
    },
    async close() {
      table = vectorTable();
    },
  };
}
