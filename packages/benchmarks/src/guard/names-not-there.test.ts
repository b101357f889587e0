import { describe, expect, it } from 'vitest';
import type { GoldItem } from './corpora.ts';
import { lockOfDatabase } from './locks.ts';
import { judgeGold } from './measure-corpora.ts';
import { namesNotThere } from './names-not-there.ts';
import { summariseGold } from './summarise-guard.ts';

const zoo = [
  { table: 'animals', columns: ['id', 'kind', 'cage_id'] },
  { table: 'cages', columns: ['id', 'size'] },
];

const gold = (sql: string, dialect: GoldItem['dialect'] = 'sqlite'): GoldItem => ({ id: sql, dialect, category: 'zoo', db: 'zoo', sql });
const named = (sql: string, dialect: GoldItem['dialect'] = 'sqlite') => namesNotThere(gold(sql, dialect), { lock: lockOfDatabase(zoo, dialect) });

describe('names that a database does not have', () => {
  it.each([
    ['SELECT name FROM keepers', ['name', 'keepers']],
    ['SELECT k.id FROM animals a JOIN keepers k ON k.id = a.id', ['keepers']],
    ['SELECT kind FROM animals WHERE weight > lowest', ['weight', 'lowest']],
    ['SELECT a.kind AS weight FROM animals a ORDER BY a.heft', ['heft']],
  ])('are what is wrong with: %s', async (sql, names) => {
    const found = await named(sql);
    expect(found === null ? null : [...found].sort()).toEqual([...names].sort());
  });

  it.each([
    ['is accepted', 'SELECT kind FROM animals'],
    ['names a column of another table', 'SELECT size FROM animals'],
    ['is wrong in another way as well', 'SELECT name FROM keepers, animals'],
    ['calls what is not allowed', "SELECT load_extension(path) FROM animals"],
    ['is no query', 'DELETE FROM keepers'],
    ['names a column that every table has', 'SELECT rowid FROM animals'],
    ['reads a catalog', 'SELECT sql FROM sqlite_master'],
  ])('are not, when the statement %s', async (_, sql) => {
    expect(await named(sql)).toBeNull();
  });

  it('leaves tables and columns alone that the engine brings', async () => {
    expect(await named('SELECT relname FROM pg_class', 'postgres')).toBeNull();
    expect(await named('SELECT seq FROM seq_1_to_5', 'mysql')).toBeNull();
  });
});

it('counts statements about other databases apart', async () => {
  const items = [gold('SELECT kind FROM animals'), gold('SELECT size FROM animals'), gold('SELECT name FROM keepers')];
  const verdicts = await judgeGold(items, new Map([['zoo', zoo]]), { step: () => undefined });
  expect(summariseGold(verdicts)).toMatchObject({
    total: 2,
    accepted: 1,
    refused: [{ id: 'SELECT size FROM animals' }],
    skipped: [{ id: 'SELECT name FROM keepers', reason: 'The schema of zoo does not have name, keepers.' }],
  });
});
