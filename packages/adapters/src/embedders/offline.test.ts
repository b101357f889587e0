import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { embedderCases } from '@nl2sql/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offline } from './offline.ts';

const embedder = offline();

async function similarity(left: string, right: string): Promise<number> {
  const [a, b] = (await embedder.embed([left, right], { kind: 'document' })) as [Float32Array, Float32Array];
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

describe('offline', () => {
  for (const { name, run } of embedderCases) it(name, () => run({ create: () => offline() }));

  it('gives the same vectors in another process', async () => {
    const texts = ['customer_orders: what clients bought', 'How many größe?', ''];
    const program = `
      import { offline } from ${JSON.stringify(new URL('./offline.ts', import.meta.url).href)};
      const vectors = await offline().embed(${JSON.stringify(texts)}, { kind: 'query' });
      console.log(JSON.stringify(vectors.map((vector) => [...vector])));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', '--input-type=module', '-e', program], {
      cwd: new URL('../../../..', import.meta.url),
    });
    const here = await embedder.embed(texts, { kind: 'query' });
    expect(JSON.parse(stdout)).toEqual(here.map((vector) => [...vector]));
  });

  it.each([
    ['customer', 'clients', 'invoice'],
    ['revenue', 'sales', 'warehouse'],
    ['staff', 'employees', 'customers'],
    ['vendor', 'suppliers', 'employees'],
    ['wages', 'salary', 'price'],
    ['bill', 'invoices', 'region'],
    ['territory', 'regions', 'product'],
    ['customer', 'CustomerID', 'ProductID'],
    ['shipment', 'shipping', 'payment'],
    ['catalogue', 'catalog', 'category'],
    ['organisation', 'organization', 'department'],
    ['Which clients spent the most?', 'customers: id, name, email', 'warehouses: id, name, city'],
    ['How many people work in each department?', 'employees: id, name, department_id, salary', 'invoices: id, total, due_date'],
    ['turnover by territory', 'sales_by_region', 'employee_holidays'],
    ['café', 'cafe', 'coffee_orders'],
    ['physicians', 'surgeon', 'harvest'],
    ['movies', 'film_market', 'river'],
    ['mountaineers', 'climber', 'stadium'],
    ['attorney', 'lawyers', 'recipe'],
    ['employ', 'employees', 'vehicle'],
    ['bikes', 'bicycle', 'temperature'],
    ['beverages', 'drinks', 'engine'],
    ['region', 'territory', 'salary'],
    ['Which surgeons treated the most people?', 'physicians: id, name, hospital', 'ships: id, name, port'],
  ])('puts "%s" nearer to "%s" than to "%s"', async (text, near, far) => {
    expect(await similarity(text, near)).toBeGreaterThan((await similarity(text, far)) + 0.1);
  });

  describe('nearWords', () => {
    const vocabulary = ['customer', 'film', 'movie', 'id', 'invoice', 'b2b', 'employee', 'river', 'prereq'];
    const near = embedder.nearWords?.(vocabulary) ?? (() => []);

    it.each([['client', 'customer'], ['cinema', 'film'], ['bill', 'invoice'], ['worker', 'employee'], ['prerequisite', 'prereq']])('knows that "%s" may be "%s"', (word, meant) => {
      expect(near(word)[0]?.word).toBe(meant);
    });

    it('gives the nearest first, never the word itself, and nothing for numbers and what it does not know', () => {
      const found = near('film');
      expect(found.map(({ word }) => word)).toEqual(['movie']);
      expect(found.every(({ nearness }) => nearness > 0 && nearness <= 1)).toBe(true);
      for (const word of ['zyzzyva', 'b2', '42', '', 'id']) expect(near(word)).toEqual([]);
      expect(embedder.nearWords?.([])('film')).toEqual([]);
    });

    it('gives no more than ten', () => {
      const many = embedder.nearWords?.([...'abcdefghijklmn'].map((letter) => `zyzzyva${letter}`))('zyzzyva') ?? [];
      expect(many).toHaveLength(10);
      expect(many.every(({ nearness }, place) => nearness <= (many[place - 1]?.nearness ?? 1))).toBe(true);
    });
  });

  it('does not mind case, separators, plurals and word order', async () => {
    expect(await similarity('customer_orders', 'Orders of Customer')).toBeGreaterThan(0.97);
    expect(await similarity('customerOrder', 'CUSTOMER ORDERS')).toBeCloseTo(1, 5);
  });

  it('keeps words that have nothing in common apart', async () => {
    const words = ['customer', 'invoice', 'warehouse', 'temperature', 'singer', 'airport', 'diagnosis', 'fuel', 'planet', 'recipe'];
    for (const left of words) for (const right of words) if (left !== right) expect(Math.abs(await similarity(left, right)), `${left} and ${right}`).toBeLessThan(0.3);
  });

  it('finds a table by its name before one that refers to it in a column', async () => {
    const [orders, reviews] = (await embedder.embed(
      ['orders\ncolumns: id, placed on, shipped on, freight, remarks', 'reviews\ncolumns: id, orders, stars, remarks, written on'],
      { kind: 'document' },
    )) as [Float32Array, Float32Array];
    const [query] = (await embedder.embed(['How many orders were there?'], { kind: 'query' })) as [Float32Array];
    const score = (document: Float32Array): number => document.reduce((sum, value, index) => sum + value * (query[index] as number), 0);
    expect(score(orders)).toBeGreaterThan(score(reviews) + 0.1);
  });

  it('weighs a repeated word by less than its count', async () => {
    const once = await similarity('orders customers', 'orders');
    const often = await similarity('orders orders orders orders customers', 'orders');
    expect(often).toBeGreaterThan(once);
    expect(often).toBeLessThan(0.97);
  });

  it('gives a vector of length 1 for any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme' })), async (text) => {
        expect(await similarity(text, text)).toBeCloseTo(1, 4);
      }),
    );
  });

  it('stops between two batches when its signal is aborted', async () => {
    const stop = new AbortController();
    const pending = embedder.embed(Array.from({ length: 1_000 }, (_, index) => `table ${index}`), { kind: 'document', signal: stop.signal });
    stop.abort();
    await expect(pending).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
