import { expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { shopModel } from '../../test/support/shop-model.ts';
import { createPipeline } from '../create-pipeline.ts';
import type { RunResult } from '../protocol/index.ts';
import type { Stages } from '../stages/index.ts';

const DOUBTS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** Asks about one doubt after the other, and assumes the rest once it may ask no more. */
const doubtful: Stages['detectAmbiguity'] = async ({ resolutions }, { settings }) => {
  const open = DOUBTS.filter((doubt) => !resolutions.some(({ clarificationId }) => clarificationId === doubt));
  const asked = resolutions.filter(({ assumed }) => !assumed).length;
  const [doubt] = open;
  if (doubt === undefined || asked >= settings.limits.clarifications) {
    return { kind: 'clear', assumptions: open.map((id) => ({ id, kind: 'other', text: `${id} is assumed.`, alternatives: [] })) };
  }
  return {
    kind: 'ambiguous',
    clarification: {
      id: doubt,
      kind: 'measure',
      question: `${doubt}?`,
      span: { text: doubt, start: 0, end: doubt.length },
      options: ['left', 'right'].map((side) => ({ id: `${doubt}:${side}`, label: side, evidence: [], consequence: `${doubt} is ${side}.` })),
      suggested: null,
      allowFreeText: false,
    },
  };
};

it('asks at most two questions a run, with readings that are tried and answers that are remembered', async () => {
  const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel(), stages: { detectAmbiguity: doubtful } });
  const run = async () => {
    const asked: string[] = [];
    let result: RunResult = await pipeline.run({ question: 'first second third fourth fifth', threadId: 'thread' });
    while (result.status === 'needs_clarification') {
      asked.push(result.clarification.id);
      result = await pipeline.resume(result.runId, { kind: 'choose', optionId: result.clarification.options[1]!.id });
    }
    expect(result.status).toBe('completed');
    return { asked, assumed: result.status === 'completed' ? result.assumptions.map(({ id, basis }) => [id, basis]) : [] };
  };
  // Each reading has doubts of its own left, but for the last question: then nobody may be asked about them.
  const first = await run();
  expect(first.asked).toEqual(['first', 'second']);
  const second = await run();
  expect(second.asked).toEqual(['third', 'fourth']);
  expect(second.assumed).toEqual([
    ['first', 'remembered'],
    ['second', 'remembered'],
    ['third', 'chosen'],
    ['fourth', 'chosen'],
    ['fifth', undefined],
  ]);
  const third = await run();
  expect(third.asked).toEqual([]);
  expect(third.assumed.map(([id]) => id)).toEqual(DOUBTS);
  expect(third.assumed.at(-1)).toEqual(['fifth', 'same_result']);
});
