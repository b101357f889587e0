import type { CheckedSql } from '../contracts/index.ts';

/**
 * **For tests only.** Calls a text a checked statement, so that a test can hand it to a database
 * adapter. Nothing is checked: in an application only the guard makes a {@link CheckedSql}.
 *
 * @example
 * ```ts
 * import { trustedSql } from '@nl2sql/core/testing';
 * const { rows } = await database.query(trustedSql('SELECT 1'), { timeoutMs: 1_000, maxRows: 10 });
 * ```
 */
export function trustedSql(text: string, parameters: CheckedSql['parameters'] = []): CheckedSql {
  return { text, parameters } as CheckedSql;
}
