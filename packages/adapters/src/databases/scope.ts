import { createHash } from 'node:crypto';

/** A digest of what tells a database from others of its id. No password may be among the parts. */
export function scopeOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/**
 * A connection string without the password, which changes while the database stays the same: a URL, or
 * the path of a socket.
 */
export function withoutPassword(connectionString: string | undefined): string | undefined {
  if (connectionString?.startsWith('/')) return connectionString;
  if (connectionString === undefined || !URL.canParse(connectionString)) return undefined;
  const url = new URL(connectionString);
  url.password = '';
  url.searchParams.delete('password');
  return url.href;
}
