import { describe, expect, it } from 'vitest';
import { STAGE_NAMES } from '../protocol/index.ts';
import { defaultStages } from '../stages/index.ts';
import { createGraph } from './graph.ts';

describe('the compiled graph', async () => {
  const { shape } = await createGraph(defaultStages, undefined);

  /** The stages of a step, in the order in which they run. */
  const stagesOf = (step: string) => step.split('+');

  /** Every stage that can be reached from the start without running `without`. */
  function reachable(without: string): ReadonlySet<string> {
    const seen = new Set<string>();
    const reached = new Set<string>();
    const open = ['__start__'];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const stages = stagesOf(node);
      const before = stages.includes(without) ? stages.slice(0, stages.indexOf(without)) : stages;
      for (const stage of before) reached.add(stage);
      if (before.length < stages.length) continue;
      open.push(...shape.edges.filter(([from]) => from === node).map(([, to]) => to));
    }
    return reached;
  }

  it('has every stage and the gate', () => {
    expect(shape.nodes.flatMap(stagesOf)).toEqual(expect.arrayContaining([...STAGE_NAMES, 'clarification-gate']));
    const all = reachable('nowhere');
    for (const stage of STAGE_NAMES) expect(all).toContain(stage);
  });

  it.each([
    ['execute-query', 'validate-sql'],
    ['execute-query', 'ground-columns'],
    ['generate-sql', 'detect-ambiguity'],
    ['generate-sql', 'score-table-relevance'],
    ['repair-sql', 'validate-sql'],
    ['score-confidence', 'verify-result'],
  ])('does not reach %s without %s', (target, without) => {
    expect(reachable('nowhere')).toContain(target);
    expect(reachable(without)).not.toContain(target);
  });

  it('pauses at the gate only, after a look for what spares the question', () => {
    const into = (node: string) => shape.edges.filter(([, to]) => to === node).map(([from]) => from.split('+')[0]);
    expect(into('clarification-gate')).toEqual(['settle-reading']);
    expect(into(shape.nodes.find((node) => node.startsWith('settle-reading'))!)).toEqual(['detect-ambiguity']);
  });

  it('comes back from the gate only to judge the tables or the readings anew', () => {
    const after = shape.edges.filter(([from]) => from === 'clarification-gate').map(([, to]) => to);
    expect(after.toSorted()).toEqual(['__end__', 'detect-ambiguity', 'score-table-relevance']);
  });
});
