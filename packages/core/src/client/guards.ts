import { initialRunState, type Capabilities, type JsonRunState, type RowPage, type RunEvent, type RunEventType, type SchemaStructure, type Thread } from '../protocol/index.ts';

/**
 * What has to be there of what a server sends, so that nothing built on it breaks: the fields that the
 * reducer and the components take for granted. What they hold inside is the server's word.
 */

type Kind = 'string' | 'number' | 'boolean' | 'array' | 'object';
type Shape = Readonly<Record<string, Kind>>;

const ENVELOPE: Shape = { type: 'string', seq: 'number', runId: 'string', threadId: 'string', at: 'string' };

const PAYLOADS: Readonly<Record<RunEventType, Shape>> = {
  'run.started': { question: 'string', resumed: 'boolean' },
  snapshot: { state: 'object' },
  'step.started': { step: 'string' },
  'step.progress': { step: 'string', text: 'string' },
  'step.finished': { step: 'string', ms: 'number', summary: 'string' },
  'tables.selected': { candidates: 'array', selected: 'array' },
  'assumption.added': { assumption: 'object' },
  'lock.set': { lock: 'object' },
  'sql.proposed': { version: 'number', sql: 'string', sqlHash: 'string', reason: 'string' },
  'validation.finished': { version: 'number', ok: 'boolean', problems: 'array' },
  confidence: { confidence: 'object' },
  impact: { impact: 'object' },
  'execution.started': { sql: 'string' },
  'result.meta': { columns: 'array' },
  'result.rows': { rows: 'array' },
  'result.finished': { rowCount: 'number', truncated: 'boolean' },
  explanation: { explanation: 'object' },
  'chart.suggested': { charts: 'array' },
  warning: { warning: 'object' },
  usage: { usage: 'object' },
  'run.finished': { outcome: 'string' },
};

const OUTCOMES: Readonly<Record<Extract<RunEvent, { type: 'run.finished' }>['outcome'], Shape>> = {
  success: {},
  interrupt: { interrupts: 'array' },
  cancelled: { databaseStopped: 'boolean' },
  refused: { refusal: 'object' },
  error: { error: 'object' },
};

function kindOf(value: unknown): Kind | 'other' {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'other';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' || type === 'object' ? type : 'other';
}

function has(value: unknown, shape: Shape): value is Record<string, unknown> {
  return kindOf(value) === 'object' && Object.entries(shape).every(([key, kind]) => kindOf((value as Record<string, unknown>)[key]) === kind);
}

/** An event; one of a type that is not known has to have the common fields only. */
export function isRunEvent(value: unknown): value is RunEvent {
  if (!has(value, ENVELOPE) || !Number.isSafeInteger(value['seq'])) return false;
  const type = value['type'] as string;
  if (!Object.hasOwn(PAYLOADS, type)) return true;
  if (!has(value, PAYLOADS[type as RunEventType])) return false;
  if (type === 'snapshot') return isRunState(value['state']);
  if (type !== 'run.finished') return true;
  const outcome = value['outcome'] as keyof typeof OUTCOMES;
  return Object.hasOwn(OUTCOMES, outcome) && has(value, OUTCOMES[outcome]);
}

const STATE = Object.fromEntries(
  Object.entries(initialRunState).flatMap(([key, value]) => (kindOf(value) === 'other' ? [] : [[key, kindOf(value) as Kind]])),
);

export const isRunState = (value: unknown): value is JsonRunState => has(value, STATE);
export const isThread = (value: unknown): value is Thread => has(value, { threadId: 'string', runs: 'array' }) && (value['runs'] as unknown[]).every(isRunState);
export const isRowPage = (value: unknown): value is RowPage => has(value, { runId: 'string', columns: 'array', rows: 'array', offset: 'number', rowCount: 'number' });
export const isSchemaStructure = (value: unknown): value is SchemaStructure => has(value, { dialect: 'string', tables: 'array', joins: 'array' });
export const isCapabilities = (value: unknown): value is Capabilities => has(value, { protocol: 'string', remember: 'array', limits: 'object' });
export const isStopped = (value: unknown): value is { readonly stopped: boolean } => has(value, { stopped: 'boolean' });

/** What an error says of itself, as far as it does so as {@link ProblemDetails}. */
export const isProblemDetails = (value: unknown): value is { readonly code: string; readonly detail: string; readonly hint?: unknown; readonly retryable?: unknown } =>
  has(value, { code: 'string', detail: 'string' });
