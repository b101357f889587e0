import { createInterface } from 'node:readline/promises';
import type { InterruptResponse, NeedsClarificationResult } from '@nl2sql/core/protocol';
import { CommandError } from './command-line.ts';
import { renderClarification } from './render-run.ts';
import { detectTerminal } from './terminal.ts';

/**
 * The answer to a clarification: the given choice, else what the person types, else none.
 *
 * @throws CommandError when the choice is not among the options
 */
export async function answerClarification(
  { clarification, question }: NeedsClarificationResult,
  choice: number | undefined,
  mayAsk: boolean,
): Promise<InterruptResponse | null> {
  const { options } = clarification;
  if (choice !== undefined) {
    const option = options[choice - 1];
    if (!option) throw new CommandError(`--choose ${choice}: there are ${options.length} options.`);
    return { kind: 'choose', optionId: option.id };
  }
  if (!mayAsk || !process.stdin.isTTY || !process.stderr.isTTY) return null;
  process.stderr.write(`${renderClarification(clarification, detectTerminal(process.stderr, process.env), question).join('\n')}\n`);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (;;) {
      const answer = (await reader.question('› ')).trim();
      if (answer === '') return { kind: 'cancel' };
      if (!/^\d+$/u.test(answer)) return { kind: 'text', text: answer };
      const option = options[Number(answer) - 1];
      if (option) return { kind: 'choose', optionId: option.id };
      process.stderr.write(`Type a number from 1 to ${options.length}, your own words, or nothing to stop.\n`);
    }
  } finally {
    reader.close();
  }
}
