import { ConfigurationError } from '@nl2sql/core/errors';
import { quoteName, quoteText } from '../postgres-engine/identifiers.ts';

/** What {@link leastPrivilegeScript} writes a script for. */
export interface LeastPrivilegeOptions {
  /** The role to make. It can log in and has no password yet. */
  readonly role: string;
  /** The database that it may connect to. */
  readonly database: string;
  /** The schema of the tables. Default `public`. */
  readonly schema?: string;
  /** Tables and views, each with the columns that may be read, or `'*'` for all, later ones as well. */
  readonly tables: Readonly<Record<string, readonly string[] | '*'>>;
  /** Milliseconds after which the server stops a statement of the role, whoever sends it. Default 60,000. */
  readonly statementTimeoutMs?: number;
}

/** Functions of the server that reach files, other sessions or what no transaction undoes, and that anybody may call where nobody changed it. */
const FUNCTIONS_TO_REVOKE = [
  'lo_creat',
  'lo_create',
  'lo_from_bytea',
  'lo_get',
  'lo_import',
  'lo_open',
  'lo_put',
  'lo_unlink',
  'loread',
  'lowrite',
  'pg_cancel_backend',
  'pg_logical_emit_message',
  'pg_notify',
  'pg_terminate_backend',
];

/**
 * A script for `psql` that makes a role which can read the given tables and columns, and nothing else.
 * It is to be run by who administers the database, in that database, once; its text holds no secret.
 *
 * It takes from PUBLIC what every role has otherwise: creating in the schema, temporary tables,
 * functions that run with their owner's privileges, and server functions that reach other sessions or
 * large objects. A privilege of PUBLIC cannot be taken from one role alone, so other roles that need
 * one of these have to be given it by name.
 *
 * @throws ConfigurationError when a name is empty or a table has no columns
 *
 * @example
 * ```ts
 * import { leastPrivilegeScript } from '@nl2sql/adapters/databases/postgres';
 *
 * const script = leastPrivilegeScript({
 *   role: 'nl2sql_reader',
 *   database: 'shop',
 *   tables: { orders: '*', customers: ['id', 'name', 'country'] },
 * });
 * console.log(script);
 * ```
 */
export function leastPrivilegeScript({ role, database, schema = 'public', tables, statementTimeoutMs = 60_000 }: LeastPrivilegeOptions): string {
  const names = [role, database, schema, ...Object.keys(tables), ...Object.values(tables).flatMap((columns) => (columns === '*' ? [] : columns))];
  if (names.some((name) => name === '' || name.includes('\0'))) throw new ConfigurationError('leastPrivilegeScript() needs names that are not empty.');
  const empty = Object.entries(tables).find(([, columns]) => columns.length === 0);
  if (empty !== undefined) throw new ConfigurationError(`leastPrivilegeScript() needs columns of ${empty[0]}, or '*'.`);

  const grantee = quoteName(role);
  const grants = Object.entries(tables).map(([table, columns]) => {
    const what = columns === '*' ? '' : ` (${columns.map(quoteName).join(', ')})`;
    return `GRANT SELECT${what} ON TABLE ${quoteName(schema)}.${quoteName(table)} TO ${grantee};`;
  });
  return `BEGIN;

CREATE ROLE ${grantee} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
ALTER ROLE ${grantee} SET default_transaction_read_only = on;
ALTER ROLE ${grantee} SET statement_timeout = ${statementTimeoutMs};

REVOKE CREATE, TEMPORARY ON DATABASE ${quoteName(database)} FROM PUBLIC;
GRANT CONNECT ON DATABASE ${quoteName(database)} TO ${grantee};
REVOKE CREATE ON SCHEMA ${quoteName(schema)} FROM PUBLIC;
GRANT USAGE ON SCHEMA ${quoteName(schema)} TO ${grantee};
${grants.join('\n')}

-- Functions that run with their owner's privileges, and server functions that reach beyond the tables.
DO ${doBody(`
DECLARE
  f regprocedure;
BEGIN
  FOR f IN
    SELECT p.oid::regprocedure FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    WHERE (p.prosecdef AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
       OR (n.nspname = 'pg_catalog' AND p.proname IN (${FUNCTIONS_TO_REVOKE.map(quoteText).join(', ')}))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC', f);
  END LOOP;
END
`)};

COMMIT;

-- Then set a password without leaving it in a file or in the history: \\password ${role}
`;
}

function doBody(text: string): string {
  return `$script$${text}$script$`;
}
