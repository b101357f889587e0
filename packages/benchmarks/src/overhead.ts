import { parseArgs } from 'node:util';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline } from '@nl2sql/core';
import type { CompletedResult } from '@nl2sql/core/protocol';
import { stageTable } from './answers-report.ts';
import { positiveNumber, runWithOptions, CommandError } from './command-line.ts';
import { generatedDatabase, generateTables } from './generated-database.ts';
import { langGraphImportMs } from './import-time.ts';
import { OVERHEAD_QUESTIONS, overheadModel } from './overhead-model.ts';
import { tablesNamed } from './sql-text.ts';
import { mean, percentile, round, sum } from './statistics.ts';
import { percentiles, stageTimes } from './summarise-answers.ts';

const HELP = `Measures what the pipeline itself takes, with a model and a database that answer at once.

pnpm bench:overhead [options]

  --runs N   runs to measure, after 200 to warm up (default 300)
  --json     print one JSON object instead of a table
  --help     this text
`;

const WARM_UP = 200;

interface MeasuredRun {
  readonly ms: number;
  readonly result: CompletedResult;
}

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        runs: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    const runs = positiveNumber('runs', options.runs) ?? 300;
    const { measured, cpuMs } = await measure(runs);
    const times = measured.map(({ ms }) => ms);
    const figures = {
      runs,
      tables: generateTables().length,
      p50Ms: round(percentile(times, 0.5), 2),
      p95Ms: round(percentile(times, 0.95), 2),
      meanMs: round(mean(times), 2),
      cpuMeanMs: round(cpuMs / runs, 2),
      betweenStages: percentiles(measured.map(({ ms, result }) => ms - sum(Object.values(result.usage.stages)))),
      stages: stageTimes(measured.map(({ result }) => result)),
      langGraphImportMs: round(langGraphImportMs(), 0),
    };
    if (options.json) {
      process.stdout.write(`${JSON.stringify(figures)}\n`);
      return;
    }
    process.stdout.write(
      `${figures.runs} runs over ${figures.tables} tables: p50 ${figures.p50Ms} ms, p95 ${figures.p95Ms} ms, mean ${figures.meanMs} ms, of processor time ${figures.cpuMeanMs} ms\n` +
        `between the stages: p50 ${figures.betweenStages.p50Ms} ms, p95 ${figures.betweenStages.p95Ms} ms\n` +
        `importing LangGraph, once a process: ${figures.langGraphImportMs} ms\n\n${stageTable(figures.stages)}\n`,
    );
  },
);

/** Runs the questions in turn. Every run must complete, and its SQL prompt must keep to its lock. */
async function measure(runs: number): Promise<{ readonly measured: readonly MeasuredRun[]; readonly cpuMs: number }> {
  const tables = generateTables();
  const model = overheadModel();
  const pipeline = createPipeline({
    database: generatedDatabase(tables),
    model,
    embedder: offlineEmbedder(),
    vectorStore: memory(),
  });
  try {
    await pipeline.ingest();
    const measured: MeasuredRun[] = [];
    let cpuBefore = process.cpuUsage();
    for (let run = -WARM_UP; run < runs; run += 1) {
      const question = OVERHEAD_QUESTIONS[(run + WARM_UP) % OVERHEAD_QUESTIONS.length]!;
      const asked = model.requests.length;
      if (run === 0) cpuBefore = process.cpuUsage();
      const start = performance.now();
      const result = await pipeline.run({ question });
      const ms = performance.now() - start;
      if (result.status !== 'completed') {
        throw new CommandError(`The run of “${question}” ended as ${result.status}: ${JSON.stringify(result)}`);
      }
      const locked = new Set(result.lock.tables.map(({ table }) => table));
      for (const { task, system, prompt } of model.requests.slice(asked)) {
        if (task !== 'generate-sql') continue;
        const outside = tablesNamed(`${system}\n${prompt}`, tables.map(({ name }) => name)).filter((name) => !locked.has(name));
        if (outside.length > 0) throw new CommandError(`The SQL prompt of “${question}” names tables outside its lock: ${outside.join(', ')}.`);
      }
      if (run >= 0) measured.push({ ms, result });
    }
    const cpu = process.cpuUsage(cpuBefore);
    return { measured, cpuMs: (cpu.user + cpu.system) / 1000 };
  } finally {
    await pipeline.close();
  }
}
