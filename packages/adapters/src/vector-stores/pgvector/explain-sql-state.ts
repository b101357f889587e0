/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), or the class of one. */
const REASONS: Readonly<Record<string, { readonly reason: string; readonly hint?: string }>> = {
  '08': { reason: 'the connection broke', hint: 'Check that the server runs.' },
  '22021': { reason: 'an id has a character that the database cannot hold' },
  '28': { reason: 'the server refused the login', hint: 'Check the role and its password.' },
  '3D000': { reason: 'there is no such database', hint: 'Check its name.' },
  '3F000': { reason: 'there is no such schema', hint: 'Make the schema, or name another.' },
  '42501': { reason: 'the role lacks a privilege that it needs', hint: 'It needs CREATE on the schema once, and SELECT, INSERT, UPDATE and DELETE on the table.' },
  '42P01': { reason: 'the table is gone', hint: 'Ingest again.' },
  '53': { reason: 'the server is short of memory, disk or connections' },
  '54000': { reason: 'an id is too long to be a key' },
  '57': { reason: 'the server stopped the statement, or stops itself' },
  '25006': { reason: 'the server is read-only', hint: 'Connect to the one that can be written to.' },
};

/** What a driver's error means. Its text may hold data, and is left out. */
export function explainSqlState(cause: unknown): { readonly reason: string; readonly hint?: string } {
  const { code, severity } = (typeof cause === 'object' && cause !== null ? cause : {}) as Readonly<Record<string, unknown>>;
  // Errors of the operating system have a code, too, and no severity.
  if (typeof code !== 'string' || severity === undefined) return { reason: 'the connection failed', hint: 'Check that the server can be reached.' };
  return REASONS[code] ?? REASONS[code.slice(0, 2)] ?? { reason: `SQLSTATE ${code}` };
}
