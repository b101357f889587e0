import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { VectorRecord, VectorStore } from '@nl2sql/core/contracts';
import { vectorStoreCases } from '@nl2sql/core/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeWithPostgres, postgresOffers } from '../../../../tests/support/services.ts';
import { memory } from './memory.ts';
import { pgvector, type PgvectorClient, type PgvectorOptions } from './pgvector.ts';

const failed = { code: 'VECTOR_STORE_FAILED' };
const offered = await postgresOffers('vector');

/** Vectors in all directions, the same for the same seed. */
function scattered(count: number, dimensions: number, seed: number): VectorRecord[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return Array.from({ length: count }, (_, index) => ({ id: `table${index}`, vector: Float32Array.from({ length: dimensions }, next) }));
}

/** The cases of the contract, each in a table of its own that is dropped after it. */
function describeCases(title: string, clientOf: () => PgvectorClient, storeOptions: () => Partial<PgvectorOptions>): void {
  describe(title, () => {
    for (const { name, run } of vectorStoreCases) {
      it(name, async () => {
        const table = `case "${randomUUID()}`;
        const open = (): VectorStore => pgvector({ table, ...storeOptions() });
        await run({ create: open, reopen: open });
        await clientOf().query(`DROP TABLE IF EXISTS "${table.replaceAll('"', '""')}"`);
      });
    }
  });
}

