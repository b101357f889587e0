import type { CheckedSql, CheckedWrite } from '../contracts/index.ts';

/**
 * **For tests only.** Calls a text a checked statement, so that a test can hand it to a database
 * adapter. Nothing is checked: in an application only the guard makes a {@link CheckedSql}.
 *
 * @example
 * ```ts
 * import { trustedSql } from '@nl2sql/core/testing';
 *
 * const sql = trustedSql('SELECT name FROM customers WHERE id = ? LIMIT 1', [7]);
 * ```
 */
export function trustedSql(text: string, parameters: CheckedSql['parameters'] = []): CheckedSql {
  return { text, parameters } as CheckedSql;
}

/**
 * **For tests only.** As {@link trustedSql}, for a statement that writes.
 *
 * @example
 * ```ts
 * import { trustedWrite } from '@nl2sql/core/testing';
 *
 * const sql = trustedWrite('DELETE FROM customers WHERE id = ?', [7]);
 * ```
 */
export function trustedWrite(text: string, parameters: CheckedWrite['parameters'] = []): CheckedWrite {
  return { text, parameters } as CheckedWrite;
}
