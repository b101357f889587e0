import { createHash } from 'node:crypto';

/** SHA-256 of a statement's text in hexadecimal: what an approval is bound to. */
export function hashSql(sql: string): string {
  return createHash('sha256').update(sql, 'utf8').digest('hex');
}
