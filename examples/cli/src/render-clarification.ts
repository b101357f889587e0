import type { Clarification, ClarificationOption } from '@nl2sql/core/protocol';
import type { Terminal } from './terminal.ts';
import { hang, oneLine } from './text-layout.ts';

/**
 * A question to the user: the words that it is about, then the readings, numbered from 1, each with
 * its evidence and what choosing it means.
 *
 * @param question The user's question; with it, the words that the clarification is about stand out.
 */
export function renderClarification(clarification: Clarification, terminal: Terminal, question?: string): readonly string[] {
  const { options, suggested, allowFreeText } = clarification;
  const ways = allowFreeText ? `1–${options.length}, or your own words` : `1–${options.length}`;
  return [
    ...hang(terminal.paint(['yellow', 'bold'], '? '), clarification.question, terminal.columns),
    ...about(clarification, terminal, question),
    ...options.flatMap((option, index) => ['', ...renderOption(option, index + 1, option.id === suggested, terminal)]),
    '',
    terminal.paint('dim', `Answer with ${ways}.`),
  ];
}

function about({ span }: Clarification, terminal: Terminal, question: string | undefined): readonly string[] {
  if (span === null) return [];
  if (question === undefined || question.slice(span.start, span.end) !== span.text) {
    return [terminal.paint('dim', `  It is about “${oneLine(span.text)}”.`)];
  }
  const before = terminal.paint('dim', oneLine(question.slice(0, span.start)));
  const after = terminal.paint('dim', oneLine(question.slice(span.end)));
  const words = oneLine(span.text);
  return [`  ${before}${terminal.paint(['yellow', 'underline'], terminal.colour ? words : `[${words}]`)}${after}`];
}

function renderOption(option: ClarificationOption, number: number, suggested: boolean, terminal: Terminal): readonly string[] {
  const place = [option.table, option.column].filter((part) => part !== undefined).join('.');
  const value = option.value === undefined ? '' : ` = '${option.value}'`;
  const mark = suggested ? terminal.paint('green', '  (fits best)') : '';
  const head = hang(`  ${terminal.paint(['bold', 'cyan'], String(number))}  `, option.label, terminal.columns - (suggested ? 13 : 0));
  const where = oneLine(place + value);
  return [
    ...head.slice(0, -1),
    `${head.at(-1) ?? ''}${mark}`,
    ...(where === '' || where === option.label ? [] : [terminal.paint('dim', `     ${where}`)]),
    ...option.evidence.flatMap((fact) => hang('     · ', fact, terminal.columns)),
    ...hang('     → ', option.consequence, terminal.columns),
  ];
}
