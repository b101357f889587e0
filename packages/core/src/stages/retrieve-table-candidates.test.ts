import { describe, expect, it } from 'vitest';
import type { Embedder, VectorStore } from '../contracts/index.ts';
import { fullView, type Catalog, type CatalogView } from '../schema/catalog.ts';
import { vectorId } from '../schema/dense-index.ts';
import { createJoinGraph } from '../schema/join-graph.ts';
import { createLexicalIndex } from '../schema/lexical-index.ts';
import { makeCatalog, makeJoin, makeTable } from '../schema/schema.fixture.ts';
import { createValueIndex } from '../schema/value-index.ts';
import { retrieveTableCandidates, type TableCandidate } from './retrieve-table-candidates.ts';
import type { StageContext } from './stage.ts';

const catalog = makeCatalog(
  [
    makeTable('students', { columns: { id: 'integer', full_name: 'text' } }),
    makeTable('courses', { columns: { id: 'integer', title: { values: ['Linear Algebra'] } } }),
    makeTable('x_17', { columns: { a: 'integer', b: 'integer' } }),
    makeTable('buildings', { columns: { id: 'integer', city: { values: ['Paris'] } } }),
    makeTable('salaries', { columns: { id: 'integer', person: 'text', wage: 'real' } }),
    ...Array.from({ length: 12 }, (_, number) => makeTable(`log_${number}`, { columns: { entry: 'text' } })),
  ],
  [makeJoin('x_17.a', 'students.id'), makeJoin('x_17.b', 'courses.id')],
);

function contextOf(source: Catalog, more: { view?: CatalogView; dense?: { embedder: Embedder; vectorStore: VectorStore } } = {}): StageContext {
  const view = more.view ?? fullView(source);
  const values = createValueIndex(source);
  const index = { catalog: source, lexical: createLexicalIndex(source), values, joins: createJoinGraph(source.joins), dense: more.dense ?? null };
  const used: Pick<StageContext, 'view' | 'index' | 'signal' | 'findValues' | 'findTerms' | 'findExamples'> = {
    view,
    index,
    signal: new AbortController().signal,
    findValues: (question) => values.find(question, { tables: new Set(view.tables.keys()) }),
    findTerms: () => [],
    findExamples: async () => [],
  };
  return used as StageContext;
}

const without = (hidden: string): CatalogView => {
  const tables = catalog.tables.filter((table) => table.name !== hidden);
  return fullView({ ...catalog, tables, joins: catalog.joins.filter((join) => join.from.table !== hidden && join.to.table !== hidden) });
};

async function candidates(question: string, context: StageContext, topK = 4): Promise<readonly TableCandidate[]> {
  return (await retrieveTableCandidates({ question, topK }, context)).candidates;
}

