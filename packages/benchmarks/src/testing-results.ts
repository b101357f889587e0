import type { CompletedResult, NeedsClarificationResult, RefusedResult, Usage } from '@nl2sql/core/protocol';

/** Run results for the tests of this package. */
export const usage: Usage = {
  modelCalls: 4,
  inputTokens: 1_000,
  outputTokens: 100,
  estimated: true,
  stages: { 'generate-sql': 2 },
  totalMs: 10,
};

const base = { runId: 'run', threadId: 'thread', question: 'Who?', usage };

export function completed(changes: Partial<CompletedResult> = {}): CompletedResult {
  return {
    ...base,
    status: 'completed',
    sql: 'SELECT name FROM customers LIMIT 10',
    columns: [{ name: 'name', type: 'text' }],
    rows: [['Ann'], ['Bob']],
    rowCount: 2,
    truncated: false,
    lock: { tables: [{ table: 'customers', columns: ['name'] }], joins: [], values: [] },
    proof: {
      decision: 'accepted',
    rule: 'locked_read',
      dialect: 'sqlite',
      allowed: [{ table: 'customers', columns: ['name'] }],
      used: { tables: ['customers'], columns: [{ table: 'customers', column: 'name' }], functions: [], joins: [], scopes: [] },
      added: [],
      parsers: [],
    },
    confidence: { score: 0.9, level: 'green', factors: [] },
    assumptions: [],
    explanation: { summary: '', steps: [], tables: ['customers'], columns: ['name'] },
    charts: [],
    warnings: [],
    attempts: [],
    ...changes,
  };
}

export function refused(reason: RefusedResult['refusal']['reason']): RefusedResult {
  return { ...base, status: 'refused', refusal: { reason, message: 'No.' } };
}

export function clarification(options: readonly { readonly id: string; readonly table?: string }[], suggested: string | null): NeedsClarificationResult {
  const asked = {
    id: 'which',
    kind: 'table' as const,
    question: 'Which?',
    span: null,
    options: options.map((option) => ({ ...option, label: option.id, evidence: [], consequence: '' })),
    suggested,
    allowFreeText: true,
  };
  return {
    ...base,
    status: 'needs_clarification',
    interrupt: { id: 'i', kind: 'clarification', createdAt: '2024-01-01T00:00:00.000Z', expiresAt: null, clarification: asked },
    clarification: asked,
  };
}
