import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotation, Command, interrupt, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { validate } from '@langchain/langgraph-checkpoint-validation';
import type { Checkpointer } from '@nl2sql/core/contracts';
import { runStoreCases } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import * as vitest from 'vitest';
import type { Task } from './sqlite-runs/other-process.fixture.ts';
import { sqliteRuns, type SqliteRuns } from './sqlite-runs.ts';

const { afterAll, afterEach, beforeAll, describe, expect, it } = vitest;

let folder: string;
let files = 0;
const opened: SqliteRuns[] = [];
const newFile = () => join(folder, `runs-${(files += 1)}.sqlite`);

async function openRuns(file: string): Promise<SqliteRuns> {
  const runs = await sqliteRuns({ file });
  opened.push(runs);
  return runs;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nl2sql-runs-'));
});
afterEach(async () => {
  for (const runs of opened.splice(0)) await runs.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('runs', () => {
  const fileOf = new WeakMap<object, string>();
  const open = async (file: string) => {
    const { runs } = await openRuns(file);
    fileOf.set(runs, file);
    return runs;
  };
  const harness = { create: () => open(newFile()), share: (store: object) => open(fileOf.get(store)!) };
  for (const { name, run } of runStoreCases) it(name, () => run(harness));
});

describe('checkpointer', () => {
  // The validation suite of LangGraph expects a test runner's functions to be global.
  Object.assign(globalThis, vitest);
  const closing = new WeakMap<BaseCheckpointSaver, SqliteRuns>();
  validate({
    // Under the name of LangGraph's own SQLite saver, because it skips the one case that neither keeps:
    // that only changed channels are stored. A checkpoint is stored whole here, too.
    checkpointerName: '@langchain/langgraph-checkpoint-sqlite',
    async createCheckpointer() {
      const runs = await sqliteRuns({ file: newFile() });
      closing.set(runs.checkpointer, runs);
      return runs.checkpointer;
    },
    async destroyCheckpointer(checkpointer) {
      await closing.get(checkpointer)?.close();
    },
  });

  it('fits what the pipeline asks of a checkpointer', async () => {
    const checkpointer: Checkpointer = (await openRuns(newFile())).checkpointer;
    expect(await checkpointer.getTuple({ configurable: { thread_id: 'nobody' } })).toBeUndefined();
    expect(await checkpointer.getTuple({})).toBeUndefined();
  });

  it('keeps the first write of a task to a channel, and replaces errors and interrupts', async () => {
    const { checkpointer } = await openRuns(newFile());
    const config = await checkpointer.put({ configurable: { thread_id: 't' } }, checkpoint('1'), { source: 'input', step: -1, parents: {} }, {});
    await checkpointer.putWrites(config, [['answer', 'first'], ['__interrupt__', 'first']], 'task');
    await checkpointer.putWrites(config, [['answer', 'second'], ['__interrupt__', 'second']], 'task');
    const tuple = await checkpointer.getTuple(config);
    expect(tuple?.pendingWrites).toEqual([['task', '__interrupt__', 'second'], ['task', 'answer', 'first']]);
  });

  it('lists newest first, over more than one page, by limit, filter and before', async () => {
    const { checkpointer } = await openRuns(newFile());
    const ids = Array.from({ length: 100 }, (_, index) => String(index).padStart(3, '0'));
    for (const [step, id] of ids.entries()) await checkpointer.put({ configurable: { thread_id: 't' } }, checkpoint(id), { source: 'loop', step, parents: {} }, {});
    await checkpointer.put({ configurable: { thread_id: 'other' } }, checkpoint('999'), { source: 'loop', step: 7, parents: {} }, {});
    const list = async (...options: Parameters<typeof checkpointer.list>) => {
      const found: string[] = [];
      for await (const tuple of checkpointer.list(...options)) found.push(tuple.checkpoint.id);
      return found;
    };
    const thread = { configurable: { thread_id: 't' } };
    expect(await list(thread)).toEqual([...ids].reverse());
    expect(await list(thread, { limit: 3 })).toEqual(['099', '098', '097']);
    expect(await list(thread, { limit: 0 })).toEqual([]);
    expect(await list(thread, { filter: { step: 7 } })).toEqual(['007']);
    expect(await list({}, { filter: { step: 7 } })).toEqual(['999', '007']);
    expect(await list(thread, { before: { configurable: { checkpoint_id: '002' } } })).toEqual(['001', '000']);
  });

  it('resumes in another process what paused in this one', async () => {
    const file = newFile();
    const { checkpointer } = await openRuns(file);
    const State = Annotation.Root({ question: Annotation<string>(), answer: Annotation<string>(), log: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }) });
    const graph = new StateGraph(State)
      .addNode('work', () => ({ log: ['work'] }))
      .addNode('ask', ({ question }) => ({ answer: interrupt({ about: question }) as string, log: ['ask'] }))
      .addEdge(START, 'work')
      .addEdge('work', 'ask')
      .compile({ checkpointer });
    const config = { configurable: { thread_id: 'thread' } };
    await graph.invoke({ question: 'größe?' }, config);
    const paused = await graph.getState(config);
    expect(paused.next).toEqual(['ask']);
    expect(paused.tasks[0]?.interrupts[0]?.value).toEqual({ about: 'größe?' });

    const [other] = await startProcesses(1, file);
    expect(await other?.ask({ resume: 'Paris' })).toEqual({ question: 'größe?', answer: 'Paris', log: ['work', 'ask'] });
    other?.stop();
    expect((await graph.getState(config)).next).toEqual([]);
    await graph.invoke(new Command({ resume: 'Rome' }), config);
    expect((await graph.getState(config)).values['answer']).toBe('Paris');
  });
});

