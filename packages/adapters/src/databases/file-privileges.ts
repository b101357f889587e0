import { access, constants } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { PrivilegeFinding, PrivilegeReport } from './privileges.ts';

/** What the process may do to a file whose permissions are the only role that there is. */
export async function readFilePrivileges(file: string): Promise<PrivilegeReport> {
  const findings: PrivilegeFinding[] = [];
  if (await mayWrite(file)) findings.push({ kind: 'can-write', text: 'The process has permission to write to the file: take it away, or give it a copy that it can only read.' });
  if (await mayWrite(dirname(file))) findings.push({ kind: 'can-replace', text: 'The process has permission to write to the folder of the file, and so to put another in its place.' });
  return { role: userInfo().username, readOnly: findings.length === 0, findings };
}

function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
