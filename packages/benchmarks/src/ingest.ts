import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { offline } from '@nl2sql/adapters/language-models/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline } from '@nl2sql/core';
import type { CatalogStore, Database } from '@nl2sql/core/contracts';
import { CommandError, runWithOptions } from './command-line.ts';
import { countStatements } from './ingest/count-statements.ts';
import { loadedTarget, targetOf, type Target } from './ingest/target.ts';
import { round } from './statistics.ts';

const HELP = `Measures how long a pipeline takes to read a database, and to read it again when one table has changed.

pnpm bench:ingest --db ADDRESS [options]

  --db ADDRESS   postgres://… (all schemas), mysql://…, or the path of a SQLite file
  --change SQL   runs before the second ingestion, over a connection of its own (default: nothing changes)
  --load FILE    makes a database on the server of --db, or a file for --db sqlite, runs the SQL of the file
                 in it, adds a column to one table before the second ingestion, and drops it at the end
  --json         print one JSON object instead of a text
  --help         this text
`;

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        db: { type: 'string' },
        change: { type: 'string' },
        load: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    if (options.db === undefined) throw new CommandError('--db is missing; --help lists the options.');
    const statements = countStatements();
    const target = options.load === undefined ? await targetOf(options.db) : await loadedTarget(options.db, await readScript(options.load));
    try {
      const figures = await measure(target, statements, options.change ?? (options.load === undefined ? null : addColumn));
      process.stdout.write(
        options.json
          ? `${JSON.stringify(figures)}\n`
          : `${figures.tables} tables, ${figures.columns} columns, ${figures.foreignKeys} foreign keys, ${figures.inferredJoins} inferred joins\n` +
              `cold ${figures.coldSeconds} s, ${figures.statements} statements, ${figures.catalogQueries} of them for the structure\n` +
              `again ${figures.incrementalSeconds} s, ${figures.incrementalStatements} statements; ${figures.changed} changed, ${figures.unchanged} unchanged\n` +
              `the stored catalog is there in ${figures.loadSeconds} s, and searched for the first time after ${figures.firstSearchSeconds} s\n` +
              `at most ${figures.rssMb} MB\n`,
      );
    } finally {
      await target.drop();
    }
  },
);

async function readScript(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
}

async function measure(target: Target, statements: () => number, change: string | ((database: Database) => Promise<string>) | null) {
  const database = target.open();
  let stored: string | null = null;
  const catalogStore: CatalogStore = { load: async () => stored, save: async (_, text) => void (stored = text) };
  const pipeline = createPipeline({ database, model: offline(), embedder: offlineEmbedder(), vectorStore: memory(), catalogStore });
  try {
    const cold = await timed(statements, () => pipeline.ingest());
    if (change !== null) await target.execute(typeof change === 'string' ? change : await change(database));
    const again = await timed(statements, () => pipeline.ingest());
    const structure = await timed(statements, () => database.introspect());
    const load = await timeToLoad(target, catalogStore);
    const { tables, columns, foreignKeys, inferredJoins } = cold.result;
    const { added, changed, removed, unchanged } = again.result;
    return {
      tables,
      columns,
      foreignKeys,
      coldSeconds: cold.seconds,
      incrementalSeconds: again.seconds,
      catalogQueries: structure.statements,
      rssMb: round(process.resourceUsage().maxRSS / 1024, 0),
      loadSeconds: load.catalog,
      firstSearchSeconds: load.searched,
      inferredJoins,
      statements: cold.statements,
      incrementalStatements: again.statements,
      added,
      changed,
      removed,
      unchanged,
    };
  } finally {
    await pipeline.close();
  }
}

/** From a stored catalog to tables that were searched by words and values, in a pipeline that never reads the database: vectors are the vector store's to keep. */
async function timeToLoad(target: Target, catalogStore: CatalogStore): Promise<{ readonly catalog: number; readonly searched: number }> {
  let began = 0;
  let load = { catalog: 0, searched: 0 };
  const since = () => round((performance.now() - began) / 1000, 3);
  const pipeline = createPipeline({
    database: target.open(),
    model: offline(),
    catalogStore,
    stages: {
      async classifyIntent(input, context) {
        const catalog = since();
        context.index.lexical.search(input.question);
        context.index.values.find(input.question);
        load = { catalog, searched: since() };
        throw new CommandError('Measured.');
      },
    },
  });
  began = performance.now();
  await pipeline.run({ question: 'How many orders are there?' });
  await pipeline.close();
  return load;
}

async function timed<T>(statements: () => number, work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number; readonly statements: number }> {
  const before = statements();
  const started = performance.now();
  const result = await work();
  return { result, seconds: round((performance.now() - started) / 1000, 3), statements: statements() - before };
}

async function addColumn(database: Database): Promise<string> {
  const { tables } = await database.introspect();
  const table = tables.find(({ kind }) => kind === 'table');
  if (table === undefined) throw new CommandError('The loaded database has no table.');
  const quote = database.dialect === 'mysql' ? '`' : '"';
  // Outside MySQL a dot stands between a schema and a table: the adapters leave out other names with one.
  const parts = database.dialect === 'postgres' ? table.name.split('.') : [table.name];
  return `ALTER TABLE ${parts.map((part) => quote + part.replaceAll(quote, quote + quote) + quote).join('.')} ADD COLUMN added_for_the_benchmark VARCHAR(10)`;
}
