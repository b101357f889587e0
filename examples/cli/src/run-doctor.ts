import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { PrivilegeReport } from '@nl2sql/adapters/databases/postgres';
import { isNl2SqlError } from '@nl2sql/core';
import { kindOfFile, schemeOf } from './choose-database.ts';
import { CommandError } from './command-line.ts';
import type { Shell } from './shell.ts';

const HELP = `Say whether what a database is reached as can do more than read.

  pnpm exec doctor --db DATABASE

  --db DATABASE   a SQLite or DuckDB file, a PGlite folder, postgres://… or mysql://…; nothing is changed
  --role NAME     as whom statements run in PGlite
  --json          print the report as one JSON object
  --help

Exit code: 0 it can only read, 1 it can do more, 2 it could not be checked.`;

const EXIT_CODES = { readOnly: 0, more: 1, unknown: 2 } as const;

/** The command `doctor`: says what the role of a database can do beyond reading. Returns the exit code. */
export async function runDoctor(args: readonly string[], { stdout, stderr, environment }: Pick<Shell, 'stdout' | 'stderr' | 'environment'>): Promise<number> {
  try {
    const { db, role, json, help } = read(args);
    if (help) {
      stdout.write(`${HELP}\n`);
      return EXIT_CODES.readOnly;
    }
    if (db === undefined || db === '') throw new CommandError('Say which database to check: --db DATABASE.');
    const report = await checkDatabase(db, role, environment['INIT_CWD'] ?? process.cwd());
    stdout.write(`${json ? JSON.stringify(report) : describe(report)}\n`);
    return report.readOnly ? EXIT_CODES.readOnly : EXIT_CODES.more;
  } catch (error) {
    if (!(error instanceof CommandError) && !isNl2SqlError(error)) throw error;
    const hint = isNl2SqlError(error) ? error.hint : null;
    stderr.write(`${[error.message, hint].filter((text) => text !== null && text !== undefined).join(' ')}\n`);
    return EXIT_CODES.unknown;
  }
}

function read(args: readonly string[]) {
  try {
    const options = { db: { type: 'string' }, role: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    // A package runner passes on the `--` that ends its own options.
    return parseArgs({ args: args[0] === '--' ? args.slice(1) : [...args], options }).values;
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new CommandError(`${sentence}; --help lists the options.`);
  }
}

async function checkDatabase(address: string, role: string | undefined, cwd: string): Promise<PrivilegeReport> {
  const scheme = schemeOf(address);
  const path = resolve(cwd, address);
  const kind = scheme ?? (await kindOfFile(path));
  if (role !== undefined && kind !== 'pglite') throw new CommandError('--role is for PGlite: the URL of a server names who logs in.');
  switch (kind) {
    case 'postgres':
    case 'postgresql':
      return (await import('@nl2sql/adapters/databases/postgres')).checkPrivileges({ connectionString: address });
    case 'mysql':
    case 'mariadb':
      return (await import('@nl2sql/adapters/databases/mysql')).checkPrivileges({ connectionString: address });
    case 'pglite':
      return (await import('@nl2sql/adapters/databases/pglite')).checkPrivileges({ dataDir: path, ...(role === undefined ? {} : { role }) });
    case 'duckdb':
      return (await import('@nl2sql/adapters/databases/duckdb')).checkPrivileges({ file: path });
    case 'sqlite':
      return (await import('@nl2sql/adapters/databases/sqlite')).checkPrivileges({ file: path });
    default:
      throw new CommandError(`--db takes a file or a URL that begins with postgres:// or mysql://, and not with ${kind}://.`);
  }
}

function describe({ role, readOnly, findings }: PrivilegeReport): string {
  if (readOnly) return `${role}: nothing found that goes beyond reading.`;
  return [`${role} can do more than read:`, ...findings.map(({ kind, text }) => `  ${kind}: ${text}`)].join('\n');
}
