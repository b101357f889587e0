import { DatabaseError } from '@nl2sql/core/errors';
import { notOneWrite, outcomeUnknown, type WriteSession } from '../transact.ts';
import { isUndone, toDatabaseError, toWriteError } from './errors.ts';
import { createTypeNames, select } from './select.ts';
import { type Client, examine, pin, refusal, type SessionSettings, type TextResult, type Values } from './session.ts';

/** What the server did, next to the rows that it gave. */
export interface CommandResult extends TextResult {
  /** What it says that it did, in a word: `UPDATE`, `COMMIT`. */
  readonly command: string;
  /** How many rows a statement that writes touched. */
  readonly rowCount: number | null;
}

type SendCommand = (text: string, values?: Values) => Promise<CommandResult>;

/** How a transaction that writes talks to its server. */
export interface Line {
  /** Refuses once the work was stopped. */
  readonly send: SendCommand;
  /** Sends what ends the transaction. From then on nothing stops it; a server that does not answer in time loses the connection. */
  readonly finish: SendCommand;
}

/** A transaction that may write. */
export interface WritingSession extends WriteSession {
  /** Undoes what was not committed. The connection is never used again, so that nothing of it reaches who reads. */
  end(): Promise<false>;
}

/** Begins a transaction that may write, held to the same settings as one that reads. */
export async function beginWriting(client: Client, settings: SessionSettings, timeoutMs: number, { send, finish }: Line): Promise<WritingSession> {
  const { id } = settings;
  const known = await examine(client, settings, send);
  await send('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE');
  const end = performance.now() + timeoutMs;
  /** Before each statement, since a function in the one before may have changed what the transaction is held to. */
  const pinAgain = () => pin(settings, known, { readOnly: false, timeoutMs: Math.max(1, Math.round(end - performance.now())) }, send);
  const role = await pinAgain();
  let committed = false;

  async function prepareStep(): Promise<void> {
    if ((await pinAgain()) !== role) throw refusal(id, 'a statement of the transaction has changed its role', 'Revoke from the role what lets it become another one.');
  }

  return {
    async execute({ text, parameters }) {
      try {
        await prepareStep();
        const { rows } = await send(`EXPLAIN (FORMAT JSON, VERBOSE) WITH ${FRAME} AS (\n${text}\n) SELECT 1`, parameters);
        if (!isOneWrite(JSON.parse(String(rows[0]?.[0])))) throw notOneWrite();
        const { rowCount } = await send(text, parameters);
        return { affectedRows: Number(rowCount) };
      } catch (error) {
        throw toWriteError(error, id);
      }
    },
    async query(sql, maxRows) {
      try {
        await prepareStep();
        await send('SAVEPOINT nl2sql_read');
        await send('SET LOCAL transaction_read_only = on');
        const result = await select({ send }, sql, maxRows, id, createTypeNames());
        await send('ROLLBACK TO SAVEPOINT nl2sql_read');
        await send('RELEASE SAVEPOINT nl2sql_read');
        return result;
      } catch (error) {
        throw toDatabaseError(error, id);
      }
    },
    async commit() {
      committed = true;
      const { command } = await finish('COMMIT').catch((cause: unknown) => {
        throw isUndone(cause) ? toWriteError(cause, id) : outcomeUnknown(id, cause);
      });
      if (command !== 'COMMIT') throw new DatabaseError('DATABASE_QUERY_FAILED', `${id} undid the transaction instead of committing it; nothing was changed.`);
    },
    async end() {
      if (!committed) await finish('ROLLBACK').catch(() => undefined);
      return false;
    },
  };
}

/**
 * A part of WITH can be a SELECT, INSERT, UPDATE or DELETE and nothing else, no two statements, and
 * nothing that writes within another one. EXPLAIN compiles it without running it.
 */
const FRAME = 'nl2sql_write';

interface PlanNode {
  readonly 'Node Type': string;
  readonly Operation?: string;
  readonly 'Subplan Name'?: string;
  /** What a statement with RETURNING gives. */
  readonly Output?: readonly string[];
  readonly Plans?: readonly PlanNode[];
}

const WRITES: ReadonlySet<string | undefined> = new Set(['Insert', 'Update', 'Delete']);

/** Whether a plan of the frame writes once, as its part and without giving rows. A table whose rules make several statements of one is left alone. */
function isOneWrite(plans: readonly { readonly Plan: PlanNode }[]): boolean {
  const [node, ...more] = plans.flatMap(({ Plan }) => writesIn(Plan));
  return plans.length === 1 && more.length === 0 && node !== undefined && WRITES.has(node.Operation) && node['Subplan Name'] === `CTE ${FRAME}` && (node.Output ?? []).length === 0;
}

function writesIn(node: PlanNode): readonly PlanNode[] {
  return [...(node['Node Type'] === 'ModifyTable' ? [node] : []), ...(node.Plans ?? []).flatMap(writesIn)];
}
