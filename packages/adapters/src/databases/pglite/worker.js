// @ts-check
// The thread of one engine: WebAssembly that computes hears nothing, so it can only be ended with its thread.
// JavaScript, because a thread does not take over how its process reads TypeScript.
import { parentPort, workerData } from 'node:worker_threads';

/**
 * @import { Answer, Order } from './engine.ts'
 * @import { CommandResult } from '../postgres-engine/write-session.ts'
 */

const { PGlite, protocol } = await import('@electric-sql/pglite');
const { serialize } = protocol;
const engine = await PGlite.create({ dataDir: /** @type {string} */ (workerData) });

/** @type {(order: Order) => Promise<Answer>} */
async function obey(order) {
  switch (order.kind) {
    case 'statement':
      return { kind: 'result', result: await execute(order) };
    case 'script':
      await engine.exec(order.text);
      return { kind: 'done' };
    case 'close':
      await engine.close();
      return { kind: 'done' };
  }
}

/** @type {(order: Extract<Order, { kind: 'statement' }>) => Promise<CommandResult>} */
async function execute({ text, values }) {
  const messages = await engine.execProtocolStream(
    Buffer.concat([
      serialize.parse({ text }),
      serialize.bind({ values: values.map((value) => (value === null ? null : String(value))) }),
      serialize.describe({ type: 'P' }),
      serialize.execute({}),
      serialize.sync(),
    ]),
  );
  /** @type {{ name: string, dataTypeID: number }[]} */
  const fields = [];
  /** @type {(readonly (string | null)[])[]} */
  const rows = [];
  let tag = '';
  for (const message of messages) {
    if ('fields' in message && message.name === 'rowDescription') {
      for (const { name, dataTypeID } of /** @type {typeof fields} */ (message.fields)) fields.push({ name, dataTypeID });
    } else if ('fields' in message && message.name === 'dataRow') {
      rows.push(/** @type {(string | null)[]} */ (message.fields));
    } else if ('text' in message && message.name === 'commandComplete') {
      tag = String(message.text);
    }
  }
  return { fields, rows, command: tag.split(' ')[0] ?? '', rowCount: /\d$/.test(tag) ? Number(tag.split(' ').at(-1)) : null };
}

/**
 * What the engine says of a statement. Anything else is a failure of the engine itself, after which it is
 * not asked again: it ends the thread.
 *
 * @type {(error: { message?: string, code?: string, severity?: string, position?: string }) => Answer}
 */
function toFailure(error) {
  const { message, code, severity, position } = error;
  if (severity !== 'ERROR') throw error;
  return { kind: 'failure', failure: { message, code, severity, position } };
}

/** @type {(answer: Answer) => void} */
const tell = (answer) => parentPort?.postMessage(answer, []);

parentPort?.on('message', (/** @type {Order} */ order) => void obey(order).catch(toFailure).then(tell));
tell({ kind: 'done' });
