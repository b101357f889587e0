import type { VectorStore } from '@nl2sql/core/contracts';
import { ConfigurationError, IndexError } from '@nl2sql/core/errors';
import { importOptional } from '../optional-dependency.ts';
import { explainSqlState } from './pgvector/explain-sql-state.ts';
import { serverStore, unusable, type VectorServer } from './server-store.ts';

/** What is used of a client: a `Pool` or `Client` of `pg` fits, and PGlite. */
export interface PgvectorClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** An approximate index: https://github.com/pgvector/pgvector#hnsw. */
export interface HnswOptions {
  /** Connections of a vector to others, 2 to 100. Default 16. */
  readonly m?: number;
  /** Candidates while the index is built, 4 to 1,000 and at least twice `m`. Default 64. */
  readonly efConstruction?: number;
  /** The fewest candidates of a search, 1 to 1,000; twice `topK` when that is more. Default 100. */
  readonly efSearch?: number;
}

export interface PgvectorOptions {
  /** Where to connect, by the optional package `pg`. This or `client`. */
  readonly connectionString?: string;
  /** A client to use, which stays open after `close`. This or `connectionString`. */
  readonly client?: PgvectorClient;
  /** The schema of the table, which has to exist. Default `public`. */
  readonly schema?: string;
  /** The table, made with the first vectors; at most 58 bytes. Default `nl2sql_vectors`. */
  readonly table?: string;
  /**
   * Searches without `ids` by an HNSW index, made when it is missing; vectors of up to 2,000 numbers.
   * Default: none, every search is exact, which is quick for tens of thousands of vectors.
   */
  readonly hnsw?: HnswOptions;
  /** Milliseconds that one statement may take, and the wait for a connection. Default 30,000. */
  readonly timeoutMs?: number;
  /** The most connections at a time, of a pool that is not the host's. Default 4. */
  readonly connections?: number;
}

interface Pool extends PgvectorClient {
  end(): Promise<void>;
  on(event: 'error', listener: () => void): unknown;
}

const MOST_INDEXED_DIMENSIONS = 2_000;
const MOST_CANDIDATES = 1_000;
const INDEX_SUFFIX = '_hnsw';
const LONGEST_NAME = 63;

/**
 * A vector store in a table of PostgreSQL with the extension pgvector, by the optional package `pg`.
 * A client of the host's does as well, PGlite among them.
 *
 * The first `upsert` makes the extension, where the role may, and one table for vectors of one
 * length. A table for vectors of another length is refused: another embedder needs another table. A
 * search with `ids` is exact. An HNSW search is repeated exactly when it finds fewer than `topK`.
 *
 * Its methods throw `IndexError` `VECTOR_STORE_FAILED`, which says whether the server, the extension,
 * a privilege or the table is at fault, and `ConfigurationError` `MISSING_DEPENDENCY` when `pg` is
 * needed and not installed. No error holds the connection string or a text of the server; the
 * server's own error is in `cause`.
 *
 * @throws ConfigurationError when an option is out of range
 *
 * @example
 * ```ts
 * import { pgvector } from '@nl2sql/adapters/vector-stores/pgvector';
 *
 * const store = pgvector({ connectionString: 'postgres://nl2sql@localhost/vectors', table: 'shop_vectors' });
 * await store.upsert([{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }]);
 * await store.query(Float32Array.of(1, 0), { topK: 1 }); // [{ id: 'orders', score: 0.6 }]
 * ```
 */
export function pgvector(options: PgvectorOptions): VectorStore {
  const { schema = 'public', table = 'nl2sql_vectors', timeoutMs = 30_000 } = options;
  const hnsw = options.hnsw === undefined ? null : checkedHnsw(options.hnsw);
  checkName('schema', schema, LONGEST_NAME);
  checkName('table', table, LONGEST_NAME - INDEX_SUFFIX.length);
  return serverStore(postgresServer(clientOf(options, timeoutMs), { schema, table, hnsw }), { id: `pgvector:${schema}.${table}`, factory: 'pgvector', timeoutMs });
}

