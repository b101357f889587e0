import type { Attempt, CompletedResult, FailedResult, ProofAddition, Refusal, RunResult, Usage } from '@nl2sql/core/protocol';
import { renderClarification } from './render-clarification.ts';
import { renderConfidence } from './render-confidence.ts';
import { renderSql } from './render-sql.ts';
import { renderTable, type RenderTableOptions } from './render-table.ts';
import type { Terminal } from './terminal.ts';
import { count, duration, hang, oneLine } from './text-layout.ts';

export interface RenderResultOptions extends RenderTableOptions {
  /** Whether to show what stands behind an answer: proof, confidence factors, steps. Default true. */
  readonly details?: boolean;
}

/** The answer of a run: a table and how far to trust it, a question, a refusal or a failure. */
export function renderResult(result: RunResult, terminal: Terminal, options: RenderResultOptions = {}): readonly string[] {
  switch (result.status) {
    case 'completed':
      return [...renderCompleted(result, terminal, options), '', renderUsage(result.usage, terminal)];
    case 'needs_clarification':
      return renderClarification(result.clarification, terminal, result.question);
    case 'refused':
      return renderRefusal(result.refusal, terminal);
    case 'failed':
      return renderFailure(result, terminal);
    case 'cancelled':
      return [terminal.paint('yellow', '■ Cancelled.')];
  }
}

function renderCompleted(result: CompletedResult, terminal: Terminal, options: RenderResultOptions): readonly string[] {
  const details = options.details ?? true;
  const list = (title: string, lines: readonly string[]) => (lines.length > 0 ? ['', terminal.paint('bold', title), ...lines] : []);
  const confidence = renderConfidence(result.confidence, terminal);
  return [
    ...renderTable(result, terminal, options),
    ...list('Warnings', result.warnings.flatMap(({ text }) => hang(`  ${terminal.paint('yellow', '⚠')} `, text, terminal.columns))),
    ...list('SQL', [...renderSql(result.sql, terminal), ...(details ? renderProof(result, terminal) : [])]),
    ...list(
      'Assumptions',
      result.assumptions.flatMap(({ text, alternatives = [] }) =>
        hang(
          `  ${terminal.paint('magenta', '◆')} `,
          alternatives.length > 0 ? `${text} (or: ${alternatives.map(({ label }) => label).join(' · ')})` : text,
          terminal.columns,
        ),
      ),
    ),
    ...list('Explanation', [
      ...hang('  ', result.explanation.summary, terminal.columns),
      ...(details ? result.explanation.steps.flatMap(({ text }, index) => hang(`  ${index + 1}. `, text, terminal.columns)) : []),
    ]),
    ...(details ? list('Rejected attempts', result.attempts.flatMap((attempt) => renderAttempt(attempt, terminal))) : []),
    '',
    ...(details ? confidence : confidence.slice(0, 1)),
  ];
}

function renderProof({ proof }: CompletedResult, terminal: Terminal): readonly string[] {
  const { used, added } = proof;
  const parts = [
    count(used.tables.length, 'table'),
    count(used.columns.length, 'column'),
    ...(used.functions.length > 0 ? [count(used.functions.length, 'function')] : []),
  ];
  const guard = added.length > 0 ? ` The guard added: ${added.map(renderAddition).join('; ')}.` : '';
  return hang(terminal.paint('green', '✓ '), `Checked: ${parts.join(', ')}, all within the lock.${guard}`, terminal.columns);
}

function renderAddition(addition: ProofAddition): string {
  switch (addition.kind) {
    case 'row_limit':
      return `LIMIT ${addition.rows}`;
    case 'row_filter':
      return `a row filter on ${addition.table}`;
    case 'mask':
      return `a mask on ${addition.table}.${addition.column}`;
  }
}

/** `✗ Not answered (off_topic)`, then the sentence for the user. */
export function renderRefusal(refusal: Refusal, terminal: Terminal): readonly string[] {
  return [
    `${terminal.paint(['yellow', 'bold'], '✗ Not answered')} ${terminal.paint('dim', `(${refusal.reason})`)}`,
    ...hang('  ', refusal.message, terminal.columns),
  ];
}

/** What went wrong, where, what to do next, and every statement that was tried. */
export function renderFailure({ error, attempts }: Pick<FailedResult, 'error' | 'attempts'>, terminal: Terminal): readonly string[] {
  const where = [error.code, ...(error.stage ? [`in ${error.stage}`] : []), ...(error.retryable ? ['trying again may help'] : [])];
  return [
    `${terminal.paint(['red', 'bold'], '✗ Failed')} ${terminal.paint('dim', `(${oneLine(where.join(', '))})`)}`,
    ...hang('  ', error.message, terminal.columns),
    ...(error.hint === null ? [] : hang(`  ${terminal.paint('cyan', '→')} `, error.hint, terminal.columns)),
    ...attempts.flatMap((attempt) => renderAttempt(attempt, terminal)),
  ];
}

function renderAttempt({ attempt, sql, problems }: Attempt, terminal: Terminal): readonly string[] {
  const inner = { ...terminal, columns: terminal.columns - 4 };
  return [
    terminal.paint('dim', `  Attempt ${attempt}`),
    ...(sql === null ? ['    no statement'] : renderSql(sql, inner).map((line) => `    ${line}`)),
    ...problems.flatMap(({ code, message }) => hang(`    ${terminal.paint('red', `✗ ${oneLine(code)}`)}  `, message, terminal.columns)),
  ];
}

/** One dim line: time, model calls, tokens. */
export function renderUsage(usage: Usage, terminal: Terminal): string {
  const parts = [
    duration(usage.totalMs),
    count(usage.modelCalls, 'model call'),
    `${usage.inputTokens.toLocaleString('en-US')} tokens in, ${usage.outputTokens.toLocaleString('en-US')} out${usage.estimated ? ' (estimated)' : ''}`,
  ];
  return terminal.paint('dim', parts.join(' · '));
}
