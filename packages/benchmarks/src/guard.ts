import { closeSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Dialect } from '@nl2sql/core/contracts';
import { CommandError, openItems, runWithOptions } from './command-line.ts';
import { dialectWord } from './guard/corpora.ts';
import { readInputs } from './guard/guard-inputs.ts';

const HELP = `Has the guard judge attacks, benign statements, gold statements and the statements of a grammar's tests.

pnpm bench:guard [options]

  --attacks FILE     statements that must be rejected: {id, dialect, category, sql} a line
  --benign FILE      statements that must be accepted, in the same form
  --gold FILE        gold statements: {id, source, db_id, sql, single_select} a line; may be given again
  --schemas FILE     the databases of the gold statements; default: schemas.json beside the first of them
  --dialect NAME     the dialect of the gold statements; default: told from the file's name, or the source
  --statements FILE  statements of PostgreSQL's tests: {file, n, sql, parses, kind} a line
  --lock FILE        what attacks and benign statements may read; default: lock.json beside the corpus
  --parsers          once more with each of the other parsers, and with all of them
  --items FILE       write one JSON line for each statement that was not judged as it should be
  --json             print one JSON object instead of tables
  --help             this text

Without a file it takes those for development in ../shared. Exit code 1: something was accepted that must be rejected;
2: a file is missing, or not what it ought to be.
`;

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        attacks: { type: 'string' },
        benign: { type: 'string' },
        gold: { type: 'string', multiple: true },
        schemas: { type: 'string' },
        dialect: { type: 'string' },
        statements: { type: 'string' },
        lock: { type: 'string' },
        parsers: { type: 'boolean', default: false },
        items: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    const { attacks, benign, gold, schemas, statements, lock } = options;
    const inputs = readInputs({ attacks, benign, gold, schemas, statements, lock, dialect: dialectOption(options.dialect) });
    const items = options.items === undefined ? null : openItems(options.items);

    // Loaded when all options are right: a mistake is reported at once.
    const { measureGuard } = await import('./guard/measure-guard.ts');
    try {
      const { summary, report, misjudged } = await measureGuard(inputs, options.parsers);
      if (items !== null) for (const item of misjudged) writeSync(items, `${JSON.stringify(item)}\n`);
      process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${report}\n`);
      const { refusesAll } = await import('./guard/summarise-guard.ts');
      if (!refusesAll(summary)) process.exitCode = 1;
    } finally {
      if (items !== null) closeSync(items);
    }
  },
);

function dialectOption(name: string | undefined): Dialect | undefined {
  if (name === undefined) return undefined;
  const dialect = dialectWord(name);
  if (dialect == null) throw new CommandError(`--dialect ${name} is not known: give sqlite, postgres, mysql or duckdb.`);
  return dialect;
}
