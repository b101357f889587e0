import type { Dialect, SqlParser, StatementSummary } from '../contracts/index.ts';
import { isNl2SqlError } from '../errors/index.ts';
import type { SqlProblem } from '../protocol/index.ts';
import { comparedFunctions } from './compared-functions.ts';
import { problem } from './problems.ts';

export interface CrossCheckOptions {
  readonly dialect: Dialect;
  /** Milliseconds that all parsers together may take. */
  readonly timeoutMs: number;
}

/**
 * Whether every parser of the dialect reads the same statement in a text as the guard: as many
 * statements, of the same kind, over the same tables, and no function that the guard did not see. A
 * parser that cannot read the text, takes too long or disagrees refuses it; which of these, and what
 * the parser said, is not told, since engines repeat the text and name what they know.
 *
 * @throws ConfigurationError `MISSING_DEPENDENCY`, so that a parser that was never installed is not
 *   taken for a bad statement. Nothing has run then either.
 */
export async function crossCheck(
  own: StatementSummary,
  parsers: readonly SqlParser[],
  sql: string,
  { dialect, timeoutMs }: CrossCheckOptions,
): Promise<readonly SqlProblem[]> {
  const asked = parsers.filter((parser) => parser.dialects.includes(dialect));
  const verdicts = await Promise.all(asked.map((parser) => agrees(own, parser, sql, dialect, timeoutMs)));
  return verdicts.every(Boolean)
    ? []
    : [problem('parser_disagreement', 'Two parsers do not read the same statement in this text. Write it in a simpler way.')];
}

async function agrees(own: StatementSummary, parser: SqlParser, sql: string, dialect: Dialect, timeoutMs: number): Promise<boolean> {
  try {
    const other = await within(timeoutMs, async () => parser.summarise(sql, dialect));
    return other !== 'late' && sameReading(own, other, dialect);
  } catch (error) {
    if (isNl2SqlError(error) && error.code === 'MISSING_DEPENDENCY') throw error;
    return false;
  }
}

function sameReading(own: StatementSummary, other: StatementSummary, dialect: Dialect): boolean {
  if (own.kind !== 'query' || other.kind !== 'query' || own.statements !== 1 || other.statements !== 1) return false;
  const ownTables = new Set(own.tables.map((name) => JSON.stringify(name)));
  const otherTables = new Set(other.tables.map((name) => JSON.stringify(name)));
  const seen = comparedFunctions(own.functions, dialect);
  return sameMembers(ownTables, otherTables) && [...comparedFunctions(other.functions, dialect)].every((name) => seen.has(name));
}

function sameMembers(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((member) => right.has(member));
}

/** What `work` gives, or `late` after the given milliseconds; its result is then ignored. */
async function within<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
