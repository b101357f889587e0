import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { lockFileOf, lockOfDatabase, lockOfWords, readLockFile, readSchemas } from './locks.ts';

let directory: string;
const write = (name: string, content: unknown): string => {
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'locks-'))));
afterAll(() => rmSync(directory, { recursive: true }));

describe('a lock file', () => {
  it('says what may be read, and in which schema it is', () => {
    const file = write('lock.json', { lock: { tables: { animals: ['id', 'kind'] }, schema: { postgres: 'zoo' }, hidden: {} } });
    const { lock, schemas } = readLockFile(file);
    expect(lock.tables).toEqual([{ table: 'animals', columns: ['id', 'kind'] }]);
    expect([...schemas]).toEqual([['postgres', 'zoo']]);
    expect(lockFileOf(join(directory, 'attacks.jsonl'), undefined)).toBe(file);
    expect(lockFileOf(join(directory, 'attacks.jsonl'), 'other.json')).toBe('other.json');
  });

  it('has to be there, and to hold tables', () => {
    expect(() => lockFileOf('/nowhere/attacks.jsonl', undefined)).toThrowError(expect.objectContaining({ exitCode: 2 }));
    const broken = write('broken.json', { lock: {} });
    expect(() => readLockFile(broken)).toThrowError(/has no "tables"/u);
    const odd = write('odd.json', { lock: { tables: { animals: 'all' } } });
    expect(() => readLockFile(odd)).toThrowError(/animals has no list of columns/u);
  });
});

describe('the lock of a database', () => {
  const tables = [{ table: 'Animal', columns: ['AnimalId', 'kind'] }, { table: 'keep.Cage', columns: ['Id'] }];

  it('has both spellings that PostgreSQL may know a name by', () => {
    expect(lockOfDatabase(tables, 'postgres').tables).toEqual([
      { table: 'Animal', columns: ['AnimalId', 'animalid', 'kind'] },
      { table: 'animal', columns: ['AnimalId', 'animalid', 'kind'] },
      { table: 'keep.Cage', columns: ['Id', 'id'] },
      { table: 'keep.cage', columns: ['Id', 'id'] },
    ]);
  });

  it.each(['sqlite', 'mysql'] as const)('has the names as they are in %s, without a schema', (dialect) => {
    expect(lockOfDatabase(tables, dialect).tables.map(({ table }) => table)).toEqual(['Animal', 'Cage']);
  });

  it('makes one of tables that differ in case alone, where the engine cannot tell them apart', () => {
    const twins = [{ table: 'Cage', columns: ['a'] }, { table: 'cage', columns: ['b'] }];
    expect(lockOfDatabase(twins, 'sqlite').tables).toEqual([{ table: 'cage', columns: ['b'] }]);
    expect(lockOfDatabase(twins, 'postgres').tables).toHaveLength(2);
  });

  it('lets both spellings through the guard', async () => {
    const lock = lockOfDatabase(tables, 'postgres');
    for (const sql of ['SELECT AnimalId FROM Animal', 'SELECT a."AnimalId" FROM "Animal" AS a', 'SELECT a."AnimalId" FROM animal AS a']) {
      expect((await judge({ id: sql, dialect: 'postgres', category: '', sql }, { lock })).problems).toEqual([]);
    }
  });
});

it('reads schemas by the database’s name in lower case', () => {
  const schemas = readSchemas(write('schemas.json', { ZOO: [{ table: 'animals', columns: ['id'] }] }));
  expect(schemas.get('zoo')).toEqual([{ table: 'animals', columns: ['id'] }]);
});

it('allows every name that a statement writes', async () => {
  const sql = 'SELECT Weight FROM Lions WHERE Mane IS NOT NULL';
  const verdict = await judge({ id: 'lions', dialect: 'postgres', category: '', sql }, { lock: lockOfWords(sql) });
  expect(verdict.problems).toEqual([]);
});
