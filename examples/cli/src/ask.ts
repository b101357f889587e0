#!/usr/bin/env -S node --conditions=@nl2sql/source --import tsx
import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline, isNl2SqlError, type Pipeline, type RunResult, type RunStream } from '@nl2sql/core';
import { answerClarification } from './answer-clarification.ts';
import { ASK_HELP, CommandError, readAskOptions, type AskOptions } from './command-line.ts';
import { chooseModel } from './choose-model.ts';
import { renderEvent, renderResult } from './render-run.ts';
import { detectTerminal } from './terminal.ts';

const EXIT_CODES = { completed: 0, needs_clarification: 2, refused: 3, failed: 1, cancelled: 130 } as const;

/** Asks one question, and again with each answer to a clarification. */
async function ask(options: AskOptions): Promise<RunResult> {
  const pipeline = createPipeline({
    database: sqlite({ file: options.file }),
    model: await chooseModel(options.model, options.baseUrl),
    embedder: offlineEmbedder(),
    vectorStore: memory(),
  });
  try {
    await pipeline.ingest({ onProgress: showProgress });
    let result = await follow(pipeline.stream({ question: options.question }), pipeline);
    for (let round = 0; result.status === 'needs_clarification'; round += 1) {
      const response = await answerClarification(result, options.choices[round], !options.json);
      if (!response) break;
      result = await follow(pipeline.streamResume(result.runId, response), pipeline);
    }
    return result;
  } finally {
    await pipeline.close();
  }
}

/** Shows a run's stages on stderr as they happen. Ctrl-C stops it, down to the database. */
async function follow(stream: RunStream, pipeline: Pipeline): Promise<RunResult> {
  const terminal = detectTerminal(process.stderr, process.env);
  const stop = () => void pipeline.cancel(stream.runId);
  process.once('SIGINT', stop);
  for await (const event of stream) {
    for (const line of renderEvent(event, terminal)) process.stderr.write(`${line}\n`);
  }
  process.removeListener('SIGINT', stop);
  return stream.result;
}

function showProgress({ done, total }: { done: number; total: number }): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\rReading the database: ${done} of ${total} tables${done === total ? '\r\u001B[K' : ''}`);
}

async function main(): Promise<void> {
  const json = process.argv.includes('--json');
  try {
    const options = readAskOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
    if (!options) return void process.stdout.write(`${ASK_HELP}\n`);
    const result = await ask(options);
    process.exitCode = EXIT_CODES[result.status];
    const text = json
      ? JSON.stringify(result)
      : renderResult(result, detectTerminal(process.stdout, process.env), { details: options.explain }).join('\n');
    process.stdout.write(`${text}\n`);
  } catch (error) {
    if (!(error instanceof CommandError) && !isNl2SqlError(error)) throw error;
    process.exitCode = EXIT_CODES.failed;
    const wire = isNl2SqlError(error) ? error.toWire() : { code: 'INVALID_INPUT', message: error.message, hint: null, stage: null, retryable: false };
    if (json) process.stdout.write(`${JSON.stringify({ status: 'failed', error: wire })}\n`);
    process.stderr.write(`${[wire.message, wire.hint].filter((text) => text !== null).join(' ')}\n`);
  }
}

await main();
