import mysql from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithMysql } from '../../../../tests/support/services.ts';
import { functionsOf } from '../../src/sql/functions/index.ts';
import { allowedNames, reasonAgainst, unclassified, unknownNames } from './classification.ts';
import { MYSQL_DENIALS, MYSQL_ELSEWHERE, MYSQL_GRAMMAR, MYSQL_ONLY_TYPES } from './mysql-denials.ts';

const SYNTAX_ERROR = 1064;
/** What the server says of a keyword before a parenthesis that is no function, however many arguments follow. */
const NO_SUCH_KEYWORD = 1630;
const NO_SUCH_FUNCTION = [1305, NO_SUCH_KEYWORD];
const CALLS = ['', '1', '1, 1', '1, 1, 1'];

describeWithMysql('the function list of MySQL, held against MariaDB', (url) => {
  const list = functionsOf('mysql');
  let connection: mysql.Connection;
  let listed: ReadonlySet<string>;
  let keywords: ReadonlySet<string>;

  const column = async (statement: string): Promise<ReadonlySet<string>> => {
    const [rows] = await connection.query<mysql.RowDataPacket[]>({ sql: statement, rowsAsArray: true });
    return new Set(rows.map((row) => String((row as unknown as unknown[])[0]).toLowerCase()));
  };
  /** What the server says to a statement that is parsed and never run: null, or the number of an error. */
  const refusal = async (statement: string): Promise<number | null> => {
    try {
      await connection.query('PREPARE probe FROM ?', [statement]);
      return null;
    } catch (error) {
      return (error as mysql.QueryError).errno ?? 0;
    }
  };
  /** What the server says to calls with several numbers of arguments. */
  const refusals = async (name: string): Promise<readonly (number | null)[]> => {
    const found: (number | null)[] = [];
    for (const args of CALLS) {
      const number = await refusal(`SELECT ${name}(${args})`);
      found.push(number);
      if (number === NO_SUCH_KEYWORD) break;
    }
    return found;
  };
  /** A keyword is a function if some call of it is neither wrong grammar nor unknown. */
  const isCallable = async (keyword: string): Promise<boolean> =>
    (await refusals(keyword)).some((number) => number === null || ![SYNTAX_ERROR, ...NO_SUCH_FUNCTION].includes(number));

  beforeAll(async () => {
    connection = await mysql.createConnection(url);
    // Here the server looks for no stored function of an unknown name.
    await connection.query('USE information_schema');
    listed = await column('SELECT function FROM information_schema.sql_functions');
    keywords = await column('SELECT word FROM information_schema.keywords');
  });
  afterAll(() => connection.end());

  it('G-FUN-1: classifies every function of the catalog', () => {
    expect(listed.size).toBeGreaterThan(200);
    expect(unclassified(listed, list, MYSQL_DENIALS)).toEqual([]);
  });

  it('G-FUN-1: classifies every keyword that can be called', async () => {
    const callable: string[] = [];
    for (const keyword of keywords) if (/^[a-z_]+$/.test(keyword) && !MYSQL_GRAMMAR.has(keyword) && (await isCallable(keyword))) callable.push(keyword);
    expect(callable.length).toBeGreaterThan(20);
    expect(unclassified(callable, list, MYSQL_DENIALS)).toEqual([]);
  }, 60_000);

  it('G-FUN-1: denies nothing that it allows', () => {
    expect([...allowedNames(list)].filter((name) => reasonAgainst(name, MYSQL_DENIALS) !== null || MYSQL_GRAMMAR.has(name))).toEqual([]);
  });

  it('G-FUN-1: allows functions that the server has, or another version', async () => {
    const known = new Set([...listed, ...keywords]);
    for (const name of allowedNames(list)) {
      if (!known.has(name) && (await refusals(name)).some((number) => number === null || !NO_SUCH_FUNCTION.includes(number))) known.add(name);
    }
    expect(unknownNames(allowedNames(list), known, MYSQL_ELSEWHERE)).toEqual([]);
  });

  it('G-FUN-1: allows each function as what it is', async () => {
    const overRows = async (name: string): Promise<boolean> => {
      for (const args of CALLS) if ((await refusal(`SELECT ${name}(${args}) OVER (ORDER BY 1)`)) === null) return true;
      return false;
    };
    const isElsewhere = (name: string): boolean => unknownNames([name], new Set(), MYSQL_ELSEWHERE).length === 0;
    // The server takes OVER after aggregates and window functions alone; some need a grammar of their own there.
    const special = ['group_concat', 'median', 'json_objectagg', 'json_arrayagg', 'percentile_cont', 'percentile_disc'];
    for (const name of list.scalar) expect([name, await overRows(name)]).toEqual([name, false]);
    for (const name of [...list.aggregate, ...list.window]) {
      if (!isElsewhere(name) && !special.includes(name)) expect([name, await overRows(name)]).toEqual([name, true]);
    }
    for (const name of list.window) expect([name, (await refusals(name)).includes(null)]).toEqual([name, name === 'last_value']);
  }, 60_000);

  it('G-FUN-4: names types that a cast takes', async () => {
    for (const type of list.types) {
      if (MYSQL_ONLY_TYPES.has(type)) continue;
      const parameter = type === 'varchar' ? '(10)' : type === 'interval day_second' ? '(3)' : '';
      expect([type, await refusal(`SELECT CAST('1' AS ${type}${parameter})`)]).toEqual([type, null]);
    }
  });

  it('names collations that the server has, or MySQL 8', async () => {
    const known = await column('SELECT collation_name FROM information_schema.collations');
    const names = new Set([...known].flatMap((name) => [name, name.replace(/^utf8mb3_/, 'utf8_')]));
    expect([...list.collations].filter((name) => !names.has(name) && !/_0900_/.test(name))).toEqual([]);
  });

  it('G-DOS-4: knows which argument makes a result long', async () => {
    for (const [name, at] of list.growing) {
      const args = at === 0 ? '400' : name === 'repeat' ? `'x', 400` : `'x', 400, 'y'`;
      expect([name, [...(await column(`SELECT length(${name}(${args}))`))]]).toEqual([name, ['400']]);
    }
    for (const name of list.formats.keys()) expect([...(await column(`SELECT length(${name}('{:400}', 1))`))]).toEqual(['400']);
  });
});
