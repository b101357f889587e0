import type { Database, Dialect, FilterValue } from '@nl2sql/core/contracts';
import { boundsOf, type Bounds } from '../guard/judge.ts';
import type { LockFile } from '../guard/locks.ts';

/** What a statement answered: every cell as a text, so that answers of one engine compare by value. */
export interface EngineResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A database made from a script, in which the harness may do everything. */
export interface EngineDatabase {
  /**
   * Runs one statement as the owner of the database.
   *
   * @throws Error of the driver, also when the statement takes longer than `timeoutMs`
   */
  run(sql: string, options?: RunOptions): Promise<EngineResult>;
  /** Changes when anything that the database stores changes. */
  fingerprint(): Promise<string>;
  /** A statement of a corpus with the names that this database has for the schemas of the corpus. */
  rename(sql: string): string;
  /** The schema of unqualified tables, for the guard; undefined for the engine's own. */
  readonly schema: string | undefined;
  /** The project's adapter on this database, with no more privileges than the lock; null where there is none. */
  readOnly(lock: LockFile): Promise<Database | null>;
  drop(): Promise<void>;
}

export interface RunOptions {
  readonly parameters?: readonly FilterValue[];
  /** Default: {@link STATEMENT_MS}. */
  readonly timeoutMs?: number;
}

/** A database server, or what stands for one. */
export interface Engine {
  readonly dialect: Dialect;
  /** For the report: `PostgreSQL 15.20`. */
  readonly version: string;
  /** Makes a database of its own from a script. */
  create(script: string): Promise<EngineDatabase>;
  /** Drops what is left of the databases. */
  close(): Promise<void>;
}

/**
 * The databases of an engine: each is made by `createDatabase`, and those that are left are dropped in the end.
 *
 * @param end - What is to do after that.
 */
export function keepDatabases(createDatabase: (script: string) => Promise<EngineDatabase>, end?: () => Promise<void>): Pick<Engine, 'create' | 'close'> {
  const left = new Set<EngineDatabase>();
  return {
    async create(script) {
      const database = await createDatabase(script);
      left.add(database);
      return { ...database, drop: async () => void (left.delete(database), await database.drop()) };
    },
    async close() {
      for (const database of left) await database.drop();
      await end?.();
    },
  };
}

/** How long an attack may take. */
export const ATTACK_MS = 500;

/** How long any other statement may take. */
export const STATEMENT_MS = 30_000;

/** What a statement is checked against on a database, which may have another name for its schema. */
export function boundsOn(database: EngineDatabase, lock: LockFile, dialect: Dialect): Bounds {
  const bounds = boundsOf(lock, dialect);
  return { ...bounds, schema: database.schema ?? bounds.schema };
}

/** A cell of a driver as text. */
export function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | bigint | boolean);
}
