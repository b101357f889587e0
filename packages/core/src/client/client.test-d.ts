import { describe, expectTypeOf, it } from 'vitest';
import type { RunEventOf } from '../protocol/index.ts';
import { createThreadStore, type Answer, type ScriptedEvent, type StartRun, type ThreadState, type Transport } from './index.ts';

describe('the client', () => {
  it('decides on nothing without what was shown of it', () => {
    expectTypeOf<{ kind: 'approve'; sqlHash: string; challenge: string }>().toExtend<Answer>();
    expectTypeOf<{ kind: 'approve' }>().not.toExtend<Answer>();
    expectTypeOf<{ kind: 'approve'; sqlHash: string }>().not.toExtend<Answer>();
  });

  it('sends a question and no statement, and nobody in whose name', () => {
    expectTypeOf<keyof StartRun>().toEqualTypeOf<'question' | 'threadId' | 'revises'>();
  });

  it('shows its state and lets nobody change it', () => {
    expectTypeOf<ThreadState['turns']>().not.toExtend<unknown[]>();
    // @ts-expect-error: a store reaches nothing without a transport.
    createThreadStore({});
  });

  it('takes no post without a key', () => {
    expectTypeOf<Parameters<Transport['start']>[1]>().toHaveProperty('idempotencyKey').toEqualTypeOf<string>();
    expectTypeOf<Record<never, never>>().not.toExtend<Parameters<Transport['resume']>[2]>();
  });

  it('has scripts number their events themselves', () => {
    expectTypeOf<RunEventOf<'usage'>>().toExtend<ScriptedEvent>();
    expectTypeOf<Extract<ScriptedEvent, { type: 'usage' }>>().not.toExtend<{ seq: number }>();
  });
});