describe('pgvector in PGlite', () => {
  let client: PGlite;
  beforeAll(async () => {
    client = await PGlite.create({ extensions: { vector } });
  }, 60_000);
  afterAll(() => client.close());

  it('makes the extension and the table with the first vectors, and nothing before', async () => {
    const store = pgvector({ client, table: 'first' });
    expect(await store.count()).toBe(0);
    expect((await client.query("SELECT 1 FROM pg_class WHERE relname = 'first'")).rows).toEqual([]);
    await store.upsert(scattered(2, 4, 1));
    expect((await client.query("SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = 'first'::regclass AND attname = 'embedding'")).rows).toEqual([{ type: 'vector(4)' }]);
  });

  describeCases('searching exactly', () => client, () => ({ client }));
  describeCases('by an HNSW index', () => client, () => ({ client, hnsw: { m: 8, efConstruction: 32 } }));

  describe('through pg', () => {
    let server: PGLiteSocketServer;
    let connectionString: string;
    beforeAll(async () => {
      server = new PGLiteSocketServer({ db: client, port: 0, maxConnections: 4 });
      const listening = new Promise<string>((resolve) => {
        server.addEventListener('listening', (event) => resolve(`postgres://postgres:secret@127.0.0.1:${(event as CustomEvent<{ port: number }>).detail.port}/postgres?sslmode=disable`));
      });
      await server.start();
      connectionString = await listening;
    });
    afterAll(() => server.stop());
    describeCases('by an address', () => client, () => ({ connectionString, connections: 1 }));
  });

  describe('an HNSW index', () => {
    const records = scattered(600, 8, 1);
    const query = scattered(1, 8, 2)[0]!.vector;
    afterEach(() => client.exec('RESET ALL'));

    async function indexed(name: string): Promise<string[]> {
      const { rows } = await client.query<{ indexdef: string }>('SELECT indexdef FROM pg_indexes WHERE tablename = $1 AND indexdef LIKE $2', [name, '%hnsw%']);
      return rows.map((row) => row.indexdef);
    }

    it('is searched, with as many candidates as the search needs', async () => {
      const statements: string[] = [];
      const plans: string[] = [];
      const watched: PgvectorClient = {
        async query(text, values) {
          statements.push(text);
          if (text.includes('ef_search')) plans.push(JSON.stringify((await client.query(`EXPLAIN ${text}`, values)).rows));
          return client.query(text, values);
        },
      };
      const exact = memory();
      const store = pgvector({ client: watched, table: 'graph', hnsw: { efSearch: 10 } });
      await exact.upsert(records);
      await store.upsert(records);
      // So few records are compared one by one, if the planner may choose.
      await client.exec('SET enable_seqscan = off; SET enable_sort = off');
      expect(await indexed('graph')).toEqual([expect.stringContaining("vector_cosine_ops) WITH (m='16', ef_construction='64')")]);

      statements.length = 0;
      for (const topK of [5, 40, 200]) {
        const found = await store.query(query, { topK });
        const expected = new Set((await exact.query(query, { topK })).map((match) => match.id));
        expect(found).toHaveLength(topK);
        expect(found.filter((match) => expected.has(match.id)).length / topK).toBeGreaterThan(0.9);
      }
      expect(plans).toHaveLength(3);
      for (const plan of plans) expect(plan).toContain('Index Scan using graph_hnsw');
      // Had the candidates been too few, each search would have been repeated exactly.
      expect(statements.filter((text) => text.includes('<=>'))).toHaveLength(3);
      expect((await client.query<{ hnsw: string }>("SELECT current_setting('hnsw.ef_search') AS hnsw")).rows).toEqual([{ hnsw: '40' }]);
    });

    it('is not used where it would miss: with ids, and for more than it can give', async () => {
      const store = pgvector({ client, table: 'beyond', hnsw: { efSearch: 1 } });
      const many = scattered(1_300, 4, 3);
      await store.upsert(many);
      expect(await store.query(many[0]!.vector, { topK: 1_200 })).toHaveLength(1_200);
      const ids = many.slice(1_290).map((record) => record.id);
      expect(await store.query(many[0]!.vector, { topK: 20, ids })).toHaveLength(10);
    });

    it('is made for a table that has none', async () => {
      const plain = pgvector({ client, table: 'later' });
      await plain.upsert(records);
      expect(await indexed('later')).toEqual([]);
      expect(await pgvector({ client, table: 'later', hnsw: {} }).count()).toBe(600);
      expect(await indexed('later')).toHaveLength(1);
      // Without the option it is left alone, and not searched, whatever it would find.
      expect(await plain.query(query, { topK: 550 })).toHaveLength(550);
    });

    it('cannot be had for long vectors, and nothing is made then', async () => {
      const long = scattered(1, 2_001, 1);
      await expect(pgvector({ client, table: 'long', hnsw: {} }).upsert(long)).rejects.toMatchObject({ ...failed, message: expect.stringContaining('2000 numbers'), hint: expect.stringContaining('hnsw') });
      expect((await client.query("SELECT 1 FROM pg_class WHERE relname = 'long'")).rows).toEqual([]);
      const store = pgvector({ client, table: 'long' });
      await store.upsert(long);
      expect(await store.query(long[0]!.vector, { topK: 1 })).toEqual([{ id: 'table0', score: expect.closeTo(1, 5) }]);
    });
  });

  describe('a table that is there', () => {
    it('for vectors of another length is refused, and keeps what it has', async () => {
      await pgvector({ client, table: 'other_model' }).upsert(scattered(3, 4, 1));
      const store = pgvector({ client, table: 'other_model' });
      await expect(store.upsert(scattered(1, 6, 1))).rejects.toMatchObject({ ...failed, message: expect.stringContaining('holds vectors of 4 numbers and was given one of 6'), hint: expect.stringContaining('new store') });
      await expect(store.query(Float32Array.of(1, 2, 3, 4, 5, 6), { topK: 1 })).rejects.toMatchObject(failed);
      expect(await store.count()).toBe(3);
    });

    it.each([
      ['of another application', 'CREATE TABLE foreign_table (id bigint, name text)'],
      ['without a length', 'CREATE TABLE foreign_table (id text PRIMARY KEY, embedding vector)'],
      ['with another key', 'CREATE TABLE foreign_table (id uuid PRIMARY KEY, embedding vector(4))'],
    ])('%s is refused and not touched', async (_, sql) => {
      await client.exec(sql);
      try {
        const store = pgvector({ client, table: 'foreign_table' });
        for (const call of [store.count(), store.upsert(scattered(1, 4, 1)), store.delete(['x'])]) {
          await expect(call).rejects.toMatchObject({ ...failed, message: 'The table public.foreign_table is not one that this store made.' });
        }
      } finally {
        await client.exec('DROP TABLE foreign_table');
      }
    });

    it('may be dropped and made again for another length while a store is open', async () => {
      const store = pgvector({ client, table: 'remade' });
      await store.upsert(scattered(3, 4, 1));
      await client.exec('DROP TABLE remade');
      await expect(store.count()).rejects.toMatchObject({ ...failed, message: expect.stringContaining('the table is gone') });
      expect(await store.count()).toBe(0);
      await store.upsert(scattered(2, 6, 1));
      expect(await store.count()).toBe(2);
    });

    it('is seen when another process has made it meanwhile', async () => {
      const reader = pgvector({ client, table: 'made_elsewhere' });
      expect(await reader.query(Float32Array.of(1, 0), { topK: 1 })).toEqual([]);
      await pgvector({ client, table: 'made_elsewhere' }).upsert([{ id: 'a', vector: Float32Array.of(1, 0) }]);
      expect(await reader.query(Float32Array.of(1, 0), { topK: 1 })).toEqual([{ id: 'a', score: 1 }]);
    });
  });

  it('works in another schema, with the extension off the search path', async () => {
    await client.exec('CREATE SCHEMA "Shop "" 1"; CREATE SCHEMA extras; ALTER EXTENSION vector SET SCHEMA extras');
    try {
      const store = pgvector({ client, schema: 'Shop " 1', table: 'vec"tors', hnsw: {} });
      await store.upsert(scattered(50, 4, 1));
      expect(await store.query(scattered(1, 4, 1)[0]!.vector, { topK: 2, ids: ['table0'] })).toEqual([{ id: 'table0', score: expect.closeTo(1, 5) }]);
      expect((await store.query(scattered(1, 4, 1)[0]!.vector, { topK: 2 }))[0]?.id).toBe('table0');
      await expect(pgvector({ client, schema: 'nowhere' }).upsert(scattered(1, 4, 1))).rejects.toMatchObject({ ...failed, message: expect.stringContaining('there is no such schema') });
    } finally {
      await client.exec('DROP SCHEMA "Shop "" 1" CASCADE; ALTER EXTENSION vector SET SCHEMA public; DROP SCHEMA extras');
    }
  });

  it('says what a role may not do, without the words of the server', async () => {
    await pgvector({ client, table: 'guarded' }).upsert(scattered(1, 4, 1));
    await client.exec('CREATE ROLE reader; GRANT SELECT ON guarded TO reader; SET ROLE reader');
    try {
      const store = pgvector({ client, table: 'guarded' });
      expect(await store.count()).toBe(1);
      const error = await store.upsert(scattered(1, 4, 1)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ ...failed, message: 'pgvector:public.guarded could not keep vectors: the role lacks a privilege that it needs.', hint: expect.stringContaining('INSERT') });
      await expect(pgvector({ client, table: 'forbidden' }).upsert(scattered(1, 4, 1))).rejects.toMatchObject({ ...failed, message: expect.stringContaining('privilege') });
    } finally {
      await client.exec('RESET ROLE');
    }
  });

  it('refuses an id that the database cannot hold, and stays usable', async () => {
    const store = pgvector({ client, table: 'odd_ids' });
    await expect(store.upsert([{ id: 'nul\0', vector: Float32Array.of(1, 0) }])).rejects.toMatchObject(failed);
    await store.upsert([{ id: 'fine', vector: Float32Array.of(1, 0) }]);
    expect(await store.count()).toBe(1);
  });

  it('leaves the client open that it was given', async () => {
    await pgvector({ client }).close();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('pgvector over a client', () => {
  it('says what to do where the extension is missing, or may not be made', async () => {
    const answers = (available: boolean): PgvectorClient => ({
      async query(text) {
        if (text.startsWith('CREATE EXTENSION')) throw Object.assign(new Error('permission denied to create extension "vector"'), { code: '42501', severity: 'ERROR' });
        return { rows: available && text.includes('pg_available_extensions') ? [{}] : [] };
      },
    });
    await expect(pgvector({ client: answers(false) }).upsert(scattered(1, 2, 1))).rejects.toMatchObject({ ...failed, hint: expect.stringContaining('Install pgvector') });
    await expect(pgvector({ client: answers(true) }).upsert(scattered(1, 2, 1))).rejects.toMatchObject({ ...failed, hint: expect.stringContaining('CREATE EXTENSION vector;') });
  });

  it('waits no longer than it was told to', async () => {
    const store = pgvector({ client: { query: () => new Promise(() => {}) }, timeoutMs: 20 });
    await expect(store.count()).rejects.toMatchObject({ ...failed, message: expect.stringContaining('no answer within 20 ms'), hint: expect.stringContaining('Nothing was changed') });
    await store.close();
  });

  it('keeps the password out of what it says, and works again when the server does', async () => {
    const store = pgvector({ connectionString: 'postgres://somebody:hunter2secret@127.0.0.1:1/vectors', timeoutMs: 5_000 });
    const error = await store.count().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...failed, message: 'pgvector:public.nl2sql_vectors could not be opened: the connection failed.' });
    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('hunter2');
    await store.close();
  });

  it.each<[string, PgvectorOptions]>([
    ['nothing to connect to', {}],
    ['two things to connect to', { client: { query: async () => ({ rows: [] }) }, connectionString: 'postgres://localhost/x' }],
    ['no table', { connectionString: 'postgres://localhost/x', table: '' }],
    ['a name that would be cut off', { connectionString: 'postgres://localhost/x', table: 'x'.repeat(59) }],
    ['no time', { connectionString: 'postgres://localhost/x', timeoutMs: 0 }],
    ['half a connection', { connectionString: 'postgres://localhost/x', connections: 0.5 }],
    ['SQL for a number', { connectionString: 'postgres://localhost/x', hnsw: { m: '16); DROP TABLE x; --' as unknown as number } }],
    ['too few candidates for the index', { connectionString: 'postgres://localhost/x', hnsw: { m: 40 } }],
  ])('refuses %s', (_, options) => {
    expect(() => pgvector(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });
});

describeWithPostgres('pgvector on a PostgreSQL server', (url) => {
  it.skipIf(offered)('says what to install where the server lacks the extension', async () => {
    const store = pgvector({ connectionString: url });
    expect(await store.count()).toBe(0);
    await expect(store.upsert(scattered(1, 2, 1))).rejects.toMatchObject({ ...failed, message: 'The server does not have the extension pgvector.', hint: expect.stringContaining('CREATE EXTENSION vector;') });
    await store.close();
  });

  describe.runIf(offered)('with the extension', () => {
    let pool: pg.Pool;
    beforeAll(() => {
      pool = new pg.Pool({ connectionString: url });
    });
    afterAll(() => pool.end());

    describeCases('by its address', () => pool, () => ({ connectionString: url, hnsw: {} }));
    describeCases('by a pool', () => pool, () => ({ client: pool }));

    it('serves stores that start at once and write the same records in any order', async () => {
      const records = scattered(300, 8, 1);
      const stores = Array.from({ length: 6 }, () => pgvector({ connectionString: url, table: 'shared', connections: 2 }));
      await Promise.all(stores.flatMap((store) => [store.upsert(records), store.upsert(records.toReversed()), store.delete(records.slice(0, 100).map((record) => record.id))]));
      await Promise.all(stores.map((store) => store.upsert(records)));
      expect(await stores[0]?.count()).toBe(300);
      await Promise.all(stores.map((store) => store.close()));
    });
  });
});

describe('without the package pg', () => {
  afterEach(() => {
    vi.doUnmock('pg');
  });

  it('says how to install it', async () => {
    vi.doMock('pg', () => {
      throw Object.assign(new Error("Cannot find package 'pg'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    await expect(pgvector({ connectionString: 'postgres://localhost/x' }).count()).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install pg') });
  });
});
