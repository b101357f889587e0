import { isNl2SqlError } from '../errors/index.ts';
import type { Lock } from '../protocol/index.ts';
import { checkSql, type CheckSqlResult } from '../sql/index.ts';
import { rowLimit } from './generate-sql.ts';
import type { Stage } from './stage.ts';

export interface ValidateSqlInput {
  readonly sql: string;
  readonly lock: Lock;
}

/** The checked statement, or why there is none. */
export type ValidateSqlOutput = CheckSqlResult;

/**
 * Checks a statement on its syntax tree against the lock and has the database compile what will run.
 * Only this makes a statement that a driver accepts; a replacement can refuse more, never allow more.
 */
export const validateSql: Stage<ValidateSqlInput, ValidateSqlOutput> = async (input, context) => {
  const result = await checkSql(input.sql, {
    dialect: context.database.dialect,
    lock: input.lock,
    rowLimit: rowLimit(context),
    recursionSteps: context.settings.limits.recursionSteps,
    policy: context.policy,
    parsers: context.sqlParsers,
    parserTimeoutMs: context.settings.limits.parserTimeoutMs,
  });
  if (!result.ok || !context.database.capabilities.explain) return result;
  try {
    await context.database.explain(result.checked, { signal: context.signal });
    return result;
  } catch (error) {
    if (!isNl2SqlError(error) || error.code !== 'DATABASE_QUERY_FAILED') throw error;
    return {
      ok: false,
      problems: [
        {
          code: 'DATABASE_REJECTED',
          message: 'The database cannot compile the statement. Check how columns, functions and groups are used.',
        },
      ],
    };
  }
};
