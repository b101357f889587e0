import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMysql } from '../../../../../tests/support/services.ts';
import { checkPrivileges, leastPrivilegeScript } from '../mysql.ts';
import { findingsOf } from './privileges.ts';
import { ask, testServer } from './test-server.fixture.ts';

describeWithMysql('DB-1: the account', (address) => {
  const server = testServer(address);
  let name: string;
  beforeAll(async () => {
    ({ name } = await server.newDatabase(
      'CREATE TABLE orders (id INTEGER PRIMARY KEY, amount INTEGER)',
      'CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(20), `s``sn` VARCHAR(20))',
      "INSERT INTO customers VALUES (1, 'Anna', 'canary-7c1')",
      "CREATE FUNCTION tell() RETURNS VARCHAR(20) DETERMINISTIC SQL SECURITY DEFINER RETURN (SELECT `s``sn` FROM customers LIMIT 1)",
    ));
  });
  afterEach(() => server.closeAll());
  afterAll(() => server.remove());

  const kindsOf = async (...grants: readonly ((account: string) => string)[]) => {
    const { url, account } = await server.newAccount(name);
    await server.run(`GRANT SELECT (id) ON ${name}.orders TO ${account}`, ...grants.map((grant) => grant(account)));
    const { readOnly, findings } = await checkPrivileges({ connectionString: url });
    expect(readOnly).toBe(findings.length === 0);
    return findings.map(({ kind }) => kind);
  };

  it('is fine when it may read tables and columns by name', async () => {
    expect(await kindsOf((account) => `GRANT SELECT ON ${name}.orders TO ${account}`, (account) => `GRANT SELECT (id, \`s\`\`sn\`) ON ${name}.customers TO ${account}`)).toEqual([]);
  });

  it('is told apart from one that may do anything else', async () => {
    const cases: readonly (readonly [grant: (account: string) => string, kinds: readonly string[]])[] = [
      [(account) => `GRANT SELECT ON ${name}.* TO ${account}`, ['reads-widely']],
      [(account) => `GRANT SELECT ON *.* TO ${account}`, ['reads-widely']],
      [(account) => `GRANT SELECT ON mysql.db TO ${account}`, ['reads-server-tables']],
      [(account) => `GRANT FILE, PROCESS ON *.* TO ${account}`, ['process', 'file']],
      [(account) => `GRANT SUPER ON *.* TO ${account}`, ['super']],
      [(account) => `GRANT LOCK TABLES, CREATE ROUTINE ON ${name}.* TO ${account}`, ['lock-tables', 'create-routine']],
      [(account) => `GRANT INSERT (id), SELECT (id) ON ${name}.orders TO ${account}`, ['insert']],
      [(account) => `GRANT EXECUTE ON FUNCTION ${name}.tell TO ${account}`, ['execute']],
      [(account) => `GRANT SELECT ON ${name}.orders TO ${account} WITH GRANT OPTION`, ['grant-option']],
      [(account) => `GRANT ALL PRIVILEGES ON ${name}.* TO ${account}`, ['all-privileges']],
    ];
    for (const [grant, kinds] of cases) expect((await kindsOf(grant)).toSorted(), grant('x')).toEqual(kinds.toSorted());
  });

  it('may have no role, whatever the role may do', async () => {
    await server.run(`CREATE ROLE ${name}`);
    expect(await kindsOf((account) => `GRANT ${name} TO ${account}`)).toEqual(['role']);
    await server.run(`DROP ROLE ${name}`);
  });

  it('that administers is not fine', async () => {
    const report = await checkPrivileges({ connectionString: Object.assign(new URL(address), { pathname: `/${name}` }).href });
    expect(report.readOnly).toBe(false);
    expect(report.findings.map(({ kind }) => kind)).toContain('all-privileges');
    expect(report.role).toMatch(/^root@/);
    expect(JSON.stringify(report)).not.toMatch(/IDENTIFIED|\*[0-9A-F]{40}/);
  });

  it('made by the script reads what it was given, and DB-8: nothing else with the guard off', async () => {
    const { user, url, password, account } = await server.newAccount(name);
    await server.run(`DROP USER ${account}`);
    const script = leastPrivilegeScript({ user, database: name, tables: { orders: '*', customers: ['id', 'name'] } });
    const administrator = await createConnection({ uri: address, multipleStatements: true });
    // Twice, because it may be run again, and after a right too many, which it takes away.
    await administrator.query(script);
    await administrator.query(`GRANT INSERT ON ${name}.* TO ${account}; ${script}`);
    await administrator.query(`ALTER USER ${account} IDENTIFIED BY '${password}' ACCOUNT UNLOCK`);
    await administrator.end();

    expect(await checkPrivileges({ connectionString: url })).toEqual({ role: `${user}@%`, readOnly: true, findings: [] });
    const database = server.open({ connectionString: url });
    expect((await ask(database, 'SELECT id, name FROM customers LIMIT 5')).rows).toEqual([[1, 'Anna']]);
    const refused = ['SELECT * FROM customers LIMIT 1', 'SELECT `s``sn` FROM customers LIMIT 1', 'SELECT id FROM customers ORDER BY `s``sn` LIMIT 1', 'SELECT tell() LIMIT 1', 'SELECT user FROM mysql.user LIMIT 1', "INSERT INTO orders VALUES (1, 1)", 'CREATE TABLE t (id INTEGER)', 'SELECT id FROM orders INTO OUTFILE \'/tmp/x\''];
    for (const statement of refused) await expect(ask(database, statement), statement).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:QUERY_FAILED|READ_ONLY)$/) });
    // Without FILE the server has no files.
    expect((await ask(database, "SELECT LOAD_FILE('/etc/hosts') AS f LIMIT 1")).rows).toEqual([[null]]);
  });
});

