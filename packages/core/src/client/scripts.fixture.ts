import type { ApprovalInterrupt, Assumption, ClarificationInterrupt } from '../protocol/index.ts';
import type { Schedule } from './observable.ts';
import type { ScriptedEvent } from './scripted-run.ts';

export const started = (question = 'How many orders?', resumed = false): ScriptedEvent => ({ type: 'run.started', question, resumed });
export const succeeded: ScriptedEvent = { type: 'run.finished', outcome: 'success' };
export const cancelled: ScriptedEvent = { type: 'run.finished', outcome: 'cancelled', databaseStopped: true };
export const step: ScriptedEvent = { type: 'step.started', step: 'ground-columns' };

/** A result whose first rows come with the events. */
export function result(rows: readonly (readonly number[])[], rowCount = rows.length): ScriptedEvent[] {
  return [
    { type: 'sql.proposed', version: 1, sql: 'SELECT n FROM orders', sqlHash: 'hash-1', reason: 'initial' },
    { type: 'execution.started', sql: 'SELECT n FROM orders' },
    { type: 'result.meta', columns: [{ name: 'n', type: 'integer' }] },
    { type: 'result.rows', rows },
    { type: 'result.finished', rowCount, truncated: false },
  ];
}

export function clarification(id = 'which-orders', expiresAt: string | null = null): ClarificationInterrupt {
  const option = (name: string) => ({ id: name, label: name, table: name, evidence: [], consequence: `Counts ${name}.` });
  return {
    ...{ id, kind: 'clarification', createdAt: '2026-01-01T00:00:00.000Z', expiresAt },
    clarification: { id, kind: 'table', question: 'Which orders?', span: null, options: [option('orders'), option('returns')], suggested: null, allowFreeText: true },
  };
}

export function approval(mayDecide = true): ApprovalInterrupt {
  return {
    ...{ id: 'approve-1', kind: 'approval', createdAt: '2026-01-01T00:00:00.000Z', expiresAt: null },
    approval: {
      ...{ id: 'approve-1', question: 'Close them', effect: 'Changes 3 rows of orders.', version: 1, sql: 'UPDATE orders SET closed = 1' },
      ...{ sqlHash: 'hash-1', challenge: 'sîgned=+/ ', approvedSql: null, requestedBy: { id: 'ann', name: null }, policy: null },
      impact: {
        ...{ operation: 'update', tables: [], rows: { value: 3, method: 'exact' }, cascades: [], durationMs: null, cost: null },
        ...{ locks: 'rows', reversible: 'no', risk: 'low', reasons: [], sample: null, at: '2026-01-01T00:00:00.000Z' },
      },
      ...{ required: 1, decisions: [], reasonFor: [] },
      viewer: mayDecide ? { mayDecide } : { mayDecide, because: 'own_request' },
    },
  };
}

export const interrupted = (...interrupts: readonly (ClarificationInterrupt | ApprovalInterrupt)[]): ScriptedEvent => ({ type: 'run.finished', outcome: 'interrupt', interrupts });

export function assumption(id: string, basis?: Assumption['basis']): ScriptedEvent {
  const reading = (name: string) => ({ id: `${id}:${name}`, label: name });
  return {
    type: 'assumption.added',
    assumption: { id, kind: 'time', text: id, chosen: reading('first'), alternatives: [reading('second'), reading('third')], ...(basis && { basis }) },
  };
}

/** Ticks that come when a test says so. */
export function manualTicks(): { readonly schedule: Schedule; tick(): void; readonly scheduled: () => number } {
  let waiting: (() => void)[] = [];
  let scheduled = 0;
  return {
    schedule(publish) {
      scheduled += 1;
      waiting.push(publish);
    },
    tick() {
      const due = waiting;
      waiting = [];
      for (const publish of due) publish();
    },
    scheduled: () => scheduled,
  };
}
