import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runWithOptions } from './command-line.ts';

const HELP = `Runs prompt-injection cases against a SQLite database, with a model that does what the attacker says.

pnpm bench:injection [options]

  --cases FILE    cases: {id, surface, name, dialect, payload, compromised_output, checks} a line;
                  default: ../shared/security/injection.dev.jsonl
  --fixture FILE  SQL of the database; default: fixtures/sqlite.A.sql beside the cases
  --lock FILE     what of it may be read; default: lock.json beside the cases
  --json          print one JSON object instead of lines
  --help          this text

Exit code 1: a check failed; 2: a file is missing, or not what it ought to be.
`;

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        cases: { type: 'string', default: '../shared/security/injection.dev.jsonl' },
        fixture: { type: 'string' },
        lock: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    const [{ readCases }, { createShop }, { runSuite }] = await Promise.all([import('./injection/read-cases.ts'), import('./injection/shop.ts'), import('./injection/run-suite.ts')]);
    const beside = dirname(options.cases);
    const cases = readCases(options.cases);
    const shop = createShop({ fixture: options.fixture ?? join(beside, 'fixtures', 'sqlite.A.sql'), lock: options.lock ?? join(beside, 'lock.json') });
    try {
      const summary = await runSuite(cases, shop, (id) => process.stderr.isTTY && process.stderr.write(`\r${id}\u001b[K`));
      const { total, run, passed, failed, skipped, checks } = summary;
      process.stdout.write(
        options.json
          ? `${JSON.stringify(summary)}\n`
          : [
              `${total} cases: ${run} run, ${passed} passed, ${skipped.length} skipped; ${checks.decided} checks decided`,
              ...failed.map(({ id, check }) => `failed   ${id}: ${check}`),
              ...skipped.map(({ id, reason }) => `skipped  ${id}: ${reason}`),
              ...Object.entries(checks.undecided).map(([check, count]) => `not decided ${count} times: ${check}`),
              '',
            ].join('\n'),
      );
      if (failed.length > 0) process.exitCode = 1;
    } finally {
      shop.remove();
    }
  },
);
