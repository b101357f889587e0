import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createPipeline } from '@nl2sql/core';
import type { LanguageModel } from '@nl2sql/core/contracts';
import { createHandler, type Handler } from '@nl2sql/core/server';
import { toNodeHandler } from '@nl2sql/core/server/node';
import { CommandError, positiveNumber, runWithOptions } from './command-line.ts';
import { generatedDatabase, generateTables } from './generated-database.ts';
import { heapInUse } from './heap-in-use.ts';
import { OVERHEAD_QUESTIONS, overheadModel } from './overhead-model.ts';
import { percentile, round } from './statistics.ts';

const HELP = `Reads many runs at once as events over HTTP, with a model and a database that answer at once.

pnpm bench:server [options]

  --runs N     how many at once (default 100)
  --rounds N   how often, after one round to warm up (default 5)
  --json       print one JSON object instead of a report
  --help       this text

Exit code 1 when a run does not end as it should, or when a reader or a connection is left over.
`;

/** So few that what is held of ended runs does not count as growth. */
const HELD_RUNS = 10;

interface Reading {
  readonly ms: number;
  readonly firstMs: number;
  readonly events: number;
  readonly problem: string | null;
}

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: { runs: { type: 'string' }, rounds: { type: 'string' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    }).values,
  async ({ json, ...given }) => {
    const figures = await measure(positiveNumber('runs', given.runs) ?? 100, positiveNumber('rounds', given.rounds) ?? 5);
    process.stdout.write(
      json
        ? `${JSON.stringify(figures)}\n`
        : `${figures.runs} runs at once, ${figures.rounds} times: ${figures.problems.length} did not end as they should\n` +
            `the first event: p50 ${figures.firstEvent.p50Ms} ms, p95 ${figures.firstEvent.p95Ms} ms\n` +
            `a run: p50 ${figures.p50Ms} ms, p95 ${figures.p95Ms} ms; ${figures.eventsPerSecond} events a second; ${figures.cpuMs} ms of the processor, its reader's included\n` +
            `memory in use after each round, from the one that warmed up: ${figures.heapMb.join(', ')} MB\n` +
            `left over: ${figures.readersLeft} readers, ${figures.connectionsLeft} connections\n`,
    );
    const [problem] = figures.problems;
    if (problem !== undefined) throw new CommandError(`A run did not end as it should: ${problem}`);
    if (figures.readersLeft + figures.connectionsLeft > 0) throw new CommandError('A reader or a connection is left over.');
  },
);

async function measure(runs: number, rounds: number) {
  let model = overheadModel();
  // It remembers what it was asked, which is no memory of the server's. As one behind a network does, it lets others have a turn.
  const forgetful: LanguageModel = {
    id: 'scripted',
    async generate(request) {
      await turn();
      return model.generate(request);
    },
  };
  const pipeline = createPipeline({ database: generatedDatabase(generateTables()), model: forgetful });
  const handler = createHandler({ pipeline, authenticate: () => ({ id: 'reader', roles: [] }), limits: { liveRuns: runs, liveRunsEach: runs, heldRuns: HELD_RUNS } });
  // Reader and server share a processor: one that closes idle connections may be late, and meet the next request.
  const server = createServer({ keepAliveTimeout: 600_000 }, (incoming, outgoing) => void toNodeHandler(handler)(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const readings: Reading[] = [];
  const heapMb: number[] = [];
  let ms = 0;
  let cpuBefore = process.cpuUsage();
  try {
    await pipeline.ingest();
    for (let done = 0; done <= rounds; done += 1) {
      if (done === 1) cpuBefore = process.cpuUsage();
      const start = performance.now();
      const read = await Promise.all(Array.from({ length: runs }, (_, index) => readRun(address, OVERHEAD_QUESTIONS[index % OVERHEAD_QUESTIONS.length]!)));
      if (done > 0) {
        ms += performance.now() - start;
        readings.push(...read);
      }
      model = overheadModel();
      heapMb.push(heapInUse());
    }
    const { user, system } = process.cpuUsage(cpuBefore);
    const { readers } = handler.held();
    return { runs, rounds, ...summarise(readings, ms), cpuMs: round((user + system) / 1_000 / (runs * rounds), 1), heapMb, readersLeft: readers, connectionsLeft: await connectionsLeft(server, handler) };
  } finally {
    server.closeAllConnections();
    server.close();
    await pipeline.close();
  }
}

function summarise(readings: readonly Reading[], ms: number) {
  const times = readings.map((reading) => reading.ms);
  const first = readings.map(({ firstMs }) => firstMs);
  return {
    problems: readings.flatMap(({ problem }) => problem ?? []),
    p50Ms: round(percentile(times, 0.5), 1),
    p95Ms: round(percentile(times, 0.95), 1),
    firstEvent: { p50Ms: round(percentile(first, 0.5), 1), p95Ms: round(percentile(first, 0.95), 1) },
    eventsPerSecond: round((readings.reduce((sum, { events }) => sum + events, 0) * 1_000) / ms, 0),
  };
}

/** Asks a question and reads its events to their end. */
async function readRun(address: string, question: string): Promise<Reading> {
  const start = performance.now();
  const response = await fetch(`${address}/runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ question }) });
  let firstMs = 0;
  let text = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    if (text === '') firstMs = performance.now() - start;
    text += part;
  }
  const ends = text.match(/^event: run\.finished\ndata: .*$/gmu) ?? [];
  const problem = ends.length === 1 && ends[0]!.includes('"outcome":"success"') ? null : `${question}: ${response.status} ${ends.join(' ') || text.slice(0, 200)}`;
  return { ms: performance.now() - start, firstMs, events: text.match(/^event: /gmu)?.length ?? 0, problem };
}

/** Connections that are still open once nothing is held any more, and those that wait for another request are closed. */
async function connectionsLeft(server: ReturnType<typeof createServer>, handler: Handler): Promise<number> {
  handler.close();
  server.closeIdleConnections();
  // Sockets close in the turn of the loop after they were told to.
  await turn();
  return new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
}
