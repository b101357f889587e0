import { CATALOG_TIMEOUT_MS } from './database.ts';
import { toArrayText } from './introspect.ts';
import type { Connections, Send } from './session.ts';
import type { PrivilegeReport } from '../privileges.ts';

/** Roles that give a member a power over the server or over all of its data. */
const POWERFUL_ROLES = [
  'pg_read_server_files',
  'pg_write_server_files',
  'pg_execute_server_program',
  'pg_read_all_data',
  'pg_write_all_data',
  'pg_database_owner',
  'pg_signal_backend',
  'pg_monitor',
  'pg_read_all_settings',
  'pg_read_all_stats',
  'pg_stat_scan_tables',
  'pg_checkpoint',
  'pg_create_subscription',
  'pg_maintain',
  'pg_use_reserved_connections',
];

/**
 * One row a finding: its kind and what it is about. `pg_has_role(…, 'MEMBER')` counts what the role can
 * become as well as what it is, since a statement may set its role.
 */
const FINDINGS = `
  WITH reachable AS (SELECT oid, * FROM pg_roles WHERE pg_has_role(oid, 'MEMBER')),
  own_schemas AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
  relations AS (SELECT c.oid, c.relowner, c.relkind, n.nspname || '.' || c.relname AS name FROM pg_class AS c JOIN own_schemas AS n ON n.oid = c.relnamespace WHERE c.relkind = ANY ('{r,p,v,m,f,S}'))
  SELECT kind, string_agg(about, ', ' ORDER BY about) FILTER (WHERE place <= 5), count(*) FROM (
    SELECT kind, about, row_number() OVER (PARTITION BY kind ORDER BY about) AS place FROM (
      SELECT 'superuser' AS kind, rolname::text AS about FROM reachable WHERE rolsuper
      UNION ALL SELECT 'creates-roles', rolname FROM reachable WHERE rolcreaterole
      UNION ALL SELECT 'creates-databases', rolname FROM reachable WHERE rolcreatedb
      UNION ALL SELECT 'bypasses-row-security', rolname FROM reachable WHERE rolbypassrls
      UNION ALL SELECT 'replicates', rolname FROM reachable WHERE rolreplication
      UNION ALL SELECT 'member-of', rolname FROM reachable WHERE rolname = ANY ($1::text::text[])
      UNION ALL SELECT 'creates-in-database', datname FROM pg_database WHERE datname = current_database() AND has_database_privilege(oid, 'CREATE')
      UNION ALL SELECT 'creates-in-schema', nspname FROM own_schemas WHERE has_schema_privilege(oid, 'CREATE')
      UNION ALL SELECT 'owns', name FROM relations WHERE pg_has_role(relowner, 'MEMBER')
      UNION ALL SELECT 'can-write', name FROM relations WHERE CASE relkind
        WHEN 'S' THEN has_sequence_privilege(oid, 'USAGE,UPDATE')
        ELSE has_table_privilege(oid, 'INSERT,UPDATE,DELETE,TRUNCATE,TRIGGER') OR has_any_column_privilege(oid, 'INSERT,UPDATE') END
      UNION ALL SELECT 'runs-as-owner', p.oid::regprocedure::text FROM pg_proc AS p JOIN own_schemas AS n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(n.oid, 'USAGE')
      UNION ALL SELECT 'reaches-out', p.oid::regprocedure::text FROM pg_proc AS p
        WHERE (p.proname = ANY ('{pg_read_file,pg_read_binary_file,pg_ls_dir,lo_import,lo_export,pg_terminate_backend,pg_reload_conf}') OR p.proname ~ '^dblink')
          AND has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(p.pronamespace, 'USAGE')
    ) AS findings
  ) AS numbered
  GROUP BY kind ORDER BY kind`;

const TEXTS: Readonly<Record<string, (about: string) => string>> = {
  superuser: (about) => `The role is or can become a superuser: ${about}.`,
  'creates-roles': (about) => `The role can create roles: ${about}.`,
  'creates-databases': (about) => `The role can create databases: ${about}.`,
  'bypasses-row-security': (about) => `Row security does not hold the role: ${about}.`,
  replicates: (about) => `The role can copy the whole server by replication: ${about}.`,
  'member-of': (about) => `The role is a member of roles with power over the server or over all of its data: ${about}.`,
  'creates-in-database': (about) => `The role can create schemas in the database ${about}.`,
  'creates-in-schema': (about) => `The role can create tables and functions in schemas: ${about}.`,
  owns: (about) => `The role owns tables, and an owner can change them and their privileges: ${about}.`,
  'can-write': (about) => `The role has privileges to write: ${about}.`,
  'runs-as-owner': (about) => `The role can call functions that run with their owner's privileges (SECURITY DEFINER): ${about}.`,
  'reaches-out': (about) => `The role can call functions that reach files, other servers or other sessions: ${about}.`,
};

/** Reads what the role of these connections can do beyond reading, and closes them. */
export async function readPrivilegesAndClose(connections: Connections): Promise<PrivilegeReport> {
  try {
    return await connections.run(({ send }) => readPrivileges(send), { timeoutMs: CATALOG_TIMEOUT_MS });
  } finally {
    await connections.close();
  }
}

/** Reads what the role of a session, or the one that it has set, can do beyond reading. */
async function readPrivileges(send: Send): Promise<PrivilegeReport> {
  const role = String((await send('SELECT current_user')).rows[0]?.[0]);
  const { rows } = await send(FINDINGS, [toArrayText(POWERFUL_ROLES)]);
  const findings = rows.map(([kind, named, count]) => {
    const more = Number(count) > 5 ? ` and ${Number(count) - 5} more` : '';
    return { kind: String(kind), text: TEXTS[String(kind)]?.(`${named}${more}`) ?? `The role has more power than reading needs: ${named}${more}.` };
  });
  return { role, readOnly: findings.length === 0, findings };
}
