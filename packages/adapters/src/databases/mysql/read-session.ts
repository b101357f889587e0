import { setImmediate } from 'node:timers/promises';
import type { QueryResult } from '@nl2sql/core/contracts';
import { type BatchSizes, giveInBatches } from '../relay-rows.ts';
import { timedOut } from '../stopping.ts';
import type { Server } from './server.ts';
import type { Entered, SessionKind } from './sessions.ts';
import { compile, keep, openRows, reset, select, type Selection } from './statements.ts';

type Values = readonly (string | number | boolean | null)[];

/** One verified, read-only session. It serves one caller at a time. */
export interface Session {
  readonly server: Server;
  /** Compiles without running; refuses everything but a SELECT. */
  compile(sql: string): Promise<void>;
  /** Runs a SELECT that came from outside, within the session's limits. */
  select(sql: string, values: Values, maxRows: number): Promise<Selection>;
  /** Runs a SELECT that came from outside, and gives its rows in batches. */
  stream(sql: string, values: Values, sizes: BatchSizes, give: (batch: QueryResult) => Promise<void>): Promise<void>;
  /** Runs a statement of this adapter. */
  selectOwn(sql: string): Promise<Selection['rows']>;
  /** Runs a SHOW of this adapter, which not every server prepares. */
  show(sql: string): Promise<readonly (readonly (string | null)[])[]>;
}

/** A bound on rows for statements of the adapter, which end by themselves. */
const OWN_ROWS = 10_000_000;

/** Sessions in a read-only transaction, rolled back and reset afterwards. */
export const READING: SessionKind<Session> = {
  access: 'read',
  begin: readSession,
  async leave(connection) {
    await keep(connection, 'ROLLBACK');
    await reset(connection);
  },
  reuse: true,
};

function readSession({ id, connection, server, timeoutMs, discard }: Entered): Session {
  /** MySQL answers an interrupted SLEEP() with 1 and no error: what comes too late is no answer. */
  const refuseLate = (start: number) => {
    if (performance.now() - start >= timeoutMs) throw timedOut(id, timeoutMs);
  };
  return {
    server,
    compile: (sql) => compile(connection, sql),
    async select(sql, values, maxRows) {
      await compile(connection, sql);
      const start = performance.now();
      const selection = await select(connection, sql, values, maxRows);
      if (selection.unfinished) discard();
      else refuseLate(start);
      return selection;
    },
    async stream(sql, values, sizes, give) {
      await compile(connection, sql);
      const start = performance.now();
      const open = openRows(connection, sql, values);
      const read = async (count: number) => {
        const rows = await open.read(count);
        if (rows.length < count) refuseLate(start);
        // What the socket has at hand comes within one turn of the event loop.
        await setImmediate();
        return rows;
      };
      await giveInBatches(read, sizes, (rows, truncated) => give({ columns: open.columns().map(({ name, type }) => ({ name, type })), rows, truncated }));
      if ((await open.read(1)).length > 0) discard();
    },
    async selectOwn(sql) {
      return (await select(connection, sql, [], OWN_ROWS)).rows;
    },
    show: (sql) => keep(connection, sql),
  };
}
