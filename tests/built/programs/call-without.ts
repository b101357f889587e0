/** Calls built adapters for the first time as if one package were not installed, and prints how each call failed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import Module, { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Database, Embedder, LanguageModel, ModelRequest, SqlParser, VectorStore } from '../../../packages/core/src/contracts/index.ts';
import { classifyIntentPrompt } from '../../../packages/core/src/prompts/classify-intent.ts';
import type { AdapterEntry } from '../../repository/adapters/adapter-entries.ts';
import { makeAdapter, sampleOf } from '../../repository/adapters/samples.ts';

/** How a call failed; null when it did not. */
export type Outcome = { readonly code: unknown; readonly message: string } | null;

const [without = '', entries = '[]'] = process.argv.slice(2);

register('./watch-imports.mjs', { parentURL: import.meta.url, data: { without, port: null } });
// What `require` asks, which the hooks of imports do not see.
const find = Reflect.get(Module, '_resolveFilename') as (request: string, ...rest: unknown[]) => string;
Reflect.set(Module, '_resolveFilename', (request: string, ...rest: unknown[]) => {
  if (request === without || request.startsWith(`${without}/`)) throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
  return find(request, ...rest);
});

const input = { question: 'How many orders?', history: [], today: '2024-05-01' };
const request: ModelRequest<'classify-intent'> = { task: 'classify-intent', input, ...classifyIntentPrompt(input) };

/** What a pipeline calls first; of a store, making it is enough. */
const firstCalls: Readonly<Record<string, (adapter: object) => Promise<unknown>>> = {
  databases: (database) => (database as Database).introspect(),
  embedders: (embedder) => (embedder as Embedder).embed(['orders'], { kind: 'document' }),
  'language-models': (model) => (model as LanguageModel).generate(request),
  'sql-parsers': (parser) => (parser as SqlParser).summarise('SELECT 1', (parser as SqlParser).dialects[0]!),
  stores: async () => undefined,
  'vector-stores': (store) => (store as VectorStore).upsert([{ id: 'orders', vector: Float32Array.of(1) }]),
};

/** The form of a file that says what it is in its first bytes; the others have no such demand. */
const SQLITE_HEADER = 'SQLite format 3\0';

const folder = mkdtempSync(join(tmpdir(), 'nl2sql-without-'));
const outcomes: Record<string, Outcome[]> = {};
for (const { subpath, group, built } of JSON.parse(entries) as readonly AdapterEntry[]) {
  const firstCall = firstCalls[group];
  if (firstCall === undefined) throw new Error(`${group} is a new kind of adapter: say in tests/built/programs/call-without.ts what is called first.`);
  const sample = sampleOf(subpath, folder);
  const module = (await import(pathToFileURL(built).href)) as object;
  outcomes[subpath] = [];
  for (const call of [sample.call, ...Object.values(sample.more ?? {})]) {
    // An adapter may look at its file before it loads anything.
    const [options] = call as readonly [{ readonly file?: string }?];
    if (options?.file !== undefined) writeFileSync(options.file, SQLITE_HEADER.padEnd(100, '\0'));
    outcomes[subpath].push(
      await makeAdapter(module, sample, call)
        .then(firstCall)
        .then(() => null, (error: Error & { code?: unknown }) => ({ code: error.code, message: error.message })),
    );
  }
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(JSON.stringify(outcomes), () => process.exit());
