import type { TestEngine } from '../engines.ts';

/** Every value that nobody may read has it in it. */
export const CANARY = 'HIDDENCANARY';

/** What attacks may read: the rest, and the table `vault`, is hidden. */
export const ALLOWED = { customers: ['id', 'name', 'city'], orders: ['id', 'customer_id', 'total'] } as const;

const TABLES = (text: string): readonly string[] => [
  `CREATE TABLE customers (id INTEGER PRIMARY KEY, name ${text}, city ${text}, secret ${text})`,
  `INSERT INTO customers VALUES (1, 'Ann', 'Oslo', '${CANARY} one'), (2, 'Bob', 'Rome', '${CANARY} two')`,
  `CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, total INTEGER, note ${text})`,
  `INSERT INTO orders VALUES (1, 1, 10, '${CANARY} three'), (2, 2, 20, '${CANARY} four')`,
  `CREATE TABLE vault (id INTEGER PRIMARY KEY, word ${text})`,
  `INSERT INTO vault VALUES (1, '${CANARY} five')`,
  'CREATE VIEW open_vault AS SELECT id, word FROM vault',
];

const OWN: Readonly<Record<TestEngine['dialect'], readonly string[]>> = {
  sqlite: TABLES('TEXT'),
  postgres: [
    ...TABLES('TEXT'),
    'CREATE SEQUENCE numbers',
    "CREATE FUNCTION tell() RETURNS TEXT LANGUAGE sql SECURITY DEFINER AS 'SELECT max(word) FROM vault'",
    "CREATE FUNCTION spoil() RETURNS INTEGER LANGUAGE sql AS 'DELETE FROM vault; SELECT 1'",
    "CREATE DOMAIN positive AS INTEGER CHECK (VALUE > 0)",
  ],
  mysql: [
    ...TABLES('VARCHAR(80)'),
    'CREATE FUNCTION tell() RETURNS VARCHAR(80) DETERMINISTIC READS SQL DATA SQL SECURITY DEFINER RETURN (SELECT max(word) FROM vault)',
    'CREATE PROCEDURE spoil() DELETE FROM vault',
  ],
};

/** Statements that make the database that is attacked. */
export const targetStatements = (dialect: TestEngine['dialect']): readonly string[] => OWN[dialect];

/** Attacks by what they are after. `FILE` stands for the path of a file that is not there. */
export type Attacks = Readonly<Record<string, readonly string[]>>;

/** Attacks that every engine understands. */
export const COMMON_ATTACKS: Attacks = {
  'hidden tables': [
    'SELECT id, word FROM vault',
    'SELECT word FROM open_vault',
    'SELECT name FROM customers WHERE id IN (SELECT id FROM vault)',
    "SELECT name FROM customers WHERE EXISTS (SELECT 1 FROM vault WHERE word LIKE 'H%')",
    'SELECT name FROM customers UNION SELECT word FROM vault',
    'SELECT c.name, v.word FROM customers c JOIN vault v ON v.id = c.id',
    'SELECT c.name FROM (customers c JOIN (vault v JOIN orders o ON o.id = v.id) ON v.id = c.id)',
    'WITH v AS (SELECT word FROM vault) SELECT word FROM v',
    'SELECT (SELECT max(word) FROM vault) AS word, name FROM customers',
    'SELECT name FROM customers ORDER BY (SELECT word FROM vault WHERE vault.id = customers.id)',
    'SELECT x.word FROM (SELECT y.word FROM (SELECT word FROM vault) AS y) AS x',
    'WITH RECURSIVE r (n, word) AS (SELECT 1, word FROM vault UNION ALL SELECT n + 1, word FROM r WHERE n < 3) SELECT word FROM r',
  ],
  'hidden columns': [
    'SELECT secret FROM customers',
    'SELECT * FROM customers',
    'SELECT c.* FROM customers c JOIN orders o ON o.customer_id = c.id',
    "SELECT name FROM customers WHERE secret LIKE '%one'",
    'SELECT name FROM customers ORDER BY secret',
    'SELECT count(*) AS n FROM customers GROUP BY secret',
    'SELECT max(secret) AS s FROM customers',
    'SELECT name FROM customers GROUP BY name HAVING max(secret) IS NOT NULL',
    'SELECT c.name FROM customers c JOIN orders o ON o.note = c.secret',
    'SELECT x.s FROM (SELECT secret AS s FROM customers) AS x',
    'SELECT id AS secret, secret AS id FROM customers',
    "SELECT CASE WHEN secret LIKE 'H%' THEN 1 ELSE 0 END AS guess FROM customers",
    'SELECT row_number() OVER (ORDER BY secret) AS n FROM customers',
    'SELECT name FROM customers WHERE EXISTS (SELECT 1 FROM orders WHERE note = customers.secret)',
  ],
  writes: [
    "INSERT INTO orders (id, total) VALUES (9, 9)",
    'UPDATE orders SET total = 0',
    'DELETE FROM orders',
    'INSERT INTO orders (id) SELECT id + 100 FROM customers',
    "UPDATE customers SET name = 'Eve' WHERE id = (SELECT min(id) FROM customers)",
  ],
  definitions: [
    'DROP TABLE vault',
    'CREATE TABLE loot AS SELECT name FROM customers',
    'ALTER TABLE customers ADD COLUMN seen INTEGER',
    'CREATE INDEX spy ON customers (name)',
    'CREATE VIEW loot AS SELECT name FROM customers',
    'DROP VIEW open_vault',
  ],
  'stacked statements': [
    'SELECT name FROM customers; DELETE FROM orders',
    'SELECT name FROM customers; SELECT word FROM vault',
    "SELECT name FROM customers WHERE name = 'x'; DROP TABLE vault; -- '",
    'SELECT 1;; DELETE FROM orders',
    '; DELETE FROM orders',
  ],
  transactions: ['COMMIT', 'BEGIN', 'ROLLBACK', 'SAVEPOINT s', 'COMMIT; DELETE FROM orders'],
};
