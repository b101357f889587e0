import type { PrivilegeFinding, PrivilegeReport } from '../privileges.ts';
import { type MysqlOptions, openSessions } from './options.ts';

const REASONS: Readonly<Record<string, string>> = {
  FILE: 'it reads and writes files of the server.',
  PROCESS: 'it shows the statements of everybody.',
  SUPER: 'it changes the server and ends the connections of others.',
  EXECUTE: 'it runs routines, which can do all that their definers may.',
  'CREATE ROUTINE': 'it makes routines.',
  'LOCK TABLES': 'it locks tables for everybody.',
  'CREATE TEMPORARY TABLES': 'it makes tables, which can take the place of others in its session.',
  'GRANT OPTION': 'it hands its rights on.',
  PROXY: 'it acts as another account.',
  ROLE: 'what the role may do is not looked at, and the session can take it up.',
};

/**
 * Asks the server what the account of the connection may do, and lists all that goes beyond reading
 * tables or columns that were granted by name. The guard is not the only line: what the account cannot
 * do, no statement can.
 *
 * What the account may do through a role is not looked at: the role is a finding.
 *
 * @throws ConfigurationError, DatabaseError as the methods of `mysql()`
 *
 * @example
 * ```ts
 * import { checkPrivileges } from '@nl2sql/adapters/databases/mysql';
 *
 * const { role, readOnly, findings } = await checkPrivileges({ connectionString: 'mysql://nl2sql_reader@localhost/shop' });
 * if (!readOnly) throw new Error(`${role}: ${findings.map(({ text }) => text).join(' ')}`);
 * ```
 */
export async function checkPrivileges(options: MysqlOptions): Promise<PrivilegeReport> {
  const { sessions } = openSessions(options);
  try {
    return await sessions.run(
      async (session) => {
        const [[user] = []] = await session.selectOwn('SELECT CURRENT_USER()');
        const own = await session.show('SHOW GRANTS');
        // What everybody may do, which SHOW GRANTS leaves out. MariaDB has it from 10.11 on, and errors before.
        const everybody = session.server.flavour === 'mariadb' ? await session.show('SHOW GRANTS FOR PUBLIC').catch(() => []) : [];
        const findings = [...own, ...everybody].flatMap(([grant]) => findingsOf(String(grant)));
        return { role: String(user), readOnly: findings.length === 0, findings };
      },
      { timeoutMs: 30_000, rows: null },
    );
  } finally {
    await sessions.close();
  }
}

const NAME = '`(?:[^`]|``)*`';
const ON_TABLE = new RegExp(`^${NAME}\\.${NAME}$`);
/** A grant of privileges; what has no ON grants a role. */
const GRANT = new RegExp(`^GRANT ((?:[^\`]|${NAME})+?) ON (?:TABLE )?((?:PROCEDURE |FUNCTION |PACKAGE |PACKAGE BODY )?(?:\\*|${NAME})\\.(?:\\*|${NAME})|'.*?'@'.*?'|.+?) TO `, 's');
/** Privileges with their columns: ``SELECT (`id`, `name`), FILE``. */
const PRIVILEGE = new RegExp(`([A-Z_][A-Z_ ]*[A-Z_])\\s*(?:\\(((?:${NAME}(?:,\\s*)?)+)\\))?`, 'g');
const SERVERS_OWN = /^`(?:mysql|sys|performance_schema|information_schema)`\./i;

/** What one line of SHOW GRANTS allows beyond reading tables by name. A line that is not understood is a finding. */
export function findingsOf(grant: string): PrivilegeFinding[] {
  const [, privileges, on] = GRANT.exec(grant) ?? [];
  if (privileges === undefined || on === undefined) {
    const role = /^(?:GRANT|SET DEFAULT ROLE) (.+?) (?:TO|FOR) /.exec(grant)?.[1];
    // The line itself is not repeated: it can hold a password's hash.
    return [role === undefined ? { kind: 'unknown', text: 'The server says something about the account that is not understood here.' } : finding('ROLE', role)];
  }
  const found = / WITH (?:[A-Z_]+ \d+ )*GRANT OPTION/.test(grant) ? [finding('GRANT OPTION', on)] : [];
  for (const [, privilege = ''] of privileges.matchAll(PRIVILEGE)) {
    if (privilege === 'USAGE') continue;
    if (privilege !== 'SELECT') found.push(finding(privilege, on));
    else if (!ON_TABLE.test(on)) found.push({ kind: 'reads-widely', text: `SELECT on ${on}: it reads tables that nobody named, also those that are yet to come.` });
    else if (SERVERS_OWN.test(on)) found.push({ kind: 'reads-server-tables', text: `SELECT on ${on}: it reads the server's own tables.` });
  }
  return found;
}

function finding(privilege: string, on: string): PrivilegeFinding {
  return { kind: privilege.toLowerCase().replaceAll(/[ _]/g, '-'), text: `${privilege} on ${on}: ${REASONS[privilege] ?? 'reading does not need it.'}` };
}
