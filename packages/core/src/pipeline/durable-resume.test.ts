import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { shopModel, undecided } from '../../test/support/shop-model.ts';
import { describeWithPostgres } from '../../../../tests/support/services.ts';
import { createPipeline } from '../create-pipeline.ts';

describeWithPostgres('a paused run in PostgreSQL', (url) => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((close) => close()));
  });

  beforeAll(async () => {
    const saver = PostgresSaver.fromConnString(url);
    await saver.setup();
    await saver.end();
  });

  /** A pipeline with nothing in common with another but the server, as in a process of its own. */
  function newProcess() {
    const checkpointer = PostgresSaver.fromConnString(url);
    const database = fakeDatabase();
    const model = shopModel({ 'score-table-relevance': undecided });
    const pipeline = createPipeline({ database, model, checkpointer });
    const close = async () => {
      await pipeline.close();
      await checkpointer.end();
    };
    open.push(close);
    return { pipeline, database, model };
  }

  async function pause(): Promise<string> {
    const result = await newProcess().pipeline.run({ question: 'total amount' });
    expect(result.status).toBe('needs_clarification');
    return result.runId;
  }

  it('goes on in another process, from where it stopped', async () => {
    const runId = await pause();
    const { pipeline, model } = newProcess();
    const result = await pipeline.resume(runId, { kind: 'choose', optionId: 'table:orders' });
    expect(result).toMatchObject({ status: 'completed', runId, lock: { tables: [{ table: 'orders' }] } });
    expect(model.requests.some(({ task }) => task === 'classify-intent')).toBe(false);
  });

  it('goes on once when two processes answer at the same time', async () => {
    const runId = await pause();
    const processes = [newProcess(), newProcess()];
    const results = await Promise.all(processes.map(({ pipeline }) => pipeline.resume(runId, { kind: 'choose', optionId: 'table:orders' })));
    expect(results.map(({ status }) => status).toSorted()).toEqual(['completed', 'failed']);
    expect(results.find(({ status }) => status === 'failed')).toMatchObject({ error: { code: 'ALREADY_RESUMED' } });
    expect(processes.flatMap(({ database }) => database.ran)).toHaveLength(1);
  });
});