interface Place {
  readonly schema: string;
  readonly table: string;
  readonly hnsw: Required<HnswOptions> | null;
}

function postgresServer(client: { query(text: string, values?: unknown[]): Promise<readonly Row[]>; close(): Promise<void> }, { schema, table, hnsw }: Place): VectorServer {
  const name = `${quoted(schema)}.${quoted(table)}`;
  const index = `${table}${INDEX_SUFFIX}`;
  const where = `The table ${schema}.${table}`;
  /** The schema of the extension, which need not be on the search path. */
  let extension = '';

  async function findExtension(): Promise<boolean> {
    const [row] = await client.query("SELECT n.nspname AS schema FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'");
    if (row === undefined) return false;
    extension = quoted(String(row['schema']));
    return true;
  }

  async function createExtension(): Promise<void> {
    const available = await client.query("SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'vector'");
    if (available.length === 0) {
      throw new IndexError('VECTOR_STORE_FAILED', 'The server does not have the extension pgvector.', { hint: 'Install pgvector on the server, then run: CREATE EXTENSION vector;' });
    }
    try {
      await client.query('CREATE EXTENSION IF NOT EXISTS vector');
    } catch (cause) {
      // Another process may have made it in this moment.
      if (await findExtension()) return;
      throw new IndexError('VECTOR_STORE_FAILED', 'The extension pgvector could not be made in this database.', {
        hint: 'Run once as a role that may, such as the owner of the database: CREATE EXTENSION vector;',
        cause,
      });
    }
  }

  function checkIndexable(dimensions: number): void {
    if (hnsw === null || dimensions <= MOST_INDEXED_DIMENSIONS) return;
    throw new IndexError('VECTOR_STORE_FAILED', `An HNSW index takes vectors of up to ${MOST_INDEXED_DIMENSIONS} numbers, and these have ${dimensions}.`, {
      hint: 'Leave out the option hnsw: every search is exact then. Nothing was changed.',
    });
  }

  async function createIndex(dimensions: number): Promise<void> {
    if (hnsw === null) return;
    checkIndexable(dimensions);
    const { m, efConstruction } = hnsw;
    await client.query(`CREATE INDEX IF NOT EXISTS ${quoted(index)} ON ${name} USING hnsw (embedding ${extension}.vector_cosine_ops) WITH (m = ${m}, ef_construction = ${efConstruction})`);
  }

  return {
    async dimensions() {
      const [found] = await client.query(
        `SELECT c.relkind::text AS kind, i.indexrelid IS NOT NULL AS indexed,
                pg_catalog.format_type(k.atttypid, NULL) AS id_type, t.typname::text AS vector_type, v.atttypmod AS dimensions
           FROM pg_catalog.pg_class c
           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           LEFT JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attname = 'id' AND NOT k.attisdropped
           LEFT JOIN pg_catalog.pg_attribute v ON v.attrelid = c.oid AND v.attname = 'embedding' AND NOT v.attisdropped
           LEFT JOIN pg_catalog.pg_type t ON t.oid = v.atttypid
           LEFT JOIN (pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid) ON i.indrelid = c.oid AND x.relname = $3 AND i.indisvalid
          WHERE n.nspname = $1 AND c.relname = $2`,
        [schema, table, index],
      );
      if (found === undefined) return null;
      const dimensions = Number(found['dimensions']);
      if (found['id_type'] !== 'text' || found['vector_type'] !== 'vector' || !(dimensions > 0) || !(await findExtension())) throw unusable(where, 'is not one that this store made');
      if (found['indexed'] !== true) await createIndex(dimensions);
      return dimensions;
    },

    async create(dimensions) {
      checkIndexable(dimensions);
      if (!(await findExtension())) {
        await createExtension();
        await findExtension();
      }
      await client.query(`CREATE TABLE IF NOT EXISTS ${name} (id text COLLATE "C" PRIMARY KEY, embedding ${extension}.vector(${dimensions}) NOT NULL)`);
    },

    async upsert(records) {
      // In one order, so that writers of the same records wait for each other and never in a circle.
      const sorted = records.toSorted((left, right) => (left.id < right.id ? -1 : 1));
      await client.query(
        `INSERT INTO ${name} (id, embedding) SELECT new.id, new.embedding::${extension}.vector FROM unnest($1::text[], $2::text[]) AS new (id, embedding)
         ON CONFLICT (id) DO UPDATE SET embedding = excluded.embedding`,
        [sorted.map((record) => record.id), sorted.map((record) => literal(record.vector))],
      );
    },

    async delete(ids) {
      await client.query(`DELETE FROM ${name} WHERE id IN (SELECT id FROM ${name} WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE)`, [ids]);
    },

    async query(vector, topK, ids) {
      const distance = `embedding OPERATOR(${extension}.<=>) $1::${extension}.vector`;
      if (hnsw !== null && ids === undefined && topK <= MOST_CANDIDATES) {
        // The setting is made by the statement itself: the next one may run on another connection.
        const candidates = Math.min(MOST_CANDIDATES, Math.max(hnsw.efSearch, 2 * topK));
        const rows = await client.query(
          `SELECT id, ${distance} AS distance FROM ${name} WHERE (SELECT pg_catalog.set_config('hnsw.ef_search', $3, true)) IS NOT NULL ORDER BY ${distance} LIMIT $2::int`,
          [literal(vector), topK, String(candidates)],
        );
        if (rows.length === topK) return rows.map(toMatch);
      }
      // No index is over a sum, so that all are compared.
      const rows = await client.query(
        `SELECT id, (${distance}) + 0 AS distance FROM ${name} WHERE $3::text[] IS NULL OR id = ANY($3::text[]) ORDER BY distance, id LIMIT $2::int`,
        [literal(vector), Math.min(topK, 2 ** 31 - 1), ids ?? null],
      );
      return rows.map(toMatch);
    },

    async count() {
      const [row] = await client.query(`SELECT count(*)::float8 AS count FROM ${name}`);
      return Number(row?.['count']);
    },

    close: () => client.close(),
    explain: explainSqlState,
  };
}

