import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Join } from '../protocol/index.ts';
import { createJoinGraph, joinKey, type JoinPlan } from './join-graph.ts';
import { makeJoin } from './schema.fixture.ts';

function connected(plan: JoinPlan): Extract<JoinPlan, { kind: 'connected' }> {
  if (plan.kind !== 'connected') throw new Error('The plan is not connected.');
  return plan;
}

const columnsOf = (joins: readonly Join[]): string[] => joins.map((join) => `${join.from.table}.${join.from.column}`).sort();

describe('neighbours and between', () => {
  const graph = createJoinGraph([
    makeJoin('orders.email', 'customers.email', 'inferred'),
    makeJoin('orders.customer_id', 'customers.id'),
    makeJoin('employees.manager_id', 'employees.id'),
  ]);

  it('knows who is joined, in both directions, and not with itself', () => {
    expect(graph.neighbours('customers')).toEqual(['orders']);
    expect(graph.neighbours('employees')).toEqual([]);
    expect(graph.neighbours('nowhere')).toEqual([]);
  });

  it('lists declared joins before inferred ones, and self-joins', () => {
    expect(graph.between('customers', 'orders').map((join) => join.source)).toEqual(['declared', 'inferred']);
    expect(graph.between('employees', 'employees')).toHaveLength(1);
  });

  it('takes a join and its mirror image for one, the declared one first', () => {
    const twice = createJoinGraph([makeJoin('a.x', 'b.y', 'inferred'), makeJoin('b.y', 'a.x')]);
    expect(twice.between('a', 'b')).toEqual([makeJoin('b.y', 'a.x')]);
  });
});

describe('connect', () => {
  it('adds the bridge table that two tables need', () => {
    const graph = createJoinGraph([makeJoin('enrolments.student_id', 'students.id'), makeJoin('enrolments.course_id', 'courses.id')]);
    const plan = connected(graph.connect(['students', 'courses']));
    expect(plan.added).toEqual(['enrolments']);
    expect(columnsOf(plan.joins)).toEqual(['enrolments.course_id', 'enrolments.student_id']);
    expect(plan.alternatives).toEqual([]);
  });

  it('offers two columns that refer to the same key as alternatives', () => {
    const graph = createJoinGraph([makeJoin('matches.home_id', 'teams.id'), makeJoin('matches.away_id', 'teams.id')]);
    const plan = connected(graph.connect(['matches', 'teams']));
    expect([plan, ...plan.alternatives].map((route) => columnsOf(route.joins))).toEqual([['matches.home_id'], ['matches.away_id']]);
  });

  it('keeps the columns of a composite key together', () => {
    const graph = createJoinGraph([makeJoin('lines.tenant', 'orders.tenant'), makeJoin('lines.order_no', 'orders.no')]);
    const plan = connected(graph.connect(['lines', 'orders']));
    expect(columnsOf(plan.joins)).toEqual(['lines.order_no', 'lines.tenant']);
    expect(plan.alternatives).toEqual([]);
  });

  it('tells composite keys apart that share a column', () => {
    const graph = createJoinGraph([
      makeJoin('orders.tenant', 'addresses.tenant'),
      makeJoin('orders.billing_id', 'addresses.id'),
      makeJoin('orders.shipping_id', 'addresses.id'),
    ]);
    const plan = connected(graph.connect(['orders', 'addresses']));
    expect([plan, ...plan.alternatives].map((route) => columnsOf(route.joins))).toEqual([
      ['orders.billing_id', 'orders.tenant'],
      ['orders.shipping_id', 'orders.tenant'],
    ]);
  });

  it('offers two bridges as alternatives, and prefers a bridge to a table that both refer to', () => {
    const bridges = [makeJoin('acts.film', 'films.id'), makeJoin('acts.person', 'people.id'), makeJoin('directs.film', 'films.id'), makeJoin('directs.person', 'people.id')];
    const hub = [makeJoin('films.country', 'countries.id'), makeJoin('people.country', 'countries.id')];
    const plan = connected(createJoinGraph([...hub, ...bridges]).connect(['films', 'people']));
    expect([plan, ...plan.alternatives].map((route) => route.added)).toEqual([['acts'], ['directs']]);
  });

  it('uses an inferred join only where no declared one is as short', () => {
    const direct = createJoinGraph([makeJoin('a.b_code', 'b.code', 'inferred'), makeJoin('a.b_id', 'b.id')]);
    expect(columnsOf(connected(direct.connect(['a', 'b'])).joins)).toEqual(['a.b_id']);
    const routes = createJoinGraph([makeJoin('m.a', 'a.id', 'inferred'), makeJoin('m.b', 'b.id', 'inferred'), makeJoin('n.a', 'a.id'), makeJoin('n.b', 'b.id')]);
    const plan = connected(routes.connect(['a', 'b']));
    expect(plan.added).toEqual(['n']);
    expect(plan.alternatives).toEqual([]);
  });

  it('says which tables cannot be joined', () => {
    const graph = createJoinGraph([makeJoin('a.b', 'b.id'), makeJoin('c.d', 'd.id')]);
    expect(graph.connect(['a', 'c', 'b', 'lonely'])).toEqual({ kind: 'disconnected', groups: [['a', 'b'], ['c'], ['lonely']] });
  });

  it('never leaves the tables it may use', () => {
    const graph = createJoinGraph([makeJoin('m.a', 'a.id'), makeJoin('m.b', 'b.id')]);
    expect(graph.connect(['a', 'b'], { within: new Set(['a', 'b']) }).kind).toBe('disconnected');
    expect(graph.connect(['a', 'm'], { within: new Set(['a']) }).kind).toBe('disconnected');
  });

  it('needs nothing for one table', () => {
    expect(createJoinGraph([]).connect(['a', 'a'])).toEqual({ kind: 'connected', joins: [], added: [], alternatives: [] });
  });
});

