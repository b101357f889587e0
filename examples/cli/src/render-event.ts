import { describeEvidence, describeJoin, type Lock, type RunEvent, type RunEventOf } from '@nl2sql/core/protocol';
import { renderSql } from './render-sql.ts';
import type { Terminal } from './terminal.ts';
import { bar, duration, fit, hang, oneLine, pad, widthOf } from './text-layout.ts';

/** What a candidate's line needs besides the table's name. */
const FIXED_COLUMNS = 26;

/**
 * What a run does, as it happens: stages with their time, candidates, the lock, each statement and
 * what the check said of it. Events that belong to the answer give no lines; `renderResult` shows
 * the answer.
 *
 * @example
 * ```ts
 * import type { Pipeline } from '@nl2sql/core';
 * import type { Terminal } from './terminal.ts';
 *
 * declare const pipeline: Pipeline;
 * declare const terminal: Terminal;
 * for await (const event of pipeline.stream({ question: 'How many orders are there?' })) {
 *   for (const line of renderEvent(event, terminal)) console.log(line);
 * }
 * ```
 */
export function renderEvent(event: RunEvent, terminal: Terminal): readonly string[] {
  switch (event.type) {
    case 'run.started':
      return event.resumed ? [] : hang(terminal.paint(['bold', 'cyan'], '› '), event.question, terminal.columns);
    case 'step.finished':
      return renderStep(event, terminal);
    case 'step.progress':
      return hang(terminal.paint('dim', '  … '), event.text, terminal.columns);
    case 'tables.selected':
      return renderTables(event, terminal);
    case 'lock.set':
      return renderLock(event.lock, terminal);
    case 'sql.proposed':
      return [
        terminal.paint('dim', `    SQL, version ${event.version} (${event.reason})`),
        ...indented(renderSql(event.sql, { ...terminal, columns: terminal.columns - 4 })),
      ];
    case 'validation.finished':
      return event.problems.flatMap((problem) =>
        hang(`    ${terminal.paint('red', `✗ ${oneLine(problem.code)}`)}  `, problem.message, terminal.columns),
      );
    default:
      return [];
  }
}

function renderStep({ step, ms, summary }: RunEventOf<'step.finished'>, terminal: Terminal): readonly string[] {
  const name = pad(step, 25);
  const lead = `${terminal.paint('green', '✓')} ${name}  ${terminal.paint('dim', pad(duration(ms), 7, 'right'))}  `;
  return hang(lead, summary, terminal.columns).map((line) => line.trimEnd());
}

/** Every candidate with a bar in proportion to the best one; the selected ones with their relevance. */
export function renderTables({ candidates, selected }: Pick<RunEventOf<'tables.selected'>, 'candidates' | 'selected'>, terminal: Terminal): readonly string[] {
  const best = Math.max(0, ...candidates.map(({ score }) => score));
  const longest = Math.max(0, ...candidates.map(({ table }) => widthOf(oneLine(table))));
  const nameWidth = Math.min(longest, Math.max(8, terminal.columns - FIXED_COLUMNS));
  return candidates.flatMap(({ table, score }) => {
    const choice = selected.find((one) => one.table === table);
    const share = best > 0 ? score / best : 0;
    const name = pad(fit(oneLine(table), nameWidth), nameWidth);
    const tone = choice ? 'green' : 'dim';
    const lead = `    ${terminal.paint(tone, `${choice ? '●' : '○'} ${name}  ${bar(share)}`)}  ${terminal.paint('dim', score.toFixed(best < 0.1 ? 3 : 2))}  `;
    return choice ? hang(lead, `${choice.relevance.toFixed(2)} relevant: ${choice.reason}`, terminal.columns) : [lead.trimEnd()];
  });
}

/** The only tables, columns, joins and values that the statement may use. */
export function renderLock(lock: Lock, terminal: Terminal): readonly string[] {
  const join = terminal.paint('blue', '⋈');
  const lead = (mark: string) => `    ${mark} `;
  return [
    ...lock.tables.flatMap(({ table, columns }) =>
      hang(`${lead(terminal.paint('blue', '■'))}${terminal.paint('bold', oneLine(table))}  `, columns.join(', '), terminal.columns),
    ),
    ...lock.joins.flatMap((each) => hang(lead(join), `${describeJoin(each)}${each.source === 'declared' ? '' : `, ${describeEvidence(each)}`}`, terminal.columns)),
    ...lock.values.flatMap(({ phrase, table, column, value, coverage }) =>
      hang(
        lead(terminal.paint('blue', '≈')),
        `“${phrase}” is ${table}.${column} = '${value}'${coverage === 'sample' ? ', among sampled values' : ''}`,
        terminal.columns,
      ),
    ),
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `    ${line}`);
}
