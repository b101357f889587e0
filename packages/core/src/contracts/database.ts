import type { Cell, ResultColumn } from '../protocol/index.ts';

/** A SQL dialect that the guard knows. */
export type Dialect = 'sqlite' | 'postgres' | 'mysql' | 'duckdb';

declare const checked: unique symbol;
declare const checkedWrite: unique symbol;

/**
 * A statement that passed the guard. Only core's guard makes one, so that a driver cannot be handed
 * a model's text by mistake.
 */
export interface CheckedSql {
  readonly text: string;
  readonly parameters: readonly (string | number | boolean | null)[];
  readonly [checked]: true;
}

/**
 * An INSERT, UPDATE or DELETE that passed the guard and was approved where that is needed. It is no
 * {@link CheckedSql}: what reads can never be handed a statement that writes.
 */
export interface CheckedWrite {
  readonly text: string;
  readonly parameters: readonly (string | number | boolean | null)[];
  readonly [checkedWrite]: true;
}

/** One column as the database describes it. */
export interface ColumnInfo {
  readonly name: string;
  /** The database's own spelling of the type, e.g. `VARCHAR(20)`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment?: string;
}

export interface ForeignKeyInfo {
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
}

/** One table or view as the database describes it. */
export interface TableInfo {
  /** The name by which a statement reaches it; `schema.name` outside the default schema. */
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly columns: readonly ColumnInfo[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKeyInfo[];
  readonly comment?: string;
  /** Approximate number of rows, when it is known without a scan or the scan is cheap. */
  readonly rowEstimate?: number;
}

export interface DatabaseSchema {
  readonly tables: readonly TableInfo[];
  /**
   * By table, a text that is another one when its rows may have changed, so that what was read from them
   * need not be read again while it is the same. A table of which the database cannot tell has none.
   */
  readonly revisions?: ReadonlyMap<string, string>;
  /**
   * By table, for how many milliseconds from now a change may leave its revision as it is, as where times
   * of changes have whole seconds. What is read sooner is not taken to be of that revision.
   */
  readonly unsettledMs?: ReadonlyMap<string, number>;
}

/** The first and the last day that a column holds. */
export interface DayRange {
  /** As `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** `sample`: not every row was looked at, so there may be earlier and later ones. */
  readonly coverage: 'complete' | 'sample';
}

/** Distinct values of one column. */
export interface ColumnValues {
  readonly column: string;
  /** Distinct non-null values as text, at most `limit`. */
  readonly values: readonly string[];
  /** `complete`: every distinct value is listed. `sample`: there are more. */
  readonly coverage: 'complete' | 'sample';
  /** Of a column that holds days or points in time. */
  readonly days?: DayRange;
}

export interface QueryOptions {
  /** Aborting it stops the statement in the database, not only the wait for it. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the database stops the statement. */
  readonly timeoutMs: number;
  /** The most rows to return; one more is read to learn whether there were more. */
  readonly maxRows: number;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** True when the database had more than `maxRows` rows. */
  readonly truncated: boolean;
}

export interface StreamOptions extends QueryOptions {
  /** The most rows of a batch. Default 1,000. */
  readonly batchRows?: number;
}

export interface TransactionOptions {
  /** Aborting it stops the statement in the database and undoes the transaction. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the whole transaction is stopped and undone. */
  readonly timeoutMs: number;
  /** `rollback`: everything is undone at the end, for a dry run. Default `commit`. */
  readonly end?: 'commit' | 'rollback';
}

/** A transaction that may write. It ends with the function that it was given to, and refuses afterwards. */
export interface WriteTransaction {
  /** Runs one checked INSERT, UPDATE or DELETE; anything else fails with `DATABASE_QUERY_FAILED` and changes nothing. */
  execute(sql: CheckedWrite): Promise<{ readonly affectedRows: number }>;
  /** Reads what the transaction sees, its own changes included. */
  query(sql: CheckedSql, options: { readonly maxRows: number }): Promise<QueryResult>;
}

/** What a database can do. What is not declared fails with `DATABASE_UNSUPPORTED`. */
export interface DatabaseCapabilities {
  /** An aborted signal reaches the database and stops the statement there. */
  readonly cancel: boolean;
  /** `explain` compiles a statement without running it. */
  readonly explain: boolean;
  /** `stream` gives the rows as they are taken. */
  readonly stream: boolean;
  /** `transaction` writes. An adapter declares it only when the host has asked for it. */
  readonly write: boolean;
}

/**
 * A database that can be asked, and written to only where the host has said so. An adapter is a
 * factory that returns such an object.
 *
 * Every method throws `DatabaseError` (`@nl2sql/core/errors`) with a code, and `CancelledError` when
 * its signal was aborted. After either, the object must serve the next call.
 */
export interface Database {
  /** For events and logs, without credentials: `sqlite:shop.sqlite`. */
  readonly id: string;
  /**
   * A digest of what tells it from others of its id: where it is, who logs in, what of it is described.
   * What is kept of a database is used for the same id and scope alone. Left out where the id says all.
   */
  readonly scope?: string;
  readonly dialect: Dialect;
  readonly capabilities: DatabaseCapabilities;
  /** Lines about the dialect for the SQL prompt: date functions, string matching, quoting. */
  readonly promptNotes: readonly string[];
  /** Reads the structure. Never reads rows, except for a cheap count. */
  introspect(options?: { readonly signal?: AbortSignal }): Promise<DatabaseSchema>;
  /** Reads distinct values of columns of one table, each at most `limit`, and the range of days of those that hold days. */
  sampleValues(
    table: string,
    columns: readonly string[],
    options: { readonly limit: number; readonly signal?: AbortSignal },
  ): Promise<readonly ColumnValues[]>;
  /** Runs a checked statement in a read-only session. */
  query(sql: CheckedSql, options: QueryOptions): Promise<QueryResult>;
  /**
   * Runs a checked statement as `query` does and gives its rows in batches, as they are taken: between
   * two batches the database waits. There is at least one batch, every one names the columns, and
   * `truncated` is told by the last. Leaving the loop stops the statement. The pauses of the caller count
   * towards `timeoutMs`, because they hold a connection.
   */
  stream(sql: CheckedSql, options: StreamOptions): AsyncIterable<QueryResult>;
  /** Compiles a checked statement without running it. */
  explain(sql: CheckedSql, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Runs `work` in one transaction, which is committed when `work` fulfils and undone when it rejects, with
   * what it rejected with.
   *
   * @throws DatabaseError `DATABASE_OUTCOME_UNKNOWN` when the connection broke while the transaction was
   * being committed: it is then either done as a whole or not at all.
   */
  transaction<T>(work: (transaction: WriteTransaction) => Promise<T>, options: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}
