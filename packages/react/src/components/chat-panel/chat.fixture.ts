import type { ScriptedRun, ScriptStep, Turn } from '@nl2sql/core/client';
import { initialRunState, reduceRun, type JsonRunState, type SchemaStructure } from '@nl2sql/core/protocol';
import { assumptions, confidences, explanation, sql } from '../answer.fixture.ts';
import { approvalInterrupt } from '../approval.fixture.ts';
import { clarificationInterrupt } from '../clarification.fixture.ts';

export const question = 'What was the revenue by country this year?';

const at = '2026-05-03T10:42:00.000Z';
type Told = Exclude<ScriptStep, { readonly wait: number } | { readonly disconnect: true }>;

const countries = ['Germany', 'France', 'Poland', 'Spain', 'Italy', 'Austria', 'Denmark', 'Portugal'];
const rows = countries.map((country, place) => [country, `${(184_220.5 / (place + 1)).toFixed(2)}`, 412 - place * 37]);

export const started: Told = { type: 'run.started', question, resumed: false };

/** The events of an answer, from its beginning. */
export const working: readonly Told[] = [
  started,
  { type: 'step.started', step: 'score-table-relevance' },
  { type: 'step.finished', step: 'score-table-relevance', ms: 640, summary: '2 of 41 tables: orders, customers' },
  { type: 'step.started', step: 'generate-sql' },
  { type: 'step.finished', step: 'generate-sql', ms: 1_380, summary: 'Version 1' },
  { type: 'sql.proposed', version: 1, sql, sqlHash: 'h1', reason: 'initial' },
  { type: 'step.started', step: 'execute-query' },
  { type: 'execution.started', sql },
];

export const answered: readonly Told[] = [
  ...working,
  {
    type: 'result.meta',
    columns: [
      { name: 'country', type: 'text' },
      { name: 'revenue', type: 'decimal' },
      { name: 'orders', type: 'integer' },
    ],
  },
  { type: 'result.rows', rows },
  { type: 'result.finished', rowCount: rows.length, truncated: false },
  { type: 'step.finished', step: 'execute-query', ms: 970, summary: '8 rows' },
  ...assumptions.map((assumption): Told => ({ type: 'assumption.added', assumption })),
  { type: 'confidence', confidence: confidences.green },
  { type: 'explanation', explanation },
  { type: 'run.finished', outcome: 'success' },
];

export const oneValue: readonly Told[] = [
  { ...started, question: 'How many orders are open?' },
  { type: 'sql.proposed', version: 1, sql: "SELECT count(*) AS open_orders FROM orders WHERE status = 'open'", sqlHash: 'h2', reason: 'initial' },
  { type: 'result.meta', columns: [{ name: 'open_orders', type: 'integer' }] },
  { type: 'result.rows', rows: [[12_840]] },
  { type: 'result.finished', rowCount: 1, truncated: false },
  { type: 'confidence', confidence: confidences.yellow },
  { type: 'explanation', explanation: { summary: 'Counts the orders whose status is “open”.', steps: [{ kind: 'filter', text: 'Keep those that are open.' }], tables: ['orders'], columns: ['orders.status'] } },
  { type: 'run.finished', outcome: 'success' },
];

export const clarifying: readonly Told[] = [
  { ...started, question: 'How many active customers did we have last month?' },
  { type: 'run.finished', outcome: 'interrupt', interrupts: [clarificationInterrupt()] },
];

const toApprove = approvalInterrupt();

/** A request for a change, which has to be approved. */
export const change = toApprove.approval.question;

export const approving: readonly Told[] = [
  { ...started, question: change },
  { type: 'sql.proposed', version: 1, sql: toApprove.approval.sql, sqlHash: toApprove.approval.sqlHash, reason: 'initial' },
  { type: 'run.finished', outcome: 'interrupt', interrupts: [toApprove] },
];

/** A run as it stands after some events, three seconds after it began. */
function runOf(events: readonly Told[], runId = 'run-1'): JsonRunState {
  let run = initialRunState;
  for (const [place, event] of events.entries()) {
    run = reduceRun(run, { ...event, seq: place + 1, runId, threadId: 'thread-1', at: place === 0 ? at : '2026-05-03T10:42:03.200Z' });
  }
  return run;
}

/** A turn as it stands after some events, with some of it changed. */
export function turnOf(events: readonly Told[], changed: Partial<Turn> = {}): Turn {
  const run = runOf(events, `run-${changed.id ?? '1'}`);
  return {
    id: '1',
    question: run.question ?? question,
    askedAt: at,
    phase: run.phase === 'idle' ? 'submitting' : run.phase,
    run,
    ...{ reconnect: null, problem: null, isLoadingRows: false, nextRows: null, revises: null },
    ...changed,
  };
}

const names = ['customers', 'orders', 'order_items', 'products', 'payments', 'refunds', 'shipments', 'suppliers', 'warehouses', 'campaigns', 'employees', 'tickets'];

export const schema: SchemaStructure = {
  dialect: 'postgres',
  tables: names.map((table, place) => ({
    table,
    kind: 'table',
    comment: null,
    rowCount: 1_000 * (table === 'orders' ? 900 : 40 - place),
    columns: [
      { column: 'id', type: 'bigint', nullable: false, comment: null, isPrimaryKey: true },
      ...(place % 3 === 1 ? [{ column: 'created_at', type: 'timestamp', nullable: false, comment: null, isPrimaryKey: false }] : []),
    ],
  })),
  joins: [],
};

/** A server that answers, asks back where the question is about customers, waits for an approval where data is to be changed, and takes its time where it is about everything. */
export function scriptFor(asked: string): ScriptedRun {
  const own = (events: readonly Told[]): readonly Told[] => events.map((event) => (event.type === 'run.started' ? { ...event, question: asked } : event));
  if (asked === change) return { asked: own(approving), answered: () => [{ ...started, question: asked, resumed: true }, ...oneValue.slice(1)] };
  if (/customers/.test(asked)) return { asked: own(clarifying), answered: () => [{ ...started, question: asked, resumed: true }, ...oneValue.slice(1)] };
  if (/everything/.test(asked)) return { asked: own(working) };
  if (/open/.test(asked)) return { asked: own(oneValue) };
  return { asked: own(answered) };
}
