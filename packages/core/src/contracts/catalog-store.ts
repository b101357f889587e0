/**
 * Keeps what ingestion learned of databases, so that another process need not read them first. The text
 * holds stored values: keep it from whoever may not read the database.
 *
 * `databaseId` names a database together with its scope, in any characters.
 *
 * Both methods throw `IndexError` `CATALOG_STORE_FAILED` (`@nl2sql/core/errors`).
 */
export interface CatalogStore {
  /** What was saved last for a database, letter for letter; null when nothing was. */
  load(databaseId: string): Promise<string | null>;
  /** Replaces what was saved for a database, whole or not at all. */
  save(databaseId: string, catalog: string): Promise<void>;
}
