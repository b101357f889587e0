import Database from 'libsql';
import { createDemoDatabase } from './create-demo-database.ts';

/** A view that no computer counts to the end of. */
const ENDLESS = `CREATE VIEW archived_parcels AS
  WITH RECURSIVE parcel(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM parcel WHERE id < 1000000000000) SELECT id FROM parcel`;

/** Writes the demo database up to a fixed day, with a view `archived_parcels` that is never read to its end, for tests of stopping. */
export function createEndlessDatabase(file: string): string {
  const made = createDemoDatabase({ file, today: '2026-06-30' });
  const database = new Database(made.file);
  database.exec(ENDLESS);
  database.close();
  return made.file;
}
