import { parseArgs } from 'node:util';
import { postgres } from '@nl2sql/adapters/databases/postgres';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline, type Pipeline } from '@nl2sql/core';
import type { LanguageModel } from '@nl2sql/core/contracts';
import { CommandError, positiveNumber, runWithOptions } from './command-line.ts';
import { makeServedTables } from './concurrency/served-tables.ts';
import { heapInUse } from './heap-in-use.ts';
import { OVERHEAD_QUESTIONS, overheadModel } from './overhead-model.ts';
import { percentile, round } from './statistics.ts';

const HELP = `Runs many questions at once in one process, with a scripted model and PostgreSQL.

pnpm bench:concurrency [options]

  --db URL            a PostgreSQL server; a database is made there and dropped (default postgres://postgres@127.0.0.1:5432/postgres)
  --runs N            how many at once (default 200)
  --rounds N          how often, after one round to warm up (default 5)
  --connections N     the size of the pool (default 4)
  --json              print one JSON object instead of a report
  --help              this text

Exit code 1 when a run does not complete, when there were more connections than the pool has, or when one is left over.
`;

interface Round {
  readonly times: readonly number[];
  readonly problems: readonly string[];
}

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        db: { type: 'string', default: 'postgres://postgres@127.0.0.1:5432/postgres' },
        runs: { type: 'string' },
        rounds: { type: 'string' },
        connections: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async ({ db, json, ...given }) => {
    const runs = positiveNumber('runs', given.runs) ?? 200;
    const rounds = positiveNumber('rounds', given.rounds) ?? 5;
    const connections = positiveNumber('connections', given.connections) ?? 4;
    const figures = await measure(db, runs, rounds, connections);
    const { problems, peakConnections, connectionsLeft } = figures;
    process.stdout.write(
      json
        ? `${JSON.stringify(figures)}\n`
        : `${runs} runs at once, ${rounds} times, ${connections} connections: ${problems.length} did not complete\n` +
            `a run: p50 ${figures.p50Ms} ms, p95 ${figures.p95Ms} ms, most ${figures.maxMs} ms; ${figures.runsPerSecond} runs a second\n` +
            `connections at the same time: at most ${peakConnections}, ${connectionsLeft} after closing\n` +
            `memory in use after each round, from the one that warmed up: ${figures.heapMb.join(', ')} MB\n`,
    );
    const [problem] = problems;
    if (problem !== undefined) throw new CommandError(`A run did not complete: ${problem}`);
    if (peakConnections > connections || connectionsLeft > 0) throw new CommandError('The pool had more connections than it may, or left one behind.');
  },
);

async function measure(url: string, runs: number, rounds: number, connections: number) {
  const served = await makeServedTables(url);
  try {
    let model = overheadModel();
    // It remembers what it was asked, which is no memory of the pipeline's.
    const forgetful: LanguageModel = { id: 'scripted', generate: (request) => model.generate(request) };
    const pipeline = createPipeline({
      database: postgres({ connectionString: served.url, connections }),
      model: forgetful,
      embedder: offlineEmbedder(),
      vectorStore: memory(),
    });
    const measured: Round[] = [];
    const heapMb: number[] = [];
    let ms = 0;
    const watch = served.watchConnections();
    try {
      await pipeline.ingest();
      for (let done = 0; done <= rounds; done += 1) {
        const start = performance.now();
        const result = await runAtOnce(pipeline, runs);
        if (done > 0) {
          ms += performance.now() - start;
          measured.push(result);
        }
        model = overheadModel();
        heapMb.push(heapInUse());
      }
    } finally {
      await pipeline.close();
    }
    const times = measured.flatMap((one) => one.times);
    return {
      runs,
      rounds,
      connections,
      problems: measured.flatMap((one) => one.problems),
      p50Ms: round(percentile(times, 0.5), 1),
      p95Ms: round(percentile(times, 0.95), 1),
      maxMs: round(Math.max(...times), 1),
      runsPerSecond: round((runs * rounds * 1_000) / ms, 1),
      peakConnections: await watch.stop(),
      connectionsLeft: await served.connectionsLeft(),
      heapMb,
      rssMb: round(process.memoryUsage().rss / 2 ** 20, 0),
    };
  } finally {
    await served.drop();
  }
}

async function runAtOnce(pipeline: Pipeline, runs: number): Promise<Round> {
  const times: number[] = [];
  const problems: string[] = [];
  await Promise.all(
    Array.from({ length: runs }, async (_, index) => {
      const question = OVERHEAD_QUESTIONS[index % OVERHEAD_QUESTIONS.length]!;
      const start = performance.now();
      const result = await pipeline.run({ question });
      times.push(performance.now() - start);
      if (result.status !== 'completed') problems.push(`${question}: ${JSON.stringify(result)}`);
      else if (result.rows.length === 0) problems.push(`${question}: no rows`);
    }),
  );
  return { times, problems };
}
