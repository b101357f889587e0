/** Something that a role or an account can do beyond reading what it was given. */
export interface PrivilegeFinding {
  /** What kind of power it is, on MySQL and MariaDB mostly the privilege's name: `superuser`, `can-write`, `file`, `reads-widely`; for files `can-write` and `can-replace`. */
  readonly kind: string;
  /** One sentence for who runs the database. */
  readonly text: string;
}

/** What `checkPrivileges` found. */
export interface PrivilegeReport {
  /**
   * The role or account that the connections use, as the server knows it: `nl2sql_reader`, `reader@%`. For
   * files of SQLite and DuckDB, which know no roles, the user of the operating system that the process runs as.
   */
  readonly role: string;
  /** True when nothing was found: it can only read, and on MySQL and MariaDB only tables that were granted by name. */
  readonly readOnly: boolean;
  readonly findings: readonly PrivilegeFinding[];
}