describe('processes', () => {
  it('open a new file at the same moment, and exactly one gets each claim', async () => {
    const processes = await startProcesses(3, newFile());
    for (let round = 0; round < 100; round += 1) {
      const won = await Promise.all(processes.map(({ ask }) => ask({ claim: `interrupt-${round}` })));
      expect(won.filter(Boolean)).toHaveLength(1);
    }
    for (const { stop } of processes) stop();
  });
});

describe('file', () => {
  it('is readable by its owner only', async () => {
    const file = newFile();
    await openRuns(file);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('has everything after it was closed, and refuses calls then', async () => {
    const file = newFile();
    const { runs, close } = await sqliteRuns({ file });
    const saved = runs.claim('run', 'interrupt');
    await close();
    await close();
    expect(await saved).toBe(true);
    await expect(runs.load('run')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await (await openRuns(file)).runs.claim('run', 'interrupt')).toBe(false);
  });

  it('tells a missing folder, a folder and a foreign file', async () => {
    const missing = join(folder, 'nowhere', 'runs.sqlite');
    await expect(sqliteRuns({ file: missing })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(existsSync(missing)).toBe(false);
    const directory = join(folder, 'directory');
    mkdirSync(directory);
    await expect(sqliteRuns({ file: directory })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'This is not a database at all. '.repeat(50));
    await expect(sqliteRuns({ file: text })).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
  });

  it('leaves alone what another version wrote', async () => {
    const file = newFile();
    await (await sqliteRuns({ file })).close();
    const writer = new Libsql(file);
    writer.exec('UPDATE nl2sql_store SET version = 99');
    writer.close();
    await expect(sqliteRuns({ file })).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('says busy when another process holds the write lock for too long', async () => {
    const file = newFile();
    const { runs, close } = await sqliteRuns({ file, busyTimeoutMs: 20 });
    const writer = new Libsql(file);
    writer.exec('BEGIN IMMEDIATE');
    await expect(runs.claim('run', 'interrupt')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    writer.exec('COMMIT');
    writer.close();
    expect(await runs.claim('run', 'interrupt')).toBe(true);
    await close();
  });

  it('refuses options out of range', async () => {
    await expect(sqliteRuns({ file: '' })).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
    await expect(sqliteRuns({ file: newFile(), busyTimeoutMs: -1 })).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });
});

function checkpoint(id: string) {
  return { v: 4, id, ts: '2024-05-01T10:00:00.000Z', channel_values: {}, channel_versions: {}, versions_seen: {} };
}

interface OtherProcess {
  ask(task: Task): Promise<unknown>;
  stop(): void;
}

/** Processes that open the file together. */
async function startProcesses(count: number, file: string): Promise<OtherProcess[]> {
  const children = Array.from({ length: count }, () =>
    fork(new URL('./sqlite-runs/other-process.fixture.ts', import.meta.url), [file], { execArgv: ['--conditions=@nl2sql/source', '--import', 'tsx'] }),
  );
  const answerOf = (child: ChildProcess) =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`The other process ended with ${code} before it answered.`));
      child.once('exit', ended);
      child.once('message', (answer) => {
        child.off('exit', ended);
        resolve(answer);
      });
    });
  await Promise.all(children.map(answerOf));
  return children.map((child) => ({
    ask(task) {
      const answer = answerOf(child);
      child.send(task);
      return answer;
    },
    stop: () => child.disconnect(),
  }));
}
