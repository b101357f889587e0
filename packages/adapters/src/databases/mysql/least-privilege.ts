import { ConfigurationError } from '@nl2sql/core/errors';
import { quoteName } from './identifiers.ts';

/** What {@link leastPrivilegeScript} writes a script for. */
export interface LeastPrivilegeOptions {
  /** The account to make. It is locked and has no password yet. */
  readonly user: string;
  /** From where it may connect. Default `%`, everywhere. */
  readonly host?: string;
  /** The database of the tables. */
  readonly database: string;
  /** Tables and views, each with the columns that may be read, or `'*'` for all, later ones as well. */
  readonly tables: Readonly<Record<string, readonly string[] | '*'>>;
}

/**
 * SQL that makes an account which can read what it was given and nothing else, for an administrator to
 * run. It can be run again when there is more to read; what the account could do beyond is taken away.
 *
 * @throws ConfigurationError when there is nothing to read, or a name is empty or has control characters
 *
 * @example
 * ```ts
 * import { leastPrivilegeScript } from '@nl2sql/adapters/databases/mysql';
 *
 * const script = leastPrivilegeScript({
 *   user: 'nl2sql_reader',
 *   database: 'shop',
 *   tables: { orders: '*', customers: ['id', 'name', 'country'] },
 * });
 * console.log(script);
 * ```
 */
export function leastPrivilegeScript({ user, host = '%', database, tables }: LeastPrivilegeOptions): string {
  const names = [user, host, database, ...Object.keys(tables), ...Object.values(tables).flatMap((columns) => (columns === '*' ? [] : columns))];
  if (names.some((name) => name === '' || /[\p{Cc}\u2028\u2029]/u.test(name))) throw new ConfigurationError('leastPrivilegeScript() needs names that are not empty and have no control characters.');
  if (Object.keys(tables).length === 0) throw new ConfigurationError('leastPrivilegeScript() needs a table.');
  const empty = Object.entries(tables).find(([, columns]) => columns.length === 0);
  if (empty !== undefined) throw new ConfigurationError(`leastPrivilegeScript() needs columns of ${empty[0]}, or '*'.`);

  // In backticks no SQL mode knows an escape, and account names take them like every other name.
  const account = `${quoteName(user)}@${quoteName(host)}`;
  const grants = Object.entries(tables).map(([table, columns]) => {
    const what = columns === '*' ? '' : ` (${columns.map(quoteName).join(', ')})`;
    return `GRANT SELECT${what} ON TABLE ${quoteName(database)}.${quoteName(table)} TO ${account};`;
  });
  return `CREATE USER IF NOT EXISTS ${account} ACCOUNT LOCK;
REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${account};
${grants.join('\n')}

-- Then set a password and unlock it: ALTER USER ${account} IDENTIFIED BY '…' ACCOUNT UNLOCK;
`;
}
