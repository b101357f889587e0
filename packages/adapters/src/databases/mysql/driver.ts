import { ConfigurationError } from '@nl2sql/core/errors';
import { importOptional } from '../../optional-dependency.ts';

/** What this package reads of a column's description (`ColumnDefinition` of mysql2). */
export interface MysqlField {
  readonly name: string;
  readonly columnType: number;
  readonly characterSet: number;
  readonly flags: number;
  readonly extendedFormat?: string | undefined;
}

/** A value of a row that mysql2 has not converted yet. */
export interface RawField {
  readonly type: string;
  string(): string | null;
  buffer(): Buffer | null;
}

export interface StatementOptions {
  readonly sql: string;
  readonly values?: readonly (string | number | boolean | null)[];
  readonly rowsAsArray: true;
  readonly nestTables: false;
  readonly disableEval: true;
  readonly namedPlaceholders: false;
  readonly infileStreamFactory: undefined;
  readonly supportBigNumbers: true;
  readonly bigNumberStrings: false;
  readonly typeCast: (field: RawField, next: () => unknown) => unknown;
}

export interface MysqlCommand {
  on(event: 'fields', listener: (fields: readonly MysqlField[] | undefined) => void): this;
  on(event: 'result', listener: (row: unknown) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'end', listener: () => void): this;
}

/** The settings of a connection as mysql2 keeps them. */
export interface MysqlConfig {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly clientFlags?: number;
  readonly multipleStatements?: boolean;
  readonly infileStreamFactory?: unknown;
  readonly queryFormat?: unknown;
  readonly [name: string]: unknown;
}

/** What this package uses of a pooled connection of `mysql2`, the one below `mysql2/promise`. */
export interface MysqlConnection {
  readonly config: MysqlConfig;
  readonly clientEncoding?: string;
  readonly stream?: { destroy?(): void };
  query(options: StatementOptions, done: (error: Error | null, rows: unknown) => void): unknown;
  prepare(options: StatementOptions, done: (error: Error | null, statement?: { readonly columns: readonly unknown[] }) => void): unknown;
  execute(options: StatementOptions): MysqlCommand;
  reset(done: (error: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  /** Reads nothing more from the server, which waits then. */
  pause(): void;
  resume(): void;
  release(): void;
  destroy(): void;
}

/** What this package uses of the pool below a pool of `mysql2/promise`. */
export interface CorePool {
  readonly config: { readonly connectionConfig: MysqlConfig };
  getConnection(done: (error: Error | null, connection: MysqlConnection) => void): void;
  end(done: (error?: Error | null) => void): void;
}

/** A connection of its own, outside the pool, for the one statement that stops another. */
interface SideConnection {
  query(sql: string): Promise<[unknown, unknown]>;
  destroy(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** What this package uses of `mysql2/promise`. */
export interface MysqlDriver {
  createPool(settings: object): { readonly pool: unknown };
  createConnection(settings: object): Promise<SideConnection>;
}

/**
 * Loads the optional package `mysql2`.
 *
 * @throws ConfigurationError `MISSING_DEPENDENCY` when it is not installed.
 */
export async function loadMysql2(load: () => Promise<unknown> = () => import('mysql2/promise')): Promise<MysqlDriver> {
  const loaded = (await importOptional('mysql2@3', 'MySQL', load)) as MysqlDriver & { default?: MysqlDriver };
  return loaded.default ?? loaded;
}

/** `CLIENT_FOUND_ROWS` of the protocol: an UPDATE counts the rows that matched, not those that it changed. */
export const FOUND_ROWS = 0x2;

/** `CLIENT_MULTI_STATEMENTS` of the protocol. */
const MULTI_STATEMENTS = 0x10000;

/**
 * The pool below a pool of `mysql2/promise`, when nothing of its settings lets more than one checked
 * statement through.
 *
 * @throws ConfigurationError
 */
export function toCorePool(pool: unknown): CorePool {
  const core = isObject(pool) ? pool['pool'] : undefined;
  const config = isObject(core) && isObject(core['config']) ? core['config']['connectionConfig'] : undefined;
  if (!isObject(core) || typeof core['getConnection'] !== 'function' || !isObject(config)) {
    throw new ConfigurationError('mysql({ pool }) needs a pool made by createPool of mysql2/promise.');
  }
  const { clientFlags, multipleStatements, infileStreamFactory, queryFormat } = config;
  if (typeof clientFlags !== 'number') throw new ConfigurationError('The settings of mysql({ pool }) cannot be read, so it is not used.', { hint: 'Use mysql2 of at least version 3.24.' });
  if (multipleStatements === true || (clientFlags & MULTI_STATEMENTS) !== 0) {
    throw new ConfigurationError('mysql({ pool }) was made with multipleStatements, which lets a second statement ride along; it is not used.', { hint: 'Make a pool without multipleStatements.' });
  }
  if (infileStreamFactory !== undefined) {
    throw new ConfigurationError('mysql({ pool }) was made with infileStreamFactory, which lets the server ask for local files; it is not used.', { hint: 'Make a pool without infileStreamFactory.' });
  }
  if (queryFormat !== undefined) {
    throw new ConfigurationError('mysql({ pool }) was made with queryFormat, which rewrites statements after they were checked; it is not used.', { hint: 'Make a pool without queryFormat.' });
  }
  return core as unknown as CorePool;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Settings with which a connection of its own reaches the server of the pool. */
export function sideSettings(config: MysqlConfig): object {
  const names = ['host', 'port', 'socketPath', 'localAddress', 'user', 'password', 'password2', 'password3', 'passwordSha1', 'ssl', 'stream', 'authPlugins', 'enableCleartextPlugin', 'insecureAuth'];
  const settings = names.filter((name) => config[name] !== undefined).map((name) => [name, config[name]]);
  return { ...Object.fromEntries(settings), flags: ['-LOCAL_FILES'], connectTimeout: 5_000 };
}