describe('a line of SHOW GRANTS', () => {
  it('is read as MySQL and MariaDB write it', () => {
    const kinds = (grant: string) => findingsOf(grant).map(({ kind }) => kind);
    expect(kinds('GRANT USAGE ON *.* TO `r`@`%`')).toEqual([]);
    expect(kinds("GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*0' REQUIRE SSL WITH MAX_USER_CONNECTIONS 5")).toEqual([]);
    expect(kinds('GRANT SELECT (`id`, `INSERT`, `a) ON b`) ON `shop`.`orders` TO `r`@`%`')).toEqual([]);
    expect(kinds('GRANT SELECT ON `shop`.`FILE` TO `r`@`%`')).toEqual([]);
    expect(kinds('GRANT SELECT ON `shop`.* TO `r`@`%`')).toEqual(['reads-widely']);
    expect(kinds('GRANT BACKUP_ADMIN,ROLE_ADMIN ON *.* TO `r`@`%` WITH GRANT OPTION')).toEqual(['grant-option', 'backup-admin', 'role-admin']);
    expect(kinds("GRANT PROXY ON ``@`` TO `r`@`%` WITH GRANT OPTION")).toEqual(['grant-option', 'proxy']);
    expect(kinds('GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `r`@`%`')).toEqual(['execute']);
    expect(kinds('GRANT `reader`@`%`,`writer`@`%` TO `r`@`%`')).toEqual(['role']);
    expect(kinds('SET DEFAULT ROLE `reader` FOR `r`@`%`')).toEqual(['role']);
    expect(kinds('REVOKE SELECT ON `mysql`.* FROM `r`@`%`')).toEqual(['unknown']);
    expect(kinds('something else')).toEqual(['unknown']);
  });
});

describe('leastPrivilegeScript', () => {
  it('writes names so that they stay names', () => {
    const script = leastPrivilegeScript({ user: "o'hara`@`%", host: '10.0.0.%', database: 'a`b', tables: { 'c.d': ['e`f'] } });
    expect(script).toContain("CREATE USER IF NOT EXISTS `o'hara``@``%`@`10.0.0.%` ACCOUNT LOCK;");
    expect(script).toContain('GRANT SELECT (`e``f`) ON TABLE `a``b`.`c.d` TO');
  });

  it('refuses what makes no sense', () => {
    for (const wrong of [{ tables: {} }, { tables: { orders: [] } }, { tables: { orders: [''] } }, { user: '' }, { user: 'a\nb' }]) {
      expect(() => leastPrivilegeScript({ user: 'reader', database: 'shop', tables: { orders: '*' }, ...wrong }), JSON.stringify(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
  });
});