type Row = Readonly<Record<string, unknown>>;

function clientOf({ client, connectionString, connections = 4 }: PgvectorOptions, timeoutMs: number) {
  if ((client === undefined) === (connectionString === undefined)) throw new ConfigurationError('pgvector() needs exactly one of `client` and `connectionString`.');
  checkWhole('connections', connections, 1, 1_000);
  let pool: Promise<Pool> | undefined;

  async function connect(): Promise<Pool> {
    const { default: driver } = (await importOptional('pg', 'The vector store pgvector()', () => import('pg'))) as unknown as { default: { Pool: new (settings: object) => Pool } };
    // A statement that is waited for no longer costs its connection, so that none stays busy for good.
    const made = new driver.Pool({ connectionString, max: connections, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs + 1_000 });
    // A connection that breaks while nobody uses it is replaced; without a listener it would end the process.
    made.on('error', () => undefined);
    return made;
  }

  return {
    async query(text: string, values: unknown[] = []): Promise<readonly Row[]> {
      pool ??= client === undefined ? connect() : undefined;
      const { rows } = await (client ?? (await (pool as Promise<Pool>))).query(text, values);
      return rows as readonly Row[];
    },
    async close(): Promise<void> {
      await (await pool?.catch(() => undefined))?.end();
    },
  };
}

function checkedHnsw({ m = 16, efConstruction = 64, efSearch = 100 }: HnswOptions): Required<HnswOptions> {
  checkWhole('hnsw.m', m, 2, 100);
  checkWhole('hnsw.efConstruction', efConstruction, Math.max(4, 2 * m), 1_000);
  checkWhole('hnsw.efSearch', efSearch, 1, MOST_CANDIDATES);
  return { m, efConstruction, efSearch };
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) throw new ConfigurationError(`pgvector({ ${name} }) must be a whole number from ${least} to ${most}.`);
}

function checkName(option: string, name: string, longest: number): void {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > longest) throw new ConfigurationError(`pgvector({ ${option} }) must be a name of 1 to ${longest} bytes.`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

function toMatch({ id, distance }: Row) {
  return { id: String(id), score: 1 - Number(distance) };
}