describe('retrieveTableCandidates', () => {
  it('finds tables by name, with scores from 0 to 1, best first, and says why', async () => {
    const found = await candidates('how many students are there', contextOf(catalog));
    expect(found).toHaveLength(4);
    expect(found[0]).toEqual({ table: 'students', score: 1, evidence: ['name: students'] });
    expect(found.every(({ score }, place) => score >= 0 && score <= (found[place - 1]?.score ?? 1))).toBe(true);
  });

  it('adds the bridge that two strong tables need, though no word names it', async () => {
    const found = await candidates('courses of each student', contextOf(catalog), 3);
    expect(found.map(({ table }) => table).sort()).toEqual(['courses', 'students', 'x_17']);
    expect([...(found[2]?.evidence ?? [])].sort()).toEqual(['joins courses', 'joins students']);
  });

  describe('beside a copy of a table', () => {
    const columns = { id: 'integer', placed_on: 'date', amount: 'real' };
    const copied = (name: string, more: Record<string, string> = {}) => makeCatalog([makeTable(name, { columns: { ...columns, ...more } }), makeTable('orders', { columns }), makeTable('staff', { columns: { id: 'integer' } })]);
    const first = async (question: string, source: Catalog) => (await candidates(question, contextOf(source), 3))[0]?.table;

    it.each(['orders_archive', 'old_orders', 'Archive_Orders_2019'])('prefers the table to %s', async (copy) => {
      expect(await first('amount of orders', copied(copy, { archived_at: 'date' }))).toBe('orders');
    });

    it('takes the copy where a word asks for it', async () => {
      expect(await first('amount of archived orders', copied('orders_archived'))).toBe('orders_archived');
      expect(await first('orders of 2019', copied('orders_2019'))).toBe('orders_2019');
    });

    it('takes no table of other columns for a copy', async () => {
      const lines = makeCatalog([makeTable('order_lines', { columns: { id: 'integer', quantity: 'integer', article: 'text' } }), makeTable('orders', { columns })]);
      const [best] = await candidates('quantity of an article in the orders', contextOf(lines), 2);
      expect(best?.table).toBe('order_lines');
    });
  });

  it('prefers, of two tables that fit alike, the one whose schema knows the other words too', async () => {
    const schemas = makeCatalog([
      makeTable('band.members', { columns: { id: 'integer', name: 'text' } }),
      makeTable('gym.members', { columns: { id: 'integer', name: 'text' } }),
      makeTable('gym.locker_rentals', { columns: { rented_on: 'date' } }),
      makeTable('band.concerts', { columns: { held_on: 'date' } }),
    ]);
    const found = await candidates('members who rented a locker', contextOf(schemas), 2);
    expect(found.map(({ table }) => table).sort()).toEqual(['gym.locker_rentals', 'gym.members']);
    const others = await candidates('members at a concert', contextOf(schemas), 2);
    expect(others.map(({ table }) => table).sort()).toEqual(['band.concerts', 'band.members']);
  });

  describe('in one of several schemas', () => {
    const schemas = makeCatalog([
      makeTable('band.members', { columns: { id: 'integer', name: 'text' } }),
      makeTable('band.member_instruments', { columns: { member_id: 'integer', tuning: 'text' } }),
      makeTable('gym.members', { columns: { id: 'integer', city: { values: ['Paris'] } } }),
      makeTable('gym.locker_rentals', { columns: { rented_on: 'date', member: 'integer' } }),
      makeTable('gym.tills', { columns: { drawer: 'text' } }),
    ]);
    const ranking = async (question: string, more: Partial<StageContext> = {}) => (await candidates(question, { ...contextOf(schemas), ...more }, 5)).map(({ table }) => table);

    it('takes the table that knows a word best before others of its schema that know it too', async () => {
      expect((await ranking('lockers of members')).slice(0, 2).sort()).toEqual(['gym.locker_rentals', 'gym.members']);
      expect((await ranking('tuning of the instruments of members'))[0]).toBe('band.member_instruments');
    });

    it('takes a table of that schema before one of a schema that knows none of the words', async () => {
      const found = await ranking('rentals of a locker');
      expect(found.indexOf('gym.tills')).toBeLessThan(found.indexOf('band.members'));
    });

    it('believes a stored value and the glossary as much as words', async () => {
      expect((await ranking('members of paris'))[0]).toBe('gym.members');
      const tills = await ranking('members with a kassa', { findTerms: () => [{ term: 'kassa', tables: ['gym.tills'], columns: [] }] as never });
      expect(tills.indexOf('gym.tills')).toBeLessThan(2);
      expect(tills.indexOf('gym.members')).toBeLessThan(tills.indexOf('band.members'));
    });
  });

  it('finds a table by a stored value', async () => {
    const [best] = await candidates('what is in paris', contextOf(catalog));
    expect(best).toMatchObject({ table: 'buildings', evidence: ['value: Paris in buildings.city'] });
  });

  it('never leaves the view, whatever the question names', async () => {
    const found = await candidates('wage of each person in salaries', contextOf(catalog, { view: without('salaries') }), 100);
    expect(found.map(({ table }) => table)).not.toContain('salaries');
    expect(JSON.stringify(found)).not.toContain('salaries');
    const bridged = await candidates('students and courses', contextOf(catalog, { view: without('x_17') }), 100);
    expect(JSON.stringify(bridged)).not.toContain('x_17');
  });

  it('names no hidden column and no value of one as evidence', async () => {
    const visible = catalog.tables.map((table) => ({ ...table, columns: table.columns.filter(({ name }) => !['wage', 'city'].includes(name)) }));
    const found = await candidates('wage of each person, paris', contextOf(catalog, { view: fullView({ ...catalog, tables: visible }) }), 100);
    expect(found[0]).toMatchObject({ table: 'salaries', evidence: ['column: person'] });
    expect(JSON.stringify(found)).not.toMatch(/wage|Paris/);
  });

  it('returns every table of a small view, ranked', async () => {
    const found = await candidates('students', contextOf(catalog), 17);
    expect(found).toHaveLength(17);
    expect(found[0]?.table).toBe('students');
    expect(await candidates('zzz', contextOf(catalog), 17)).toHaveLength(17);
  });

  it('uses meaning where the index has vectors, and asks for the view only', async () => {
    const asked: (readonly string[])[] = [];
    const embedder: Embedder = { id: 'e', dimensions: 1, embed: async (texts) => texts.map(() => Float32Array.of(1)) };
    const vectorStore: VectorStore = {
      id: 's',
      capabilities: { filterById: true, persistent: false },
      upsert: async () => {},
      delete: async () => {},
      count: async () => 17,
      close: async () => {},
      query: async (_vector, { ids = [] }) => {
        asked.push(ids);
        return [{ id: vectorId('e/1', 'test', 'salaries'), score: 0.8 }, { id: vectorId('e/1', 'other', 'log_1'), score: 0.7 }];
      },
    };
    const found = await candidates('who earns most', contextOf(catalog, { dense: { embedder, vectorStore } }));
    expect(found[0]).toEqual({ table: 'salaries', score: 1, evidence: ['meaning: 0.80'] });
    const hidden = await candidates('who earns most', contextOf(catalog, { view: without('salaries'), dense: { embedder, vectorStore } }), 100);
    expect(JSON.stringify(hidden)).not.toContain('salaries');
    expect(asked[1]).not.toContain(vectorId('e/1', 'test', 'salaries'));

    const unfiltered: VectorStore = {
      ...vectorStore,
      capabilities: { filterById: false, persistent: false },
      query: async (_vector, { topK, ids }) => {
        expect(ids).toBeUndefined();
        expect(topK).toBeGreaterThanOrEqual(17);
        return [{ id: vectorId('e/1', 'test', 'log_2'), score: 0.9 }, { id: vectorId('e/1', 'test', 'salaries'), score: 0.8 }];
      },
    };
    expect((await candidates('who earns most', contextOf(catalog, { view: without('log_2'), dense: { embedder, vectorStore: unfiltered } })))[0]?.table).toBe('salaries');
  });
});
