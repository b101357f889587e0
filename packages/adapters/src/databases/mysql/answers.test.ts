import fc from 'fast-check';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMysql } from '../../../../../tests/support/services.ts';
import { ask, testServer } from './test-server.fixture.ts';

describeWithMysql('answers', (address) => {
  const server = testServer(address);
  let url: string;
  beforeAll(async () => {
    ({ url } = await server.newDatabase(
      `CREATE TABLE t (
        tiny TINYINT(1), small SMALLINT UNSIGNED, medium MEDIUMINT, i INT, big BIGINT, ubig BIGINT UNSIGNED, exact DECIMAL(30,10),
        single FLOAT, dbl DOUBLE, bits BIT(64), y YEAR, d DATE, dt DATETIME(3), ts TIMESTAMP(6) NULL, at TIME(2),
        c CHAR(5), vc VARCHAR(50), latin VARCHAR(20) CHARACTER SET latin1, txt MEDIUMTEXT, e ENUM('a','b'), s SET('x','y'), bin VARBINARY(20), b BLOB, j JSON, p POINT)`,
      `SET time_zone = '+00:00'`,
      `SET sql_mode = ''`,
      `INSERT INTO t VALUES (1, 65535, -8388608, 2147483647, 9007199254740993, 18446744073709551615, 12345678901234567890.0123456789,
        0.1, 0.1, b'1111111111111111111111111111111111111111111111111111111111111111', 2024, '2024-03-31', '2024-03-31 02:30:00.120', '2024-03-31 01:30:00.000001', '-838:59:59.50',
        'ab', 'Çelik ☕ 😀', 'Ünlü', 'long', 'b', 'x,y', x'00ff', x'', '{"a": [1, 9007199254740993], "b": "1"}', POINT(1, 2))`,
      `INSERT INTO t (tiny, d, dt, y, j) VALUES (-5, '0000-00-00', '2024-00-00 00:00:00', 0, 'null')`,
    ));
  });
  afterEach(() => server.closeAll());
  afterAll(() => server.remove());

  it('keep every type exactly, and shift no date', async () => {
    const database = server.open({ connectionString: url });
    const { columns, rows } = await ask(database, 'SELECT * FROM t');
    const first = Object.fromEntries(columns.map(({ name, type }, index) => [name, [type, rows[0]?.[index]]]));
    expect(first).toEqual({
      tiny: ['integer', 1],
      small: ['integer', 65_535],
      medium: ['integer', -8_388_608],
      i: ['integer', 2_147_483_647],
      big: ['integer', '9007199254740993'],
      ubig: ['integer', '18446744073709551615'],
      exact: ['decimal', '12345678901234567890.0123456789'],
      single: ['float', 0.1],
      dbl: ['float', 0.1],
      bits: ['integer', '18446744073709551615'],
      y: ['integer', 2024],
      d: ['date', '2024-03-31'],
      dt: ['timestamp', '2024-03-31T02:30:00.120'],
      ts: ['timestamp', '2024-03-31T01:30:00.000001'],
      at: ['time', '-838:59:59.5'],
      c: ['text', 'ab'],
      vc: ['text', 'Çelik ☕ 😀'],
      latin: ['text', 'Ünlü'],
      txt: ['text', 'long'],
      e: ['text', 'b'],
      s: ['text', 'x,y'],
      bin: ['bytes', 'AP8='],
      b: ['bytes', ''],
      j: ['json', { a: [1, '9007199254740993'], b: '1' }],
      p: ['bytes', expect.stringMatching(/^[\w+/]+=*$/)],
    });
    const second = Object.fromEntries(columns.map(({ name }, index) => [name, rows[1]?.[index]]));
    expect(second).toMatchObject({ tiny: -5, d: '0000-00-00', dt: '2024-00-00T00:00:00', y: 0, j: null, vc: null, bits: null });
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  it('are the same whatever the pool of the host makes of values', async () => {
    const plain = await ask(server.open({ connectionString: url }), 'SELECT * FROM t');
    const odd = server.pool({ uri: url, decimalNumbers: true, bigNumberStrings: true, supportBigNumbers: true, dateStrings: false, jsonStrings: true, timezone: '+05:00', rowsAsArray: false, nestTables: true, namedPlaceholders: true, typeCast: () => 'overwritten' });
    expect(await ask(server.open({ pool: odd }), 'SELECT * FROM t')).toEqual(plain);
    const other = await ask(server.open({ connectionString: url, timeZone: '+02:00' }), 'SELECT d, dt, ts FROM t LIMIT 1');
    expect(other.rows).toEqual([['2024-03-31', '2024-03-31T02:30:00.120', '2024-03-31T03:30:00.000001']]);
  });

  it('keep columns of one name apart, and names that are code to nobody', async () => {
    const database = server.open({ connectionString: url });
    const { columns, rows } = await ask(database, "SELECT 1 AS a, 2 AS a, 3 AS `__proto__`, 4 AS `constructor`, 5 AS `'];throw 1//`, 6 AS `` LIMIT 1");
    expect([columns.map(({ name }) => name), rows]).toEqual([['a', 'a', '__proto__', 'constructor', "'];throw 1//", ''], [[1, 2, 3, 4, 5, 6]]]);
  });

  it('keep every value that the server keeps', async () => {
    await server.run(`CREATE TABLE ${new URL(url).pathname.slice(1)}.v (id INTEGER PRIMARY KEY AUTO_INCREMENT, run INTEGER, i BIGINT, x DOUBLE, f FLOAT, t TEXT, b BLOB)`);
    const database = server.open({ connectionString: url });
    const writer = await createConnection({ uri: url });
    let run = 0;
    const value = fc.record({
      i: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      x: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
      f: fc.integer({ min: -999_999, max: 999_999 }).map((n) => n / 1_000),
      t: fc.string({ unit: 'grapheme' }),
      b: fc.uint8Array(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 10 }), async (values) => {
        run += 1;
        for (const { i, x, f, t, b } of values) await writer.execute('INSERT INTO v (run, i, x, f, t, b) VALUES (?, ?, ?, ?, ?, ?)', [run, i.toString(), x, f, t, Buffer.from(b)]);
        const { rows } = await ask(database, `SELECT i, x, f, t, b FROM v WHERE run = ${run} ORDER BY id LIMIT 100`);
        const zero = (n: number) => (n === 0 ? 0 : n);
        expect(rows.map(([i, x, f, t, b]) => [i, zero(Number(x)), zero(Number(f)), t, b])).toEqual(
          values.map(({ i, x, f, t, b }) => [Number.isSafeInteger(Number(i)) ? Number(i) : i.toString(), zero(x), zero(f), t, Buffer.from(b).toString('base64')]),
        );
      }),
      { numRuns: 25 },
    );
    await writer.end();
  });

  it('name their columns also when there are no rows', async () => {
    const { columns, rows } = await ask(server.open({ connectionString: url }), 'SELECT big, d FROM t WHERE i = -1 LIMIT 1');
    expect([columns, rows]).toEqual([[{ name: 'big', type: 'integer' }, { name: 'd', type: 'date' }], []]);
  });
});

describeWithMysql('ERR-1: what the server says', (address) => {
  const server = testServer(address);
  let url: string;
  let secretUrl: string;
  beforeAll(async () => {
    const { name, url: full } = await server.newDatabase('CREATE TABLE orders (id INTEGER, amount INTEGER, hidden VARCHAR(20))', 'CREATE TABLE salaries (id INTEGER)', "INSERT INTO orders VALUES (1, 1, 'canary-7c1')");
    secretUrl = full;
    const account = await server.newAccount(name);
    await server.run(`GRANT SELECT (id, amount) ON ${name}.orders TO ${account.account}`);
    url = account.url;
  });
  afterEach(() => server.closeAll());
  afterAll(() => server.remove());

  const told = async (connectionString: string, text: string) => {
    const error: unknown = await ask(server.open({ connectionString }), text).then(() => null, (thrown: unknown) => thrown);
    return (error as { toWire(): { code: string; message: string } }).toWire();
  };

  it('is not repeated: neither names nor values', async () => {
    for (const text of ["SELECT EXTRACTVALUE(1, CONCAT('~', (SELECT hidden FROM orders LIMIT 1)))", "SELECT CAST(hidden AS DATE) + JSON_VALUE(hidden, 'canary-7c1') FROM orders", 'SELECT (SELECT id FROM (SELECT 1 AS id UNION SELECT 2) AS two)', "SELECT 'canary-7c1' FROM nowhere", "SELECT canary_7c1() LIMIT 1"]) {
      const wire = await ask(server.open({ connectionString: secretUrl }), text).then(() => null, (thrown: unknown) => (thrown as { toWire(): unknown }).toWire());
      expect(JSON.stringify(wire), text).not.toMatch(/canary|nowhere|~/);
    }
    expect((await told(secretUrl, 'SELECT (SELECT id FROM (SELECT 1 AS id UNION SELECT 2) AS two)')).message).toContain('more than one row');
  });

  it('tells a hidden name and a missing one apart by nothing but its number', async () => {
    const withoutNumber = ({ code, message }: { code: string; message: string }) => [code, message.replace(/\d+/g, '')];
    const hiddenColumn = withoutNumber(await told(url, 'SELECT hidden FROM orders LIMIT 1'));
    expect(hiddenColumn).toEqual(withoutNumber(await told(url, 'SELECT missing FROM orders LIMIT 1')));
    expect(hiddenColumn).toEqual(withoutNumber(await told(url, 'SELECT id FROM salaries LIMIT 1')));
    expect(hiddenColumn).toEqual(withoutNumber(await told(url, 'SELECT id FROM missing LIMIT 1')));
  });
});

describe('the adapter', () => {
  it('can be imported without its driver', async () => {
    expect(Object.keys(await import('../mysql.ts')).sort()).toEqual(['checkPrivileges', 'leastPrivilegeScript', 'mysql']);
  });
});
