import { parseArgs } from 'node:util';
import { positiveNumber, runWithOptions } from './command-line.ts';
import { measureTable } from './table/measure-table.ts';
import { tableReport } from './table/table-report.ts';

const HELP = `Measures ResultTable of @nl2sql/react in a headless Chromium: mounting and scrolling many rows, and rows that stream in.

pnpm bench:table [options]

  --rows N     rows of the table (default 100000)
  --events N   events of one row each that stream in (default 2000)
  --runs N     how often it is mounted (default 5)
  --json       print one JSON object instead of a table
  --help       this text

CHROMIUM_PATH names the browser; by default /usr/bin/chromium. Exit code 2: there is none.
`;

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: { rows: { type: 'string' }, events: { type: 'string' }, runs: { type: 'string' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    }).values,
  async (options) => {
    const summary = await measureTable({
      rows: positiveNumber('rows', options.rows) ?? 100_000,
      events: positiveNumber('events', options.events) ?? 2_000,
      runs: positiveNumber('runs', options.runs) ?? 5,
    });
    process.stdout.write(`${options.json ? JSON.stringify(summary) : tableReport(summary)}\n`);
  },
);
