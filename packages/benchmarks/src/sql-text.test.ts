import { describe, expect, it } from 'vitest';
import { ordersItsRows, quoteAsText, tablesFrom, tablesNamed, wordsOf } from './sql-text.ts';

describe('ordersItsRows', () => {
  it.each([
    ['SELECT a FROM t ORDER BY a', true],
    ['select a from t order\n  by a limit 1', true],
    ['SELECT a FROM t UNION SELECT b FROM u ORDER BY 1', true],
    ['WITH x AS (SELECT a FROM t) SELECT a FROM x ORDER BY a', true],
    ['SELECT a FROM t', false],
    ['SELECT a FROM (SELECT a FROM t ORDER BY a)', false],
    ['SELECT rank() OVER (ORDER BY a) FROM t', false],
    ["SELECT ') ORDER BY a' FROM t", false],
    ['SELECT "order by" FROM t -- ORDER BY a', false],
    ['SELECT [order by], `order by` FROM t /* ORDER BY a */', false],
    ['SELECT order_by, border FROM t', false],
  ])('%s: %s', (sql, ordered) => {
    expect(ordersItsRows(sql)).toBe(ordered);
  });
});

describe('quoteAsText', () => {
  it('rewrites the word wherever it stands in double quotes, and nothing else', () => {
    expect(quoteAsText(`SELECT "b" FROM t WHERE a = "it's" OR a = '"it''s"' OR "it's" = a`, "it's")).toBe(
      `SELECT "b" FROM t WHERE a = 'it''s' OR a = '"it''s"' OR 'it''s' = a`,
    );
  });

  it('says when the word is not there', () => {
    expect(quoteAsText('SELECT b FROM t', 'b')).toBeNull();
  });
});

describe('wordsOf', () => {
  it('leaves out texts and comments', () => {
    expect(wordsOf(`SELECT "Größe", [b c] FROM t1 WHERE a = 'x y' /* z */ -- w`)).toEqual([
      'select', 'größe', 'b', 'c', 'from', 't1', 'where', 'a',
    ]);
  });
});

describe('tablesNamed', () => {
  it('finds whole words only', () => {
    expect(tablesNamed('The table sales_orders, and "sales_items".', ['orders', 'sales_orders', 'sales_items', 'sales'])).toEqual([
      'sales_orders', 'sales_items',
    ]);
  });
});

describe('tablesFrom', () => {
  it.each([
    ['SELECT a, b FROM Orders WHERE a = 1', ['orders']],
    ['select x.a from orders as x join "order lines" y on x.id = y.id', ['orders', 'order lines']],
    ['SELECT orders, items FROM a, b AS items, [c d] WHERE a IN (SELECT e FROM `f`)', ['a', 'b', 'c d', 'f']],
    ['SELECT a FROM (SELECT b FROM orders) ORDER BY a', ['orders']],
  ])('%s', (sql, tables) => {
    expect(tablesFrom(sql)).toEqual(tables);
  });
});
