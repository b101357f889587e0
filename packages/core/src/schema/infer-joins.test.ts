import { describe, expect, it } from 'vitest';
import type { InferredJoin } from '../protocol/index.ts';
import { inferJoins, proposeJoins } from './infer-joins.ts';
import { makeJoin, makeTable } from './schema.fixture.ts';

const customers = makeTable('customers', { primaryKey: ['id'], columns: { id: 'integer', name: 'text', code: 'text' } });
const found = (tables: Parameters<typeof inferJoins>[0], declared: Parameters<typeof inferJoins>[1] = []): string[] =>
  inferJoins(tables, declared).map((join) => `${join.from.table}.${join.from.column} -> ${join.to.table}.${join.to.column} ${join.source}`);

describe('inferJoins', () => {
  it.each([['customer_id'], ['customerId'], ['customerid'], ['CUSTOMER_ID'], ['billing_customer_id']])('reads %s as a reference to customers', (column) => {
    const orders = makeTable('orders', { primaryKey: ['id'], columns: { id: 'integer', [column]: 'integer' } });
    expect(found([customers, orders])).toEqual([`orders.${column} -> customers.id inferred`]);
  });

  it('sees through prefixes of legacy names', () => {
    const legacy = makeTable('tbl_Customer', { primaryKey: ['CustomerID'], columns: { CustomerID: 'int' } });
    expect(found([legacy, makeTable('tbl_Order', { columns: { CustomerID: 'int' } })])).toEqual(['tbl_Order.CustomerID -> tbl_Customer.CustomerID inferred']);
  });

  it('refers to a unique code by the code, not by the key', () => {
    const countries = makeTable('countries', { primaryKey: ['id'], unique: [['code']], columns: { id: 'integer', code: 'char(2)' } });
    expect(found([countries, makeTable('cities', { columns: { country_code: 'char(2)' } })])).toEqual(['cities.country_code -> countries.code inferred']);
  });

  it('joins key-like columns of one name where one table has the key', () => {
    const students = makeTable('student', { primaryKey: ['StuID'], columns: { StuID: 'integer' } });
    expect(found([students, makeTable('lives_in', { columns: { stuid: 'integer', room: 'integer' } })])).toEqual(['lives_in.stuid -> student.StuID inferred']);
  });

  it.each([['id', 'customer_id'], ['customer_id', 'customer_id'], ['cust_no', 'cust_no']])('takes %s for the key of a table that declares none', (key, reference) => {
    const bare = makeTable('customers', { columns: { [key]: 'integer', name: 'text' } });
    const orders = makeTable('orders', { columns: { order_id: 'integer', [reference]: 'integer' } });
    expect(found([bare, orders])).toEqual([`orders.${reference} -> customers.${key} inferred`]);
  });

  it.each([['conference', 'cid'], ['organizations', 'oid'], ['order_items', 'oiid']])('takes the initials of %s before an id for its key where it declares none, and the values say so', (name, key) => {
    const bare = makeTable(name, { columns: { [key]: { type: 'bigint', values: ['1', '2', '3'] }, name: 'text' } });
    const referring = (values: readonly string[]) => makeTable('papers', { columns: { title: 'text', [key]: { type: 'bigint', values } } });
    expect(found([bare, referring(['1', '3'])])).toEqual([`papers.${key} -> ${name}.${key} inferred`]);
    expect(found([bare, referring(['1', '9'])])).toEqual([]);
    expect(found([bare, makeTable('papers', { columns: { [key]: 'bigint' } })])).toEqual([]);
  });

  it('gives up where two tables have the same initials before an id', () => {
    const bare = (name: string) => makeTable(name, { columns: { cid: { type: 'bigint', values: ['1', '2'] } } });
    expect(found([bare('course'), bare('conference'), makeTable('papers', { columns: { cid: { type: 'bigint', values: ['1'] } } })])).toEqual([]);
  });

  it.each(['uuid', 'guid'])('takes a column called %s for unique, beside any other key', (name) => {
    const machines = makeTable('machines', { primaryKey: ['id'], columns: { id: 'integer', [name]: 'char(36)' } });
    expect(found([machines, makeTable('repairs', { columns: { [`machine_${name}`]: 'char(36)' } })])).toEqual([`repairs.machine_${name} -> machines.${name} inferred`]);
  });

  it('assumes no key beside a declared one', () => {
    const visits = makeTable('visits', { primaryKey: ['guest', 'day'], columns: { guest: 'integer', day: 'date', visit_id: 'integer' } });
    expect(found([visits, makeTable('bills', { columns: { visit_id: 'integer' } })])).toEqual([]);
  });

  it('never joins on a generic name', () => {
    const generic = ['id', 'name', 'code', 'date', 'status'].flatMap((column) => [
      makeTable(`a_${column}`, { primaryKey: [column], columns: { [column]: 'text' } }),
      makeTable(`b_${column}`, { columns: { [column]: 'text' } }),
    ]);
    expect(found(generic)).toEqual([]);
  });

  it('wants the types to agree', () => {
    expect(found([customers, makeTable('orders', { columns: { customer_id: 'text' } })])).toEqual([]);
  });

  it('lets stored values contradict, but not a sample of the key', () => {
    const keyed = (coverage: 'complete' | 'sample'): ReturnType<typeof makeTable> =>
      makeTable('customers', { primaryKey: ['id'], columns: { id: { type: 'text', values: ['a', 'b'], coverage } } });
    const orders = makeTable('orders', { columns: { customer_id: { type: 'text', values: ['x', 'y'] } } });
    expect(found([keyed('complete'), orders])).toEqual([]);
    expect(found([keyed('sample'), orders])).toHaveLength(1);
  });

  it('accepts a column called as a table, or abbreviated, only when the values confirm it', () => {
    const teams = makeTable('team', { primaryKey: ['team_id'], columns: { team_id: { type: 'integer', values: ['1', '2'] } } });
    expect(found([teams, makeTable('player', { columns: { team: { type: 'integer', values: ['2'] } } })])).toEqual(['player.team -> team.team_id inferred']);
    expect(found([teams, makeTable('player', { columns: { team: 'integer' } })])).toEqual([]);
    expect(proposeJoins([customers, makeTable('orders', { columns: { cust_id: 'integer' } })], [])).toMatchObject([
      { from: { table: 'orders', column: 'cust_id' }, to: { table: 'customers', column: 'id' }, name: 'abbreviation', needsValues: true },
    ]);
  });

  it('leaves declared joins alone', () => {
    const orders = makeTable('orders', { columns: { customer_id: 'integer' } });
    expect(found([customers, orders], [makeJoin('orders.customer_id', 'customers.id')])).toEqual([]);
    expect(found([customers, orders], [makeJoin('orders.customer_id', 'people.id')])).toEqual([]);
  });

  it('stays in the schema of the column, and gives up where two tables could be meant', () => {
    const of = (schema: string): ReturnType<typeof makeTable> => ({ ...customers, name: `${schema}.customers` });
    const orders = makeTable('shop.orders', { columns: { customer_id: 'integer' } });
    expect(found([of('crm'), of('shop'), orders])).toEqual(['shop.orders.customer_id -> shop.customers.id inferred']);
    expect(found([of('crm'), of('erp'), orders])).toEqual([]);
  });

  it('does not tie tables together that share a key name without a home', () => {
    const subtypes = ['a', 'b', 'c', 'd'].map((name) => makeTable(name, { primaryKey: ['entity_id'], columns: { entity_id: 'integer' } }));
    expect(found(subtypes)).toEqual([]);
  });

  it('says what speaks for a join, and trusts it the more the more does', () => {
    const keyed = makeTable('customers', { primaryKey: ['id'], columns: { id: { type: 'text', values: ['a', 'b', 'c', 'd'] } } });
    const joined = (values?: readonly string[], coverage: 'complete' | 'sample' = 'complete', type = 'text'): InferredJoin | undefined =>
      inferJoins([keyed, makeTable('orders', { columns: { customer_id: values === undefined ? type : { type, values, coverage } } })], [])[0];
    expect(joined()?.evidence).toEqual({ name: 'reference', type: 'same', values: null });
    expect(joined(undefined, 'complete', 'varchar(9)')?.evidence.type).toBe('comparable');
    expect(joined(['a', 'b'])?.evidence.values).toEqual({ compared: 2, share: 1, coverage: 'complete' });
    expect(joined(['a', 'b'], 'sample')?.evidence.values).toEqual({ compared: 2, share: 1, coverage: 'sample' });
    const trust = [joined(undefined, 'complete', 'varchar(9)'), joined(), joined(['a']), joined(['a', 'b', 'c'])].map((join) => join?.confidence ?? 0);
    expect(trust).toEqual(trust.toSorted((a, b) => a - b));
    expect(new Set(trust).size).toBe(4);
    expect(trust.every((confidence) => confidence > 0.5 && confidence < 1)).toBe(true);
    const short = inferJoins([keyed, makeTable('orders', { columns: { cust_id: { type: 'text', values: ['a'] } } })], [])[0];
    expect(short?.confidence).toBeLessThan(joined(['a'])?.confidence ?? 0);
  });

  it('takes a thousand tables in its stride', () => {
    const tables = Array.from({ length: 1_000 }, (_, number) =>
      makeTable(`thing${number}x`, {
        primaryKey: ['id'],
        columns: { id: 'integer', [`thing${(number + 1) % 1_000}x_id`]: 'integer', ...Object.fromEntries(Array.from({ length: 15 }, (_unused, place) => [`column_${place}`, 'text'])) },
      }),
    );
    const started = performance.now();
    expect(inferJoins(tables, [])).toHaveLength(1_000);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
