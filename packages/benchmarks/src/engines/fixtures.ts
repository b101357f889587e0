import { join } from 'node:path';
import type { Dialect } from '@nl2sql/core/contracts';
import { readText } from '../guard/json-files.ts';

/** The scripts that make the databases of one engine. */
export interface Fixtures {
  readonly a: string;
  /** As `a`, with other hidden data. */
  readonly b: string;
  /** Only what the lock allows. */
  readonly reduced: string;
}

/**
 * Reads `<dialect>.A.sql`, `<dialect>.B.sql` and `<dialect>.reduced.sql`.
 *
 * @throws CommandError with exit code 2 when one is missing
 */
export function readFixtures(directory: string, dialect: Dialect): Fixtures {
  const read = (name: string): string => readText(join(directory, `${dialect}.${name}.sql`));
  return { a: read('A'), b: read('B'), reduced: read('reduced') };
}
