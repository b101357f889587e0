import { describe, expect, it } from 'vitest';
import type { Join } from '../protocol/index.ts';
import { createLexicalIndex } from './lexical-index.ts';
import { makeCatalog, makeJoin, makeTable } from './schema.fixture.ts';
import { schemaSupport, type SchemaSupport } from './schema-support.ts';

const catalog = makeCatalog([
  makeTable('school.students', { columns: { id: 'integer' } }),
  makeTable('school.rooms', { columns: { floor: 'integer' } }),
  makeTable('club.students', { columns: { id: 'integer' } }),
  makeTable('club.trials', { columns: { decision: 'text', student: 'integer' } }),
  makeTable('depot.pallets', { columns: { weight: 'real' } }),
]);
interface Given {
  readonly tables?: readonly string[];
  readonly told?: Record<string, number>;
  readonly joins?: readonly Join[];
}
const support = (question: string, { tables = catalog.tables.map(({ name }) => name), told = {}, joins = [] }: Given = {}): SchemaSupport | null =>
  schemaSupport(createLexicalIndex(catalog).search(question, { tables: new Set(tables) }), new Set(tables), new Map(Object.entries(told)), joins);
const share = (found: SchemaSupport | null, table: string): number => found?.shares.get(table) ?? Number.NaN;
const role = (found: SchemaSupport | null, table: string): number => found?.roles.get(table) ?? 0;

describe('schemaSupport', () => {
  it('gives 1 to the schema that knows most of the words, and less the fewer a schema knows', () => {
    const found = support('students whose trial had a decision');
    expect(share(found, 'club.students')).toBe(1);
    expect(share(found, 'school.rooms')).toBeLessThan(1);
    expect(share(found, 'depot.pallets')).toBeLessThan(share(found, 'school.rooms'));
    expect(share(found, 'depot.pallets')).toBeGreaterThan(0);
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
    expect(share(found, 'school.rooms')).toBe(1);
    expect(share(found, 'club.students')).toBeLessThan(1);
    expect(share(support('zzz', { told: { 'depot.pallets': 0.4 } }), 'depot.pallets')).toBe(1);
  });

  it('prefers none when nothing is known', () => {
    expect([...(support('zzz')?.shares.values() ?? [])]).toEqual(catalog.tables.map(() => 1));
  });

  it('says nothing where there is one schema only', () => {
    expect(support('students of a room', { tables: ['school.students', 'school.rooms'] })).toBeNull();
  });

  it('takes schemas that a declared foreign key joins for one, and for nothing less', () => {
    const joined = (source: Join['source'], table: string) => ({ joins: [makeJoin(`${table}.student`, 'school.students.id', source)] });
    const question = 'students whose trial had a decision';
    const found = support(question, joined('declared', 'club.trials'));
    expect(share(found, 'school.rooms')).toBe(share(found, 'club.students'));
    expect(share(found, 'depot.pallets')).toBeLessThan(share(found, 'school.rooms'));
    expect(share(support(question, joined('inferred', 'club.trials')), 'school.rooms')).toBeLessThan(1);
    const unseen = { ...joined('declared', 'club.trials'), tables: ['school.students', 'school.rooms', 'club.students'] };
    expect(support(question, unseen)).not.toBeNull();
    const all = [makeJoin('club.trials.student', 'school.students.id'), makeJoin('depot.pallets.weight', 'school.rooms.floor')];
    expect(support(question, { joins: all })).toBeNull();
  });

  it('learns nothing from tables that are left out', () => {
    const found = support('students whose trial had a decision', { tables: ['school.students', 'school.rooms', 'club.students'] });
    expect(share(found, 'club.students')).toBe(share(found, 'school.rooms'));
  });
});
