import { describe, expect, it } from 'vitest';
import { ordersItsRows, quoteAsText, tablesNamed, wordsOf } from './sql-text.ts';

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
