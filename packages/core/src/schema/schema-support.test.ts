import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from './lexical-index.ts';
import { makeCatalog, makeTable } from './schema.fixture.ts';
import { schemaSupport, type SchemaSupport } from './schema-support.ts';

const catalog = makeCatalog([
  makeTable('school.students', { columns: { id: 'integer' } }),
  makeTable('school.rooms', { columns: { floor: 'integer' } }),
  makeTable('club.students', { columns: { id: 'integer' } }),
  makeTable('club.trials', { columns: { decision: 'text', student: 'integer' } }),
  makeTable('depot.pallets', { columns: { weight: 'real' } }),
]);
const support = (question: string, { tables = catalog.tables.map(({ name }) => name), told = {} }: { tables?: readonly string[]; told?: Record<string, number> } = {}): SchemaSupport | null =>
  schemaSupport(createLexicalIndex(catalog).search(question, { tables: new Set(tables) }), new Set(tables), new Map(Object.entries(told)));
const share = (found: SchemaSupport | null, schema: string): number => found?.shares.get(schema) ?? Number.NaN;
const role = (found: SchemaSupport | null, table: string): number => found?.roles.get(table) ?? 0;

describe('schemaSupport', () => {
  it('gives 1 to the schema that knows most of the words, and less the fewer a schema knows', () => {
    const found = support('students whose trial had a decision');
    expect(share(found, 'club')).toBe(1);
    expect(share(found, 'school')).toBeLessThan(1);
    expect(share(found, 'depot')).toBeLessThan(share(found, 'school'));
    expect(share(found, 'depot')).toBeGreaterThan(0);
  });

  it('gives a word to the table of the schema that knows it best, and little of it to another', () => {
    const found = support('students');
    expect(role(found, 'club.students')).toBe(role(found, 'school.students'));
    expect(role(found, 'club.trials')).toBeLessThan(role(found, 'club.students') / 4);
    expect(role(found, 'club.trials')).toBeGreaterThan(0);
    expect(role(support('decision'), 'club.trials')).toBeGreaterThan(role(found, 'club.trials'));
  });

  it('counts what is told of a table for its schema', () => {
    const found = support('students', { told: { 'school.rooms': 1 } });
    expect(share(found, 'school')).toBe(1);
    expect(share(found, 'club')).toBeLessThan(1);
    expect(share(support('zzz', { told: { 'depot.pallets': 0.4 } }), 'depot')).toBe(1);
  });

  it('prefers none when nothing is known', () => {
    expect([...(support('zzz')?.shares.values() ?? [])]).toEqual([1, 1, 1]);
  });

  it('says nothing where there is one schema only', () => {
    expect(support('students of a room', { tables: ['school.students', 'school.rooms'] })).toBeNull();
  });

  it('learns nothing from tables that are left out', () => {
    const found = support('students whose trial had a decision', { tables: ['school.students', 'school.rooms', 'club.students'] });
    expect(share(found, 'club')).toBe(share(found, 'school'));
  });
});
