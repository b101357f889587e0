import { join } from 'node:path';

/** How an adapter is made for the tables of `docs/adapters.md`, and for tests that need one of each. */
export interface Sample {
  /** The name of its factory. */
  readonly factory: string;
  /** What the factory is called with: enough to make the adapter, and nothing that is really there. */
  readonly call: readonly unknown[];
  /** By the option that makes the difference: calls that make an adapter which can do more. */
  readonly more?: Readonly<Record<string, readonly unknown[]>>;
}

/** A method of an object that somebody else makes. */
const nothing = async (): Promise<never[]> => [];

/** By subpath. What a factory makes at once it makes in `folder`. */
const samplesIn = (folder: string): Readonly<Record<string, Sample>> => ({
  'databases/duckdb': { factory: 'duckdb', call: [{ file: join(folder, 'shop.duckdb') }], more: { writes: [{ file: join(folder, 'shop.duckdb'), writes: true }] } },
  'databases/mysql': { factory: 'mysql', call: [{ server: { host: 'localhost', user: 'reader', database: 'shop' } }], more: { writes: [{ server: { host: 'localhost', user: 'reader', database: 'shop' }, writes: true }] } },
  'databases/pglite': { factory: 'pglite', call: [{ setUp: [] }], more: { writes: [{ setUp: [], writes: true }] } },
  'databases/postgres': { factory: 'postgres', call: [{ connectionString: 'postgres://reader@localhost/shop' }], more: { writes: [{ connectionString: 'postgres://reader@localhost/shop', writes: true }] } },
  'databases/sqlite': { factory: 'sqlite', call: [{ file: join(folder, 'shop.sqlite') }], more: { writes: [{ file: join(folder, 'shop.sqlite'), writes: true }] } },
  'embedders/langchain': { factory: 'fromLangChain', call: [{ embedDocuments: nothing, embedQuery: nothing }, { id: 'NAME', dimensions: 1024 }] },
  'embedders/offline': { factory: 'offline', call: [] },
  'embedders/ollama': { factory: 'ollama', call: [{ model: 'NAME', dimensions: 1024 }] },
  'embedders/openai': { factory: 'openai', call: [{ model: 'NAME', apiKey: 'KEY', dimensions: 1024 }] },
  'language-models/anthropic': { factory: 'anthropic', call: [{ model: 'NAME', apiKey: 'KEY' }] },
  'language-models/from-settings': {
    factory: 'fromSettings',
    call: [{ provider: 'openai', model: 'NAME', apiKey: 'KEY' }],
    more: {
      anthropic: [{ provider: 'anthropic', model: 'NAME', apiKey: 'KEY' }],
      google: [{ provider: 'google', model: 'NAME', apiKey: 'KEY' }],
      ollama: [{ provider: 'ollama', model: 'NAME' }],
    },
  },
  'language-models/google': { factory: 'google', call: [{ model: 'NAME', apiKey: 'KEY' }] },
  'language-models/langchain': { factory: 'fromLangChain', call: [{ invoke: nothing, model: 'NAME' }] },
  'language-models/offline': { factory: 'offline', call: [] },
  'language-models/ollama': { factory: 'ollama', call: [{ model: 'NAME' }] },
  'language-models/openai': { factory: 'openai', call: [{ model: 'NAME', apiKey: 'KEY' }] },
  'sql-parsers/duckdb': { factory: 'duckdbParser', call: [] },
  'sql-parsers/libpg-query': { factory: 'libpgQuery', call: [] },
  'sql-parsers/node-sql-parser': { factory: 'nodeSqlParser', call: [] },
  'stores/catalog-files': { factory: 'catalogFiles', call: [{ folder: join(folder, 'catalogs') }] },
  'stores/sqlite-runs': { factory: 'sqliteRuns', call: [{ file: join(folder, 'runs.sqlite') }] },
  'vector-stores/chroma': { factory: 'chroma', call: [{ collection: 'NAME' }] },
  'vector-stores/memory': { factory: 'memory', call: [] },
  'vector-stores/pgvector': { factory: 'pgvector', call: [{ connectionString: 'postgres://writer@localhost/vectors' }] },
  'vector-stores/qdrant': { factory: 'qdrant', call: [{ collection: 'NAME' }] },
  'vector-stores/usearch': { factory: 'usearch', call: [], more: { file: [{ file: join(folder, 'vectors') }] } },
});

/**
 * How the adapter of a subpath is made.
 *
 * @throws Error when nobody has said how
 */
export function sampleOf(subpath: string, folder: string): Sample {
  const sample = samplesIn(folder)[subpath];
  if (sample === undefined) throw new Error(`${subpath} has no sample: say in tests/repository/adapters/samples.ts how it is made without reaching anything.`);
  return sample;
}

/** Makes an adapter from the module of its subpath, out of the sources or built. */
export async function makeAdapter(module: object, { factory, call }: Sample, more: readonly unknown[] = call): Promise<object> {
  const make = (module as Readonly<Record<string, unknown>>)[factory];
  if (typeof make !== 'function') throw new Error(`The module exports no function ${factory}.`);
  return (await Reflect.apply(make, undefined, [...more])) as object;
}
