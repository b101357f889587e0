import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline, isNl2SqlError, type RunResult, type RunStream } from '@nl2sql/core';
import { answerClarification } from './answer-clarification.ts';
import { ASK_HELP, CommandError, readAskOptions, type AskOptions } from './command-line.ts';
import { chooseDatabase } from './choose-database.ts';
import { chooseModel } from './choose-model.ts';
import { renderEvent, renderResult } from './render-run.ts';
import type { Shell } from './shell.ts';
import { detectTerminal } from './terminal.ts';

const EXIT_CODES = { completed: 0, needs_clarification: 2, refused: 3, failed: 1, cancelled: 130 } as const;

/** The command `ask`: reads the command line, asks, shows the answer. Returns the exit code. */
export async function runAsk(args: readonly string[], shell: Shell): Promise<number> {
  const { stdout, stderr, environment } = shell;
  const json = args.includes('--json');
  try {
    const options = readAskOptions(args);
    if (!options) {
      stdout.write(`${ASK_HELP}\n`);
      return EXIT_CODES.completed;
    }
    const result = await ask(options, shell);
    const lines = json ? [JSON.stringify(result)] : renderResult(result, detectTerminal(stdout, environment), { details: options.explain });
    stdout.write(`${lines.join('\n')}\n`);
    return EXIT_CODES[result.status];
  } catch (error) {
    if (!(error instanceof CommandError) && !isNl2SqlError(error)) throw error;
    const wire = isNl2SqlError(error) ? error.toWire() : { code: 'INVALID_INPUT', message: error.message, hint: null, stage: null, retryable: false };
    const status = wire.code === 'CANCELLED' ? 'cancelled' : 'failed';
    if (json) stdout.write(`${JSON.stringify({ status, error: wire })}\n`);
    stderr.write(`${[wire.message, wire.hint].filter((text) => text !== null).join(' ')}\n`);
    return EXIT_CODES[status];
  }
}

/** Asks one question, and again with each answer to a clarification. */
async function ask(options: AskOptions, shell: Shell): Promise<RunResult> {
  const { environment, signal } = shell;
  const model = chooseModel(options.model, options.baseUrl, environment);
  const pipeline = createPipeline({
    database: await chooseDatabase(options.database, options.schemas, environment['INIT_CWD'] ?? process.cwd()),
    model,
    embedder: offlineEmbedder(),
    vectorStore: memory(),
  });
  try {
    await pipeline.ingest({ signal, onProgress: (progress) => showProgress(progress, shell) });
    let result = await follow(pipeline.stream({ question: options.question, signal }), shell);
    for (let round = 0; result.status === 'needs_clarification'; round += 1) {
      const response = await answerClarification(result, options.choices[round], shell, !options.json);
      if (!response) break;
      result = await follow(pipeline.streamResume(result.runId, response, { signal }), shell);
    }
    return result;
  } finally {
    await pipeline.close();
  }
}

/** Shows a run's stages on stderr as they happen. */
async function follow(stream: RunStream, { stderr, environment }: Shell): Promise<RunResult> {
  const terminal = detectTerminal(stderr, environment);
  for await (const event of stream) {
    for (const line of renderEvent(event, terminal)) stderr.write(`${line}\n`);
  }
  return stream.result;
}

function showProgress({ done, total }: { done: number; total: number }, { stderr }: Shell): void {
  if (!stderr.isTTY) return;
  stderr.write(`\rReading the database: ${done} of ${total} tables${done === total ? '\r\u001B[K' : ''}`);
}
