import { parseArgs } from 'node:util';
import { positiveNumber, runWithOptions } from './command-line.ts';
import { importsReport } from './imports/imports-report.ts';
import { measureImports } from './imports/measure-imports.ts';

const HELP = `Measures how long each entry of @nl2sql/core and @nl2sql/adapters takes to import in a fresh process.

pnpm bench:imports [options]

  --runs N   processes for each entry; the fastest counts (default 9)
  --json     print one JSON object instead of a table
  --help     this text

The built files are measured: run pnpm build first. Exit code 2: they are not there.
`;

await runWithOptions(
  HELP,
  (args) => parseArgs({ args, options: { runs: { type: 'string' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } }).values,
  async (options) => {
    const runs = positiveNumber('runs', options.runs) ?? 9;
    const summary = measureImports(runs, (round) => process.stderr.write(`round ${round} of ${runs}\n`));
    process.stdout.write(`${options.json ? JSON.stringify(summary) : importsReport(summary)}\n`);
  },
);
