import type { Lock, RunEvent, RunEventPayloads, RunEventType } from '@nl2sql/core/protocol';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CLARIFICATION, COMPLETED, RUN, USAGE } from './fixtures.ts';
import { renderClarification, renderConfidence, renderEvent, renderResult } from './render-run.ts';
import { createTerminal } from './terminal.ts';
import { widthOf } from './text-layout.ts';

const plain = createTerminal(90, false);
const colour = createTerminal(90, true);

function event<T extends RunEventType>(type: T, payload: RunEventPayloads[T]): RunEvent {
  return { type, seq: 1, runId: 'run-1', threadId: 'thread-1', at: '2026-06-30T12:00:00.000Z', ...payload } as unknown as RunEvent;
}

describe('renderEvent', () => {
  it('shows the question, and not again after a pause', () => {
    expect(renderEvent(event('run.started', { question: 'revenue?', resumed: false }), plain)).toEqual(['› revenue?']);
    expect(renderEvent(event('run.started', { question: 'revenue?', resumed: true }), plain)).toEqual([]);
  });

  it('shows a stage with its time when it is done', () => {
    expect(renderEvent(event('step.started', { step: 'classify-intent' }), plain)).toEqual([]);
    expect(renderEvent(event('step.finished', { step: 'classify-intent', ms: 12.4, summary: 'read' }), plain)).toEqual([
      '✓ classify-intent              12 ms  read',
    ]);
  });

  it('shows candidates with bars in proportion to the best, and why some were selected', () => {
    const tables = event('tables.selected', {
      candidates: [
        { table: 'orders', score: 0.04 },
        { table: 'customer_orders', score: 0.02 },
      ],
      selected: [{ table: 'orders', relevance: 0.93, reason: 'holds the totals' }],
    });
    expect(renderEvent(tables, plain)).toEqual([
      '    ● orders           ██████████  0.040  0.93 relevant: holds the totals',
      '    ○ customer_orders  █████░░░░░  0.020',
    ]);
  });

  it('shows the lock: tables, joins, values', () => {
    const ends = { from: { table: 'orders', column: 'city_id' }, to: { table: 'cities', column: 'id' } };
    const lock: Lock = {
      tables: [{ table: 'orders', columns: ['id', 'city_id'] }],
      joins: [
        { ...ends, source: 'declared' },
        { ...ends, source: 'inferred', evidence: { name: 'reference', type: 'same', values: null }, confidence: 0.8 },
      ],
      values: [{ phrase: 'paris', table: 'cities', column: 'name', value: 'Paris', coverage: 'sample' }],
    };
    expect(renderEvent(event('lock.set', { lock }), plain)).toEqual([
      '    ■ orders  id, city_id',
      '    ⋈ orders.city_id = cities.id',
      '    ⋈ orders.city_id = cities.id, not declared, but city_id names the key of cities and',
      '      the types are the same',
      '    ≈ “paris” is cities.name = \'Paris\', among sampled values',
    ]);
  });

  it('shows each statement, and the problems that the check found', () => {
    const proposed = event('sql.proposed', { version: 2, sql: 'SELECT 1', sqlHash: 'x', reason: 'repair' });
    expect(renderEvent(proposed, plain)).toEqual(['    SQL, version 2 (repair)', '    SELECT 1']);
    const problems = [{ code: 'TABLE_NOT_LOCKED', message: 'secrets is not in the lock.' }];
    expect(renderEvent(event('validation.finished', { version: 2, ok: false, problems }), plain)).toEqual([
      '    ✗ TABLE_NOT_LOCKED  secrets is not in the lock.',
    ]);
    expect(renderEvent(event('validation.finished', { version: 2, ok: true, problems: [] }), plain)).toEqual([]);
  });
});

