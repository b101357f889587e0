import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { functionsOf } from '../../src/sql/functions/index.ts';
import { allowedNames, reasonAgainst, unclassified, unknownNames } from './classification.ts';
import { SQLITE_DENIALS, SQLITE_ELSEWHERE } from './sqlite-denials.ts';

describe('the function list of SQLite, held against libsql', () => {
  const list = functionsOf('sqlite');
  const database = new Database(':memory:');
  afterAll(() => database.close());

  const column = (statement: string): ReadonlySet<string> =>
    new Set((database.prepare(statement).raw(true).all() as [string][]).map(([name]) => name.toLowerCase()));
  const functions = (...kinds: readonly string[]): ReadonlySet<string> =>
    column(`SELECT DISTINCT name FROM pragma_function_list WHERE type IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`);
  const modules = column('SELECT name FROM pragma_module_list');
  const isDocumentedElsewhere = (name: string): boolean => unknownNames([name], new Set(), SQLITE_ELSEWHERE).length === 0;

  it('G-FUN-1: classifies every function and every virtual table of the catalog', () => {
    const catalog = [...functions('s', 'a', 'w'), ...modules];
    expect(catalog.length).toBeGreaterThan(150);
    expect(unclassified(catalog, list, SQLITE_DENIALS)).toEqual([]);
  });

  it('G-FUN-1: denies nothing that it allows', () => {
    expect([...allowedNames(list)].filter((name) => reasonAgainst(name, SQLITE_DENIALS) !== null)).toEqual([]);
  });

  it('G-FUN-1: allows each function as what it is', () => {
    expect(unknownNames(list.scalar, functions('s'), SQLITE_ELSEWHERE)).toEqual([]);
    expect(unknownNames([...list.aggregate, ...list.window], functions('a', 'w'), SQLITE_ELSEWHERE)).toEqual([]);
    // An aggregate may be evaluated without OVER; what only makes sense with it refuses to be.
    for (const name of list.window) expect(() => database.prepare(`SELECT ${name}()`).all()).toThrow(/misuse of window function|wrong number of arguments/);
  });

  it('knows the names that are scalar with several arguments and an aggregate with one', () => {
    expect([...list.scalar].filter((name) => list.aggregate.has(name)).sort()).toEqual(['max', 'min']);
    const rows = 'FROM (SELECT 1 AS a UNION ALL SELECT 2)';
    for (const name of ['max', 'min']) {
      expect(database.prepare(`SELECT ${name}(a) ${rows}`).all()).toHaveLength(1);
      expect(database.prepare(`SELECT ${name}(a, a) ${rows}`).all()).toHaveLength(2);
    }
  });

  it('G-FUN-6: knows the columns of its table functions', () => {
    for (const [name, columns] of list.table) {
      if (isDocumentedElsewhere(name)) continue;
      const start = name === 'generate_series' ? '1, 1' : `'[]'`;
      expect([name, database.prepare(`SELECT * FROM ${name}(${start})`).columns().map((found) => found.name)]).toEqual([name, columns]);
    }
  });

  it('G-FUN-4: names types and collations that a cast and a comparison take', () => {
    for (const type of list.types) expect(() => database.prepare(`SELECT CAST(NULL AS ${type})`)).not.toThrow();
    expect(column('SELECT name FROM pragma_collation_list')).toEqual(list.collations);
  });

  it('G-DOS-4: knows which argument makes a result long', () => {
    const first = (statement: string): unknown => (database.prepare(statement).raw(true).all() as unknown[][])[0]?.[0];
    for (const [name, at] of list.growing) {
      expect(at).toBe(1);
      expect([name, first(`SELECT length(${name}('x', 400))`)]).toEqual([name, 400]);
    }
    for (const name of list.formats.keys()) expect(first(`SELECT length(${name}('%400d', 1))`)).toBe(400);
  });
});
