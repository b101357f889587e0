import { expect, it } from 'vitest';
import { databasesOfScript, renameWords, splitMysqlScript } from './mysql-script.ts';

const SCRIPT = `DROP DATABASE IF EXISTS zoo; CREATE DATABASE zoo; USE zoo;
CREATE TABLE lions (id int);
CREATE DATABASE IF NOT EXISTS \`circus\`;
DELIMITER //
CREATE PROCEDURE feed() BEGIN SELECT 1; SELECT 2; END//
CREATE PROCEDURE rest() BEGIN SELECT 3; END//
DELIMITER ;
CREATE USER keeper@'%';
GRANT SELECT ON zoo.lions TO keeper@'%';
INSERT INTO zoo.lions VALUES (1);`;

it('splits a script as the client does, without the statements about accounts', () => {
  expect(splitMysqlScript(SCRIPT)).toEqual([
    'DROP DATABASE IF EXISTS zoo; CREATE DATABASE zoo; USE zoo;\nCREATE TABLE lions (id int);\nCREATE DATABASE IF NOT EXISTS `circus`;',
    'CREATE PROCEDURE feed() BEGIN SELECT 1; SELECT 2; END',
    'CREATE PROCEDURE rest() BEGIN SELECT 3; END',
    'INSERT INTO zoo.lions VALUES (1);',
  ]);
});

it('finds the databases that a script makes, and renames them as whole words', () => {
  expect(databasesOfScript(SCRIPT)).toEqual(['zoo', 'circus']);
  expect(renameWords('SELECT * FROM zoo.zoos, `circus`.tent', new Map([['zoo', 'a'], ['circus', 'b']]))).toBe('SELECT * FROM a.zoos, `b`.tent');
});
