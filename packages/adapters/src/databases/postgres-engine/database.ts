import type { Database } from '@nl2sql/core/contracts';
import { DatabaseError, unsupported } from '@nl2sql/core/errors';
import { BATCH_ROWS, readAhead, relayRows } from '../relay-rows.ts';
import { transact } from '../transact.ts';
import { introspect, type ValueSource } from './introspect.ts';
import { PROMPT_NOTES } from './prompt-notes.ts';
import { sampleValues } from './sample-values.ts';
import { compile, createTypeNames, select, stream } from './select.ts';
import type { Connections, Send } from './session.ts';
import type { WritingSession } from './write-session.ts';

export interface EngineOptions {
  readonly id: string;
  readonly scope: string;
  readonly connections: Connections;
  /** Sessions that write, where the host has asked for them. */
  readonly writing?: Connections<WritingSession> | null;
  /** Null: all but the server's own. */
  readonly schemas: readonly string[] | null;
  /** The most rows of a table that `sampleValues` looks at. */
  readonly sampleRows: number;
  readonly sampleTimeoutMs: number;
}

/** Reading the catalog or compiling a statement is quick; a server that takes longer is in trouble. */
export const CATALOG_TIMEOUT_MS = 30_000;

/** A PostgreSQL as a database to ask, whatever carries the statements to it. */
export function engineDatabase({ id, scope, connections, writing = null, schemas, sampleRows, sampleTimeoutMs }: EngineOptions): Database {
  const types = createTypeNames();
  /** As last described, so that reading the values of many tables does not search the catalog for each. */
  let described: ReadonlyMap<string, ValueSource> | null = null;
  const describe = async (send: Send) => {
    const { schema, sources } = await introspect(send, schemas);
    described = sources;
    return schema;
  };
  const sourceOf = async (send: Send, table: string, columns: readonly string[]): Promise<ValueSource> => {
    const find = () => {
      const source = described?.get(table);
      return source !== undefined && columns.every((column) => source.comparable.has(column)) ? source : undefined;
    };
    if (find() === undefined) await describe(send);
    const source = find();
    if (source !== undefined) return source;
    throw new DatabaseError('DATABASE_QUERY_FAILED', `${id} has no table of that name with these columns that it may read.`, { hint: 'Take names as introspect() gives them.' });
  };
  return {
    id,
    scope,
    dialect: 'postgres',
    capabilities: { cancel: true, explain: true, stream: true, write: writing !== null },
    promptNotes: PROMPT_NOTES,
    introspect: ({ signal } = {}) => connections.run(({ send }) => describe(send), { signal, timeoutMs: CATALOG_TIMEOUT_MS }),
    sampleValues: (table, columns, { limit, signal }) =>
      connections.run(async ({ send }) => sampleValues(send, await sourceOf(send, table, columns), columns, limit, sampleRows), { signal, timeoutMs: sampleTimeoutMs }),
    query: (sql, { signal, timeoutMs, maxRows }) => connections.run((session) => select(session, sql, maxRows, id, types), { signal, timeoutMs }),
    stream: (sql, { signal, timeoutMs, maxRows, batchRows = BATCH_ROWS }) =>
      relayRows(
        (give, leaving) =>
          connections.run(
            async (session, stopped) => {
              const ahead = readAhead((batch) => give(batch, stopped), session.shared?.wanted);
              await stream(session, sql, { maxRows, batchRows }, ahead.give, id, types);
              await session.shared?.leave();
              await ahead.taken();
            },
            { signal: leaving, timeoutMs },
          ),
        signal,
      ),
    async transaction(work, { signal, timeoutMs, end }) {
      if (writing === null) throw unsupported(id, 'transaction');
      const outcome = await writing.run((session, stopped) => transact({ id, session, work, end, stopped }), { signal, timeoutMs });
      return outcome();
    },
    explain: (sql, { signal } = {}) => connections.run((session) => compile(session, sql, id), { signal, timeoutMs: CATALOG_TIMEOUT_MS }),
    async close() {
      await Promise.all([connections.close(), writing?.close()]);
    },
  };
}
