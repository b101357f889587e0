import { describe, expect, it } from 'vitest';
import { createLexicalIndex } from './lexical-index.ts';
import { makeCatalog, makeTable } from './schema.fixture.ts';
import { schemaSupport } from './schema-support.ts';

const catalog = makeCatalog([
  makeTable('school.students', { columns: { id: 'integer' } }),
  makeTable('school.rooms', { columns: { floor: 'integer' } }),
  makeTable('club.students', { columns: { id: 'integer' } }),
  makeTable('club.trials', { columns: { decision: 'text' } }),
  makeTable('depot.pallets', { columns: { weight: 'real' } }),
]);
const support = (question: string, tables = catalog.tables.map(({ name }) => name)): Map<string, number> =>
  schemaSupport(createLexicalIndex(catalog).search(question, { tables: new Set(tables) }), new Set(tables));

describe('schemaSupport', () => {
  it('tells the schema that knows more of the words from one that knows fewer', () => {
    const found = support('students whose trial had a decision');
    expect(found.get('club.students')).toBeGreaterThan(found.get('school.students') ?? 0);
    expect(found.get('club.trials')).toBe(found.get('club.students'));
    expect(found.has('depot.pallets')).toBe(false);
  });

  it('says nothing where there is one schema only', () => {
    expect(support('students of a room', ['school.students', 'school.rooms']).size).toBe(0);
  });

  it('learns nothing from tables that are left out', () => {
    const found = support('students whose trial had a decision', ['school.students', 'school.rooms', 'club.students']);
    expect(found.get('club.students')).toBe(found.get('school.students'));
  });
});
