import { openSync } from 'node:fs';
import { isNl2SqlError } from '@nl2sql/core/errors';

/** Ends a command with one sentence for the person at the command line. */
export class CommandError extends Error {
  readonly exitCode: number;

  /** @param exitCode - What the process ends with. Default 1. */
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * What `parse` reads from the command line.
 *
 * @throws CommandError for an option that is not known, or has no value
 *
 * @example
 * ```ts
 * import { parseArgs } from 'node:util';
 *
 * const { json } = readOptions((args) => parseArgs({ args, options: { json: { type: 'boolean' } } }).values);
 * ```
 */
export function readOptions<T>(parse: (args: string[]) => T, args: readonly string[] = process.argv.slice(2)): T {
  try {
    // A package runner passes on the `--` that ends its own options.
    return parse(args[0] === '--' ? args.slice(1) : [...args]);
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new CommandError(`${sentence}; --help lists the options.`);
  }
}

/**
 * A whole number above zero; undefined when the option is not given.
 *
 * @throws CommandError for anything else
 */
export function positiveNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/u.test(value)) throw new CommandError(`--${option} ${value} is not a whole number above zero.`);
  return Number(value);
}

/** Runs a command: a {@link CommandError}, or an error of the library, becomes one line and its exit code, or 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof CommandError) && !isNl2SqlError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
  }
}

/**
 * Runs a command with what `parse` reads from the command line, or prints its help where that is asked for.
 *
 * @example
 * ```ts
 * import { parseArgs } from 'node:util';
 *
 * await runWithOptions('…', (args) => parseArgs({ args, options: { help: { type: 'boolean' } } }).values, async () => {});
 * ```
 */
export function runWithOptions<T extends { readonly help?: boolean }>(help: string, parse: (args: string[]) => T, main: (options: T) => Promise<void>): Promise<void> {
  return runCommand(async () => {
    const options = readOptions(parse);
    if (options.help) process.stdout.write(help);
    else await main(options);
  });
}

/**
 * Opens the file of `--items` for writing.
 *
 * @throws CommandError where that cannot be
 */
export function openItems(file: string): number {
  try {
    return openSync(file, 'w');
  } catch {
    throw new CommandError(`--items ${file} cannot be written.`);
  }
}
