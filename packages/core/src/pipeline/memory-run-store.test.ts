import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../contracts/index.ts';
import { runStoreCases } from '../testing/index.ts';
import { memoryRunStore } from './memory-run-store.ts';

const record = (runId: string): RunRecord => ({
  runId,
  threadId: 'thread',
  question: 'How many orders?',
  principalId: null,
  tenantId: null,
  status: 'completed',
  sql: null,
  tables: [],
  lastSeq: 1,
  updatedAt: '2024-05-01T10:00:00.000Z',
});

describe('memoryRunStore', () => {
  for (const { name, run } of runStoreCases) it(name, () => run({ create: () => memoryRunStore() }));

  it('forgets the run that was used longest ago, with its claims', async () => {
    const store = memoryRunStore({ maxRuns: 2 });
    await store.save(record('first'));
    await store.claim('first', 'interrupt');
    await store.save(record('second'));
    await store.claim('first', 'other');
    await store.save(record('third'));
    expect(await store.load('second')).toBeNull();
    expect(await store.load('first')).toEqual(record('first'));
    await store.save(record('fourth'));
    expect(await store.load('first')).toBeNull();
    expect(await store.claim('first', 'interrupt')).toBe(true);
  });

  it('keeps 10,000 runs by default', async () => {
    const store = memoryRunStore();
    for (let index = 0; index <= 10_000; index += 1) await store.save(record(`run-${index}`));
    expect(await store.load('run-0')).toBeNull();
    expect(await store.load('run-1')).not.toBeNull();
    expect(await store.turns('thread', 20_000)).toHaveLength(10_000);
  });
});
