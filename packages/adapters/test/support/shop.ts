import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';

/** A small concert database in a folder of its own, or in a given file. */
export function createShop(file = join(mkdtempSync(join(tmpdir(), 'nl2sql-')), 'concerts.sqlite')) {
  const database = new Database(file);
  database.exec(`
    CREATE TABLE singer (singer_id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT, age INTEGER);
    CREATE TABLE concert (
      concert_id INTEGER PRIMARY KEY,
      concert_name TEXT NOT NULL,
      held_on TEXT,
      singer_id INTEGER REFERENCES singer (singer_id)
    );
    INSERT INTO singer VALUES
      (1, 'Rose White', 'France', 41), (2, 'Joe Sharp', 'Netherlands', 52),
      (3, 'Zoë Noël', 'France', 25), (4, 'Tribal King', 'United States', 64);
    INSERT INTO concert VALUES
      (1, 'Home Visits', '2024-05-01', 1), (2, 'Super Bootcamp', '2025-02-10', 1), (3, 'Week 1', '2025-06-30', 4);
  `);
  database.close();
  return { file, remove: () => rmSync(dirname(file), { recursive: true, force: true }) };
}
