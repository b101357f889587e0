import type { FindAccess, RunAccess } from '../access/index.ts';
import type { Database, Principal, RunRecord, RunStore } from '../contracts/index.ts';
import type { ClarificationInterrupt, SchemaStructure } from '../protocol/index.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import type { RunGraph } from './graph.ts';
import { isStateWithin } from './narrowing.ts';
import { isOwner, snapshotOf } from './principals.ts';

/** What is kept of a run, and what it waits for. */
export interface KnownRun {
  readonly record: RunRecord;
  /** Null when it does not wait, or when its question names what the principal may not see any more. */
  readonly waitingFor: ClarificationInterrupt | null;
}

export interface LookupOptions {
  /** Only runs of this principal are found. Left out: only those of nobody. */
  readonly principal?: Principal;
  readonly signal?: AbortSignal;
}

/** Reads what is known without running anything. */
export interface Lookups {
  find(runId: string, options?: LookupOptions): Promise<KnownRun | null>;
  turns(threadId: string, limit: number, options?: LookupOptions): Promise<readonly RunRecord[]>;
  structure(options?: LookupOptions): Promise<SchemaStructure>;
}

export interface LookupResources {
  readonly database: Database;
  readonly runs: RunStore;
  readonly graph: () => Promise<RunGraph>;
  readonly index: (signal: AbortSignal) => Promise<SchemaIndex>;
  readonly findAccess: FindAccess;
}

export function createLookups({ database, runs, graph, index, findAccess }: LookupResources): Lookups {
  const accessOf = async (principal: Principal | null, signal = new AbortController().signal): Promise<RunAccess> =>
    findAccess(principal, await index(signal));

  return {
    async find(runId, options = {}) {
      const principal = snapshotOf(options.principal);
      const record = await runs.load(runId);
      if (!record || !isOwner(principal, record)) return null;
      const paused = record.status === 'waiting' ? await (await graph()).paused(runId) : null;
      const mayBeShown = paused !== null && isStateWithin(paused.state, (await accessOf(principal, options.signal)).view);
      return { record, waitingFor: mayBeShown ? paused.interrupt : null };
    },

    async turns(threadId, limit, options = {}) {
      const principal = snapshotOf(options.principal);
      return (await runs.turns(threadId, limit)).filter((turn) => isOwner(principal, turn));
    },

    async structure(options = {}) {
      const { view } = await accessOf(snapshotOf(options.principal), options.signal);
      return {
        dialect: database.dialect,
        tables: [...view.tables.values()].map((table) => ({
          table: table.name,
          kind: table.kind,
          comment: table.comment ?? null,
          rowCount: table.rowEstimate ?? null,
          columns: table.columns.map(({ name, type, nullable, comment }) => ({
            column: name,
            type,
            nullable,
            comment: comment ?? null,
            isPrimaryKey: table.primaryKey.includes(name),
          })),
        })),
        joins: view.joins,
      };
    },
  };
}
