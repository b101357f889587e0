import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { importOptional } from '../optional-dependency.ts';

const require = createRequire(import.meta.url);

/** What the thread runs: the first of the texts that the parser can read, as JSON, or null. */
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { Parser } = require(workerData);
const parser = new Parser();
const read = (text) => {
  try {
    return JSON.stringify(parser.astify(text));
  } catch {
    return null;
  }
};
parentPort.on('message', (texts) => {
  let tree = null;
  for (const text of texts) if (tree === null) tree = read(text);
  parentPort.postMessage(tree);
});
`;

export interface ParserThread {
  /**
   * The tree of the first text that the parser can read.
   *
   * @throws Error when it can read none of them, or not in time.
   */
  parse(texts: readonly string[]): Promise<unknown>;
}

/** A thread that parses one request after the other, and is replaced when one takes too long. */
export function parserThread(timeoutMs: number): ParserThread {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function parse(texts: readonly string[]): Promise<unknown> {
    worker ??= await start();
    const tree = await answerOf(worker, texts, timeoutMs).catch((error: unknown) => {
      worker = undefined;
      throw error;
    });
    if (tree === null) throw new Error('The text is not a statement that the parser can read.');
    return JSON.parse(tree);
  }

  return {
    parse(texts) {
      const turn = last.then(() => parse(texts));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function start(): Promise<Worker> {
  const entry = await importOptional('node-sql-parser', 'The cross-check of MySQL statements', async () =>
    // The grammar of one dialect: that of all takes ten times as long to load.
    require.resolve('node-sql-parser/build/mysql.js'),
  );
  const worker = new Worker(SOURCE, { eval: true, execArgv: [], workerData: entry, resourceLimits: { maxOldGenerationSizeMb: 256 } });
  worker.unref();
  return worker;
}

/** The answer to one request. A thread that fails or is late is stopped and cannot be asked again. */
async function answerOf(worker: Worker, texts: readonly string[], timeoutMs: number): Promise<string | null> {
  worker.ref();
  try {
    worker.postMessage(texts, []);
    // Waiting for the message rejects when the thread fails; one that ends without failing is late.
    const [tree] = (await once(worker, 'message', { signal: AbortSignal.timeout(timeoutMs) })) as [string | null];
    return tree;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    worker.unref();
  }
}
