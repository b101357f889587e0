import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from './events.ts';
import { initialRunState, reduceRun } from './reduce-run.ts';

const envelope = { runId: 'r', threadId: 't', at: '2026-01-01T00:00:00.000Z' };

/** A whole run, with its events numbered from 1. */
function wholeRun(): RunEvent[] {
  const payloads = [
    { type: 'run.started', question: 'How many?', resumed: false },
    { type: 'step.started', step: 'classify-intent' },
    { type: 'step.finished', step: 'classify-intent', ms: 1, summary: 'read' },
    { type: 'tables.selected', candidates: [{ table: 'orders', score: 1 }], selected: [{ table: 'orders', relevance: 1, reason: 'named' }] },
    { type: 'assumption.added', assumption: { id: 'a', kind: 'time', text: 'first' } },
    { type: 'assumption.added', assumption: { id: 'a', kind: 'time', text: 'second' } },
    { type: 'sql.proposed', version: 1, sql: 'SELECT 1', sqlHash: 'h', reason: 'initial' },
    { type: 'validation.finished', version: 1, ok: true, problems: [] },
    { type: 'execution.started', sql: 'SELECT 1' },
    { type: 'result.meta', columns: [{ name: 'n', type: 'integer' }] },
    { type: 'result.rows', rows: [[1]] },
    { type: 'result.rows', rows: [[2]] },
    { type: 'result.finished', rowCount: 2, truncated: false },
    { type: 'run.finished', outcome: 'success' },
  ];
  return payloads.map((payload, index) => ({ ...envelope, seq: index + 1, ...payload }) as RunEvent);
}

describe('reduceRun', () => {
  it('builds what a reader sees of a whole run', () => {
    const state = wholeRun().reduce(reduceRun, initialRunState);
    expect(state).toMatchObject({
      phase: 'succeeded',
      question: 'How many?',
      lastSeq: 14,
      gap: false,
      steps: [{ step: 'classify-intent', status: 'done', ms: 1 }],
      assumptions: [{ id: 'a', text: 'second' }],
      versions: [{ version: 1, problems: [] }],
      result: { rows: [[1], [2]], rowCount: 2, truncated: false },
    });
  });

  it('gives the same state however often events arrive again', () => {
    const events = wholeRun();
    const expected = events.reduce(reduceRun, initialRunState);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 20 }), (repeats) => {
        let state = initialRunState;
        events.forEach((event, index) => {
          state = reduceRun(state, event);
          for (const again of repeats) if (again <= index) state = reduceRun(state, events[again]!);
        });
        expect({ ...state, ignored: null }).toEqual({ ...expected, ignored: null });
      }),
    );
  });

  it('never changes the state it was given', () => {
    let state = Object.freeze(initialRunState);
    for (const event of wholeRun()) {
      const before = JSON.stringify(state);
      const next = reduceRun(state, event);
      expect(JSON.stringify(state)).toBe(before);
      state = next;
    }
  });

  it('notices a missing event', () => {
    const [first, , third] = wholeRun();
    expect([first!, third!].reduce(reduceRun, initialRunState).gap).toBe(true);
  });

  it('counts what comes after the end and what it does not know', () => {
    const events = wholeRun();
    const unknown = { ...envelope, seq: 2, type: 'weather.changed' } as unknown as RunEvent;
    expect([events[0]!, unknown].reduce(reduceRun, initialRunState).ignored.unknown).toBe(1);
    const late = { ...envelope, seq: 15, type: 'run.finished', outcome: 'cancelled' } as RunEvent;
    const state = [...events, late].reduce(reduceRun, initialRunState);
    expect(state.phase).toBe('succeeded');
    expect(state.ignored.afterEnd).toBe(1);
  });

  it('goes on after an interrupt at a higher number without a gap', () => {
    const asked: RunEvent[] = [
      { ...envelope, seq: 1, type: 'run.started', question: 'q', resumed: false },
      { ...envelope, seq: 2, type: 'run.finished', outcome: 'interrupt', interrupts: [] },
      { ...envelope, seq: 20, type: 'run.started', question: 'q', resumed: true },
    ];
    expect(asked.reduce(reduceRun, initialRunState)).toMatchObject({ phase: 'streaming', gap: false, lastSeq: 20 });
  });

  it('takes over a snapshot', () => {
    const state = wholeRun().slice(0, 5).reduce(reduceRun, initialRunState);
    const snapshot: RunEvent = { ...envelope, seq: 5, type: 'snapshot', state };
    expect(reduceRun(initialRunState, snapshot)).toEqual(state);
  });
});