describe('connect, for any schema', () => {
  const table = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
  const join = fc
    .record({ from: table, to: table, column: fc.constantFrom('x', 'y'), declared: fc.boolean() })
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, column, declared }) => makeJoin(`${from}.${to}_${column}`, `${to}.id`, declared ? 'declared' : 'inferred'));
  const schema = fc.array(join, { maxLength: 14 });
  const asked = fc.uniqueArray(table, { minLength: 2, maxLength: 4 });

  it('reaches every asked table over joins that exist, and adds only tables it joins', () => {
    fc.assert(
      fc.property(schema, asked, (joins, tables) => {
        const plan = createJoinGraph(joins).connect(tables);
        if (plan.kind === 'disconnected') {
          expect(plan.groups.flat().sort()).toEqual([...tables].sort());
          expect(plan.groups.length).toBeGreaterThan(1);
          return;
        }
        const known = new Set(joins.map(joinKey));
        const keys = new Set<string>();
        for (const route of [plan, ...plan.alternatives]) {
          const touched = new Set(route.joins.flatMap((used) => [used.from.table, used.to.table]));
          expect(route.joins.every((used) => known.has(joinKey(used)))).toBe(true);
          expect([...touched].sort()).toEqual([...new Set([...tables, ...route.added])].sort());
          expect(reached(tables[0] ?? '', route.joins)).toEqual(touched);
          keys.add(route.joins.map(joinKey).sort().join());
        }
        expect(keys.size).toBe(1 + plan.alternatives.length);
      }),
    );
  });

  it('finds two tables connected exactly when a walk along joins does', () => {
    fc.assert(
      fc.property(schema, table, table, (joins, a, b) => {
        fc.pre(a !== b);
        expect(createJoinGraph(joins).connect([a, b]).kind === 'connected').toBe(reached(a, joins).has(b));
      }),
    );
  });

  it('takes the fewest hops between two tables when all joins are declared', () => {
    fc.assert(
      fc.property(schema, table, table, (joins, a, b) => {
        fc.pre(a !== b);
        const declared = joins.map((used): Join => ({ ...used, source: 'declared' }));
        const plan = createJoinGraph(declared).connect([a, b]);
        if (plan.kind === 'connected') expect(plan.added.length + 1).toBe(hops(a, b, declared));
      }),
    );
  });

  it('does not depend on the order of the joins in what it reaches', () => {
    fc.assert(
      fc.property(schema, asked, (joins, tables) => {
        const forth = createJoinGraph(joins).connect(tables);
        const back = createJoinGraph([...joins].reverse()).connect(tables);
        expect(back.kind).toBe(forth.kind);
        if (forth.kind === 'connected' && back.kind === 'connected') expect(back.joins.length).toBe(forth.joins.length);
        expect(createJoinGraph(joins).connect(tables)).toEqual(forth);
      }),
    );
  });
});

function reached(start: string, joins: readonly Join[]): Set<string> {
  const seen = new Set([start]);
  for (let before = 0; before < seen.size; ) {
    before = seen.size;
    for (const { from, to } of joins) {
      if (seen.has(from.table)) seen.add(to.table);
      if (seen.has(to.table)) seen.add(from.table);
    }
  }
  return seen;
}

function hops(a: string, b: string, joins: readonly Join[]): number {
  let layer = new Set([a]);
  for (let count = 0; ; count += 1) {
    if (layer.has(b)) return count;
    layer = new Set([...layer, ...joins.flatMap(({ from, to }) => (layer.has(from.table) ? [to.table] : layer.has(to.table) ? [from.table] : []))]);
  }
}
