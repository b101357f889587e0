import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dialect } from '@nl2sql/core/contracts';
import { CommandError, runWithOptions } from './command-line.ts';
import { readFixtures } from './engines/fixtures.ts';
import { dialectWord, readCorpus } from './guard/corpora.ts';
import { developmentCorpus } from './guard/guard-inputs.ts';
import { unreadable } from './guard/json-files.ts';
import { lockFileOf, readLockFile } from './guard/locks.ts';

const HELP = `Holds the guard, and the sessions behind it, to their promises on real engines.

pnpm bench:guard-engines [options]

  --attacks FILE     {id, dialect, category, sql} a line; default: the one for development in ../shared
  --benign FILE      the same
  --lock FILE        what they may read; default: lock.json beside the attacks
  --fixtures DIR     <dialect>.A.sql, <dialect>.B.sql (other hidden data), <dialect>.reduced.sql (nothing hidden);
                     default: fixtures beside the attacks
  --dialects a,b     only these; default: sqlite,postgres,mysql,duckdb
  --json             print one JSON object instead of tables
  --help             this text

PostgreSQL is the server of NL2SQL_TEST_POSTGRES_URL, by default 127.0.0.1:5432, MariaDB or MySQL that of
NL2SQL_TEST_MYSQL_URL, by default 127.0.0.1:3306; each as someone who may make databases and roles, which are dropped
afterwards. Exit code 1: a promise was broken, same-columns aside, which informs only; 2: a file or a server is missing.
`;

const DIALECTS: readonly Dialect[] = ['sqlite', 'postgres', 'mysql', 'duckdb'];

await runWithOptions(
  HELP,
  (args) =>
    parseArgs({
      args,
      options: {
        attacks: { type: 'string', default: developmentCorpus('attacks') },
        benign: { type: 'string', default: developmentCorpus('benign') },
        lock: { type: 'string' },
        fixtures: { type: 'string' },
        dialects: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values,
  async (options) => {
    const attacks = readCorpus(options.attacks).items;
    const benign = readCorpus(options.benign).items;
    const lock = readLockFile(lockFileOf(options.attacks, options.lock));
    const directory = options.fixtures ?? join(dirname(options.attacks), 'fixtures');
    if (!existsSync(directory)) throw unreadable(`${directory} does not exist: name the directory of the fixtures with --fixtures DIR.`);

    // Loaded when all options are right: a mistake is reported at once.
    const { measureEngines } = await import('./engines/measure-engines.ts');
    const { enginesReport } = await import('./engines/engines-report.ts');
    const { INFORMATIVE } = await import('./engines/gate-result.ts');
    const fixtures = new Map(dialectsOption(options.dialects).map((dialect) => [dialect, readFixtures(directory, dialect)]));
    const engines = await measureEngines({ attacks, benign, lock, fixtures });
    process.stdout.write(options.json ? `${JSON.stringify({ engines })}\n` : `${enginesReport(engines)}\n`);
    if (engines.some(({ gates }) => gates.some(({ gate, failures }) => failures.length > 0 && !INFORMATIVE.has(gate)))) process.exitCode = 1;
  },
);

function dialectsOption(names: string | undefined): readonly Dialect[] {
  if (names === undefined) return DIALECTS;
  return names.split(',').map((name) => {
    const dialect = dialectWord(name);
    if (dialect == null) throw new CommandError(`--dialects ${name} is not known: give some of ${DIALECTS.join(', ')}.`);
    return dialect;
  });
}
