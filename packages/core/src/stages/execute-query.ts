import type { CheckedSql, QueryResult } from '../contracts/index.ts';
import type { Stage } from './stage.ts';

export interface ExecuteQueryInput {
  readonly checked: CheckedSql;
}

/** Runs the checked statement read-only, with the run's deadline, time limit and row cap. */
export const executeQuery: Stage<ExecuteQueryInput, QueryResult> = async (input, context) =>
  context.database.query(input.checked, {
    signal: context.signal,
    timeoutMs: context.settings.limits.queryTimeoutMs,
    maxRows: context.settings.limits.rows,
  });
