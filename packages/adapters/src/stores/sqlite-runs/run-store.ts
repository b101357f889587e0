import type { RunRecord, RunStore } from '@nl2sql/core/contracts';
import type { StoreFile } from './store-file.ts';

/** Claims are rows under a unique key: SQLite lets exactly one insert of all processes through. */
export function sqliteRunStore(file: StoreFile): RunStore {
  return {
    async claim(runId, interruptId) {
      const taken = await file.run('INSERT INTO nl2sql_claims (run_id, interrupt_id) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1', [runId, interruptId]);
      return taken.length === 1;
    },
    async release(runId, interruptId) {
      await file.run('DELETE FROM nl2sql_claims WHERE run_id = ? AND interrupt_id = ?', [runId, interruptId]);
    },
    async save(record) {
      await file.run(
        `INSERT INTO nl2sql_runs (run_id, thread_id, status, updated_at, record) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (run_id) DO UPDATE SET thread_id = excluded.thread_id, status = excluded.status, updated_at = excluded.updated_at, record = excluded.record`,
        [record.runId, record.threadId, record.status, record.updatedAt, JSON.stringify(record)],
      );
    },
    async load(runId) {
      const [[record] = []] = await file.run('SELECT record FROM nl2sql_runs WHERE run_id = ?', [runId]);
      return record === undefined ? null : parseRecord(record);
    },
    async turns(threadId, limit) {
      const rows = await file.run("SELECT record FROM nl2sql_runs WHERE thread_id = ? AND status = 'completed' ORDER BY updated_at DESC, rowid DESC LIMIT ?", [threadId, BigInt(Math.max(0, Math.trunc(limit)))]);
      return rows.map(([record]) => parseRecord(record)).reverse();
    },
  };
}

function parseRecord(text: unknown): RunRecord {
  return JSON.parse(String(text)) as RunRecord;
}