describe('renderConfidence', () => {
  it('shows the score in the colour of its level, and every factor', () => {
    expect(renderConfidence(COMPLETED.confidence, plain)).toEqual([
      'Confidence  0.86 green  █████████████████░░░',
      '  table relevance  █████████░  0.90 × 0.60  orders leads by 0.21',
      '  ambiguity        ████████░░  0.80 × 0.40  one assumption was made',
    ]);
    const head = (level: 'green' | 'yellow' | 'red') => renderConfidence({ ...COMPLETED.confidence, level }, colour)[0];
    expect([head('green'), head('yellow'), head('red')].map((line) => /\[(3\d)m/.exec(line ?? '')?.[1])).toEqual(['32', '33', '31']);
  });
});

describe('renderClarification', () => {
  it('numbers the readings, each with its evidence and what it means', () => {
    expect(renderClarification(CLARIFICATION, plain, 'revenue by city')).toEqual([
      '? Which revenue do you mean?',
      '  [revenue] by city',
      '',
      '  1  Totals of web shop orders',
      '     orders.total_cents',
      '     · 1,900 rows',
      '     · for example 13900, 7900',
      '     → Counts orders as they were placed, refunds not taken off.',
      '',
      '  2  Money received  (fits best)',
      '     billing_transactions.amount',
      '     · 2,951 rows',
      '     → Takes refunds off.',
      '',
      'Answer with 1–2, or your own words.',
    ]);
  });

  it('names the words when the question is not the one that they are from', () => {
    expect(renderClarification(CLARIFICATION, plain)[1]).toBe('  It is about “revenue”.');
    expect(renderClarification(CLARIFICATION, plain, 'and by month?')[1]).toBe('  It is about “revenue”.');
    expect(renderClarification({ ...CLARIFICATION, span: null, allowFreeText: false }, plain).at(-1)).toBe('Answer with 1–2.');
  });
});

describe('renderResult', () => {
  it('shows an answer and what stands behind it', () => {
    expect(renderResult(COMPLETED, plain)).toEqual([
      'city    revenue',
      '──────  ───────',
      'Zürich      120',
      '東京          7',
      'NULL       NULL',
      '(3 rows)',
      '',
      'Warnings',
      '  ⚠ One city is not known.',
      '',
      'SQL',
      'SELECT c.city, SUM(o.total_cents) AS revenue',
      'FROM orders AS o',
      'JOIN customers AS c ON c.id = o.customer_id',
      'GROUP BY c.city',
      'LIMIT 1000',
      '✓ Checked: 1 table, 1 column, 1 function, all within the lock. The guard added: LIMIT',
      '  1000.',
      '',
      'Assumptions',
      '  ◆ “last year” means 2025 (or: the last 12 months)',
      '',
      'Explanation',
      '  Adds up the totals of orders for each city.',
      '  1. Reads orders.',
      '  2. One row for each city.',
      '',
      'Rejected attempts',
      '  Attempt 1',
      '    SELECT nothing FROM orders',
      '    ✗ COLUMN_NOT_LOCKED  nothing is not in the lock.',
      '',
      'Confidence  0.86 green  █████████████████░░░',
      '  table relevance  █████████░  0.90 × 0.60  orders leads by 0.21',
      '  ambiguity        ████████░░  0.80 × 0.40  one assumption was made',
      '',
      '1.2 s · 4 model calls · 1,204 tokens in, 96 out (estimated)',
    ]);
  });

  it('leaves the details out when asked to', () => {
    const text = renderResult(COMPLETED, plain, { details: false }).join('\n');
    expect(text).toContain('0.86 green');
    expect(text).not.toMatch(/Checked|table relevance|Reads orders|Attempt/);
  });

  it('shows a refusal, a question and a cancelled run', () => {
    const refusal = { reason: 'off_topic', message: 'This question is not about the data.' } as const;
    expect(renderResult({ ...RUN, usage: USAGE, status: 'refused', refusal }, plain)).toEqual([
      '✗ Not answered (off_topic)',
      '  This question is not about the data.',
    ]);
    const interrupt = { id: 'i1', kind: 'clarification', createdAt: '2026-06-30T12:00:00Z', expiresAt: null, clarification: CLARIFICATION } as const;
    expect(renderResult({ ...RUN, usage: USAGE, status: 'needs_clarification', interrupt, clarification: CLARIFICATION }, plain)).toEqual(
      renderClarification(CLARIFICATION, plain, RUN.question),
    );
    expect(renderResult({ ...RUN, usage: USAGE, status: 'cancelled', databaseStopped: true }, plain)).toEqual(['■ Cancelled.']);
  });

  it('shows a failure with what to do next and every attempt', () => {
    const error = { code: 'REPAIR_EXHAUSTED', message: 'No statement passed the check.', hint: 'Name the table.', stage: 'repair-sql', retryable: true } as const;
    const attempts = [{ attempt: 1, sql: null, problems: [{ code: 'NO_SQL', message: 'The reply held no statement.' }] }];
    expect(renderResult({ ...RUN, usage: USAGE, status: 'failed', error, attempts }, plain)).toEqual([
      '✗ Failed (REPAIR_EXHAUSTED, in repair-sql, trying again may help)',
      '  No statement passed the check.',
      '  → Name the table.',
      '  Attempt 1',
      '    no statement',
      '    ✗ NO_SQL  The reply held no statement.',
    ]);
  });

  it('says the same in colour, and stays within a narrow terminal', () => {
    expect(renderResult(COMPLETED, colour).map((line) => stripVTControlCharacters(line))).toEqual(renderResult(COMPLETED, plain));
    const narrow = createTerminal(44, true);
    const lines = [...renderResult(COMPLETED, narrow), ...renderClarification(CLARIFICATION, narrow, RUN.question)];
    expect(lines.filter((line) => widthOf(line) > 44).map((line) => stripVTControlCharacters(line))).toEqual([
      '1.2 s · 4 model calls · 1,204 tokens in, 96 out (estimated)',
    ]);
  });

  it('lets no escape sequence of a model or a database through', () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J';
    const text = renderResult(
      {
        ...COMPLETED,
        sql: `SELECT '${evil}'`,
        columns: [{ name: evil, type: 'text' }],
        rows: [[evil]],
        explanation: { ...COMPLETED.explanation, summary: evil },
        assumptions: [{ id: 'a', kind: 'other', text: evil }],
        warnings: [{ code: 'truncated', text: evil }],
        confidence: { ...COMPLETED.confidence, factors: [{ name: 'ambiguity', value: 1, weight: 1, reason: evil }] },
      },
      plain,
    ).join('\n');
    const options = CLARIFICATION.options.map((option) => ({ ...option, label: evil, value: evil, table: evil, evidence: [evil], consequence: evil }));
    const question = renderClarification({ ...CLARIFICATION, question: evil, options, span: { text: evil, start: 0, end: evil.length } }, plain, evil).join('\n');
    expect(text + question).not.toMatch(/[\u001b\u0007]/);
  });
});
