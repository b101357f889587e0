import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Dialect } from '@nl2sql/core/contracts';
import { readCorpus, readGold, readGrammarStatements, type CorpusItem, type Corpus, type GoldItem, type GrammarStatement } from './corpora.ts';
import { unreadable } from './json-files.ts';
import { lockFileOf, readLockFile, readSchemas, type LockFile, type Schemas } from './locks.ts';

/** The files that a command line names. */
export interface GuardFiles {
  readonly attacks?: string | undefined;
  readonly benign?: string | undefined;
  readonly gold?: readonly string[] | undefined;
  readonly schemas?: string | undefined;
  readonly statements?: string | undefined;
  readonly lock?: string | undefined;
  /** The dialect of the gold statements, where neither file names nor sources tell it. */
  readonly dialect?: Dialect | undefined;
}

/** What there is to measure. Only the parts that were named are there, or all of them when none was. */
export interface GuardInputs {
  readonly attacks?: { readonly items: readonly CorpusItem[]; readonly lock: LockFile };
  readonly benign?: { readonly items: readonly CorpusItem[]; readonly lock: LockFile };
  readonly gold?: { readonly items: readonly GoldItem[]; readonly schemas: Schemas };
  readonly statements?: readonly GrammarStatement[];
}

/** Where the development files are, from the root of the repository. */
const SHARED = join('..', 'shared');
const DEVELOPMENT_GOLD = join(SHARED, 'benchmarks', 'dev', 'gold_sql');

/** The development corpus of a kind. */
export function developmentCorpus(kind: 'attacks' | 'benign'): string {
  return join(SHARED, 'security', `${kind}.dev.jsonl`);
}

const DEVELOPMENT_FILES = {
  attacks: developmentCorpus('attacks'),
  benign: developmentCorpus('benign'),
  gold: ['sqlite', 'postgres', 'mysql'].map((dialect) => join(DEVELOPMENT_GOLD, `${dialect}.jsonl`)),
  schemas: join(DEVELOPMENT_GOLD, 'schemas.json'),
  statements: join(SHARED, 'benchmarks', 'dev', 'parsers', 'pg_regress_statements.jsonl'),
} as const;

/**
 * Reads what there is to measure, and says on stderr what is left out of it.
 *
 * @throws CommandError with exit code 2 when a file is missing or not what it ought to be
 */
export function readInputs(named: GuardFiles): GuardInputs {
  const none = [named.attacks, named.benign, named.gold, named.statements].every((file) => file === undefined);
  const { attacks, benign, gold, statements, schemas } = none ? { ...DEVELOPMENT_FILES, schemas: named.schemas ?? DEVELOPMENT_FILES.schemas } : named;
  return {
    ...(attacks === undefined ? {} : { attacks: readWithLock(attacks, named.lock) }),
    ...(benign === undefined ? {} : { benign: readWithLock(benign, named.lock) }),
    ...(gold === undefined ? {} : { gold: readWithSchemas(gold, schemas, named.dialect) }),
    ...(statements === undefined ? {} : { statements: readGrammarStatements(statements) }),
  };
}

function readWithLock(file: string, lock: string | undefined): { readonly items: readonly CorpusItem[]; readonly lock: LockFile } {
  return { items: itemsOf(readCorpus(file), file), lock: readLockFile(lockFileOf(file, lock)) };
}

function readWithSchemas(
  files: readonly string[],
  given: string | undefined,
  dialect: Dialect | undefined,
): { readonly items: readonly GoldItem[]; readonly schemas: Schemas } {
  const schemas = readSchemas(given ?? schemasBeside(files[0] ?? ''));
  const items = files.flatMap((file) => itemsOf(readGold(file, (db) => schemas.has(db), dialect), file));
  return { items, schemas };
}

function schemasBeside(file: string): string {
  const beside = join(dirname(file), 'schemas.json');
  if (!existsSync(beside)) throw unreadable(`There is no schemas.json beside ${file}: name one with --schemas FILE.`);
  return beside;
}

function itemsOf<T>({ items, skipped }: Corpus<T>, file: string): readonly T[] {
  for (const [why, count] of skipped) process.stderr.write(`${basename(file)}: ${count} left out, ${why}\n`);
  return items;
}
