import { randomBytes } from 'node:crypto';

/** A name that no other run has, short enough for every engine and plain enough to stand unquoted. */
export function uniqueName(what: string): string {
  return `nl2sql_${what}_${randomBytes(5).toString('hex')}`;
}
