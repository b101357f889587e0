import { parseArgs } from 'node:util';
import { MODEL_FORMS, VARIABLES_HELP } from './model-providers.ts';

/** Ends a command with one sentence for the person at the command line. */
export class CommandError extends Error {}

export interface AskOptions {
  /** A path, or the URL of a server. */
  readonly database: string;
  readonly schemas: readonly string[];
  readonly question: string;
  readonly json: boolean;
  readonly explain: boolean;
  readonly model: string;
  readonly baseUrl: string | undefined;
  /** The answers to clarifications, in order; 1 is the first option. */
  readonly choices: readonly number[];
}

export const ASK_HELP = `Ask a database in plain language.

  pnpm ask --db DATABASE "How many singers are there?"

  --db DATABASE        a SQLite or DuckDB file, a PGlite folder, postgres://… or mysql://…; it is only read
  --schema NAME        a schema to ask about, where there are several; again for a second one
  --choose N           answer a clarification with its option N; again for a second one
  --model MODEL        one of those below (default: offline, which needs no key and no network)
  --base-url URL       a server that needs no key, for the models of openai, openai-compatible and ollama
  --explain            also show what stands behind the answer
  --json               print the result as one JSON object; progress goes to stderr
  --help

Models: ${MODEL_FORMS.join(', ')}

A hosted model has its key, and where it is not the usual one its address, in the environment:
${VARIABLES_HELP}

Exit code: 0 answered, 1 failed, 2 needs a choice, 3 refused, 130 stopped.`;

/**
 * Reads the command line of `ask`; null when help is asked for.
 *
 * @throws CommandError when it cannot be used
 */
export function readAskOptions(args: readonly string[]): AskOptions | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  if (values.db === undefined || values.db === '') throw new CommandError('Say which database to ask: --db DATABASE.');
  const question = positionals.join(' ').trim();
  if (question === '') throw new CommandError('Ask a question: pnpm ask --db DATABASE "How many orders are there?"');
  return {
    database: values.db,
    schemas: values.schema ?? [],
    question,
    json: values.json ?? false,
    explain: values.explain ?? false,
    model: values.model ?? 'offline',
    baseUrl: values['base-url'],
    choices: (values.choose ?? []).map(readChoice),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // A package runner passes on the `--` that ends its own options.
      args: args[0] === '--' ? args.slice(1) : [...args],
      allowPositionals: true,
      options: {
        db: { type: 'string' },
        schema: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        explain: { type: 'boolean' },
        model: { type: 'string' },
        'base-url': { type: 'string' },
        choose: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new CommandError(`${sentence}; --help lists the options.`);
  }
}

function readChoice(text: string): number {
  if (!/^[1-9]$/u.test(text)) throw new CommandError(`--choose ${text}: give the number of an option, 1 for the first.`);
  return Number(text);
}
