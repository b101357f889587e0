import { createInterface } from 'node:readline/promises';
import type { InterruptResponse, NeedsClarificationResult } from '@nl2sql/core/protocol';
import { CommandError } from './command-line.ts';
import { renderClarification } from './render-run.ts';
import type { Shell } from './shell.ts';
import { detectTerminal } from './terminal.ts';

/**
 * The answer to a clarification: the given choice, else what the person at a terminal types, else
 * none. Ctrl-C, Ctrl-D and an empty line give the question up.
 *
 * @throws CommandError when the choice is not among the options
 */
export async function answerClarification(
  { clarification, question }: NeedsClarificationResult,
  choice: number | undefined,
  { stdin, stderr, environment, signal }: Shell,
  mayAsk: boolean,
): Promise<InterruptResponse | null> {
  const { options } = clarification;
  if (choice !== undefined) {
    const option = options[choice - 1];
    if (!option) throw new CommandError(`--choose ${choice}: there are ${options.length} options.`);
    return { kind: 'choose', optionId: option.id };
  }
  if (!mayAsk || !stdin.isTTY || !stderr.isTTY) return null;
  stderr.write(`${renderClarification(clarification, detectTerminal(stderr, environment), question).join('\n')}\n`);
  const reader = createInterface({ input: stdin, output: stderr });
  const closed = new AbortController();
  reader.once('close', () => closed.abort());
  const left = AbortSignal.any([signal, closed.signal]);
  try {
    for (;;) {
      const answer = (await reader.question('› ', { signal: left })).trim();
      if (answer === '') return { kind: 'cancel' };
      if (!/^\d+$/u.test(answer)) return { kind: 'text', text: answer };
      const option = options[Number(answer) - 1];
      if (option) return { kind: 'choose', optionId: option.id };
      stderr.write(`Type a number from 1 to ${options.length}, your own words, or nothing to stop.\n`);
    }
  } catch (error) {
    if (!left.aborted) throw error;
    stderr.write('\n');
    return { kind: 'cancel' };
  } finally {
    reader.close();
  }
}
