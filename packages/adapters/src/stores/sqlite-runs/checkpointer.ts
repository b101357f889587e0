import type { BaseCheckpointSaver, CheckpointMetadata, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '@nl2sql/core/errors';
import type { LibsqlValue } from '../../libsql.ts';
import type { Row, StoreFile } from './store-file.ts';

type CheckpointModule = typeof import('@langchain/langgraph-checkpoint');
type Config = Parameters<BaseCheckpointSaver['getTuple']>[0];

const COLUMNS = 'thread_id, checkpoint_ns, checkpoint_id, parent_id, checkpoint_type, checkpoint, metadata_type, metadata';
const CHECKPOINTS_PER_PAGE = 32;
/** The checkpoint format from which on a checkpoint itself holds what was sent to its tasks. */
const PENDING_SENDS_IN_CHECKPOINT = 4;
/** SQLite takes at most 32,766 parameters in a statement. */
const WRITES_PER_STATEMENT = 1_000;

/**
 * A LangGraph checkpointer in a file. The class is made here, because the class that it extends is
 * an optional package.
 *
 * The semantics are those of LangGraph's own savers: the newest checkpoint is the one with the
 * highest id, writes come in the order of task path, task and index, and of two writes of one task
 * to one index the first stays, except for errors, interrupts and their like, which replace.
 */
export function createCheckpointer(module: CheckpointModule, file: StoreFile): BaseCheckpointSaver {
  const { BaseCheckpointSaver: Base, copyCheckpoint, getCheckpointId, maxChannelVersion, TASKS, WRITES_IDX_MAP } = module;

  class SqliteCheckpointer extends Base {
    override async getTuple(config: Config): Promise<CheckpointTuple | undefined> {
      const { thread_id, checkpoint_ns } = config.configurable ?? {};
      if (thread_id === undefined) return undefined;
      const id = getCheckpointId(config);
      const [row] = await file.run(
        `SELECT ${COLUMNS} FROM nl2sql_checkpoints WHERE thread_id = ? AND checkpoint_ns = ? ${id ? 'AND checkpoint_id = ?' : 'ORDER BY checkpoint_id DESC LIMIT 1'}`,
        [String(thread_id), String(checkpoint_ns ?? ''), ...(id ? [id] : [])],
      );
      if (row === undefined) return undefined;
      const tuple = await this.#toTuple(row);
      return id ? { ...tuple, config } : tuple;
    }

    override async *list(config: Config, options: Parameters<BaseCheckpointSaver['list']>[1] = {}): AsyncGenerator<CheckpointTuple> {
      const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
      const conditions: [string, LibsqlValue][] = [];
      if (thread_id !== undefined) conditions.push(['thread_id = ?', String(thread_id)]);
      if (checkpoint_ns !== undefined) conditions.push(['checkpoint_ns = ?', String(checkpoint_ns)]);
      if (checkpoint_id) conditions.push(['checkpoint_id = ?', String(checkpoint_id)]);
      const before: unknown = options.before?.configurable?.['checkpoint_id'];
      if (before) conditions.push(['checkpoint_id < ?', String(before)]);

      let left = options.limit ?? Number.POSITIVE_INFINITY;
      let after: Row | undefined;
      while (left > 0) {
        const page = await this.#page(conditions, after);
        for (const row of page) {
          if (left <= 0) return;
          const metadata = await this.#metadata(row);
          if (!matches(metadata, options.filter)) continue;
          left -= 1;
          yield await this.#toTuple(row, metadata);
        }
        if (page.length < CHECKPOINTS_PER_PAGE) return;
        after = page.at(-1);
      }
    }

    override async put(config: Config, checkpoint: Parameters<BaseCheckpointSaver['put']>[1], metadata: CheckpointMetadata): Promise<Config> {
      const { thread_id, checkpoint_ns, checkpoint_id } = required(config, 'thread_id');
      const [[checkpointType, checkpointBytes], [metadataType, metadataBytes]] = await Promise.all([
        this.serde.dumpsTyped(copyCheckpoint(checkpoint)),
        this.serde.dumpsTyped(metadata),
      ]);
      await file.run(`INSERT OR REPLACE INTO nl2sql_checkpoints (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, [
        String(thread_id),
        String(checkpoint_ns ?? ''),
        checkpoint.id,
        checkpoint_id === undefined ? null : String(checkpoint_id),
        checkpointType,
        checkpointBytes,
        metadataType,
        metadataBytes,
      ]);
      return { configurable: { thread_id, checkpoint_ns: checkpoint_ns ?? '', checkpoint_id: checkpoint.id } };
    }

    override async putWrites(config: Config, writes: Parameters<BaseCheckpointSaver['putWrites']>[1], taskId: string, taskPath = ''): Promise<void> {
      const { thread_id, checkpoint_ns, checkpoint_id } = required(config, 'thread_id', 'checkpoint_id');
      const rows = await Promise.all(
        writes.map(async ([channel, value], index): Promise<LibsqlValue[]> => {
          const [type, bytes] = await this.serde.dumpsTyped(value);
          const place = WRITES_IDX_MAP[channel] ?? index;
          return [String(thread_id), String(checkpoint_ns ?? ''), String(checkpoint_id), taskPath, taskId, BigInt(place), channel, type, bytes];
        }),
      );
      const statements = [];
      for (let start = 0; start < rows.length; start += WRITES_PER_STATEMENT) {
        const part = rows.slice(start, start + WRITES_PER_STATEMENT);
        statements.push({
          sql: `INSERT INTO nl2sql_writes (thread_id, checkpoint_ns, checkpoint_id, task_path, task_id, idx, channel, value_type, value)
                VALUES ${part.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}
                ON CONFLICT DO UPDATE SET task_path = excluded.task_path, channel = excluded.channel, value_type = excluded.value_type, value = excluded.value
                 WHERE excluded.idx < 0`,
          parameters: part.flat(),
        });
      }
      if (statements.length > 0) await file.transaction(statements);
    }

    override async deleteThread(threadId: string): Promise<void> {
      await file.transaction([
        { sql: 'DELETE FROM nl2sql_writes WHERE thread_id = ?', parameters: [threadId] },
        { sql: 'DELETE FROM nl2sql_checkpoints WHERE thread_id = ?', parameters: [threadId] },
      ]);
    }

    #page(conditions: readonly (readonly [string, LibsqlValue])[], after: Row | undefined): Promise<readonly Row[]> {
      const clauses = conditions.map(([condition]) => condition);
      const parameters = conditions.map(([, parameter]) => parameter);
      if (after !== undefined) {
        clauses.push('(checkpoint_id, thread_id, checkpoint_ns) < (?, ?, ?)');
        parameters.push(after[2] ?? null, after[0] ?? null, after[1] ?? null);
      }
      return file.run(
        `SELECT ${COLUMNS} FROM nl2sql_checkpoints ${clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`}
          ORDER BY checkpoint_id DESC, thread_id DESC, checkpoint_ns DESC LIMIT ${CHECKPOINTS_PER_PAGE}`,
        parameters,
      );
    }

    async #metadata(row: Row): Promise<CheckpointMetadata> {
      return (await this.serde.loadsTyped(String(row[6]), row[7] as Uint8Array)) as CheckpointMetadata;
    }

    async #toTuple(row: Row, metadata?: CheckpointMetadata): Promise<CheckpointTuple> {
      const [thread_id, checkpoint_ns, checkpoint_id, parentId, type, bytes] = row as [string, string, string, string | null, string, Uint8Array];
      const checkpoint = (await this.serde.loadsTyped(type, bytes)) as CheckpointTuple['checkpoint'];
      if (parentId !== null && checkpoint.v < PENDING_SENDS_IN_CHECKPOINT) await this.#addPendingSends(checkpoint, thread_id, checkpoint_ns, parentId);
      return {
        config: { configurable: { thread_id, checkpoint_ns, checkpoint_id } },
        checkpoint,
        metadata: metadata ?? (await this.#metadata(row)),
        pendingWrites: await this.#writes(thread_id, checkpoint_ns, checkpoint_id),
        ...(parentId === null ? {} : { parentConfig: { configurable: { thread_id, checkpoint_ns, checkpoint_id: parentId } } }),
      };
    }

    async #writes(threadId: string, namespace: string, checkpointId: string): Promise<[string, string, unknown][]> {
      const rows = await file.run(
        'SELECT task_id, channel, value_type, value FROM nl2sql_writes WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? ORDER BY task_path, task_id, idx',
        [threadId, namespace, checkpointId],
      );
      return Promise.all(
        rows.map(async ([taskId, channel, type, value]): Promise<[string, string, unknown]> => [
          String(taskId),
          String(channel),
          await this.serde.loadsTyped(String(type), value as Uint8Array),
        ]),
      );
    }

    /** A checkpoint of an older format leaves what was sent to its tasks with its parent's writes. */
    async #addPendingSends(checkpoint: CheckpointTuple['checkpoint'], threadId: string, namespace: string, parentId: string): Promise<void> {
      const writes = await this.#writes(threadId, namespace, parentId);
      const versions = Object.values(checkpoint.channel_versions);
      checkpoint.channel_values[TASKS] = writes.filter(([, channel]) => channel === TASKS).map(([, , value]) => value);
      checkpoint.channel_versions[TASKS] = versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
    }
  }
  return new SqliteCheckpointer();
}

function matches(metadata: object, filter: Record<string, unknown> | undefined): boolean {
  return Object.entries(filter ?? {}).every(([key, value]) => isDeepStrictEqual((metadata as Record<string, unknown>)[key], value));
}

function required(config: Config, ...names: readonly string[]): NonNullable<Config['configurable']> {
  const configurable = config.configurable ?? {};
  for (const name of names) {
    if (configurable[name] === undefined) throw new ConfigurationError(`A checkpoint needs "${name}" in the configurable part of the graph's configuration; nothing was kept.`);
  }
  return configurable;
}
