import type { Dialect } from '../../../src/contracts/index.ts';

/**
 * Statements that reach beyond the lock of `databases.ts`, by the way they take. Keywords are in capitals,
 * names in small letters. `«x»` marks a part around which parentheses change nothing.
 */
const READS: Readonly<Record<string, readonly string[]>> = {
  'a hidden column in the select list': [
    'SELECT «salary» FROM people', 'SELECT p.email FROM people AS p', 'SELECT «upper(email)» AS x FROM people', "SELECT coalesce(«salary», 0) + 1 AS x FROM people WHERE «id = 1»",
    'SELECT CASE WHEN «salary > 1» THEN 1 ELSE 0 END AS x FROM people', 'SELECT CAST(salary AS CHAR) AS x FROM people', 'SELECT name AS email, email AS name FROM people',
    'SELECT DISTINCT v.note FROM visits AS v', 'SELECT visits.name FROM visits', 'SELECT v.salary FROM people AS p JOIN visits AS v ON «v.person_id = p.id»', 'SELECT people.place AS x FROM people',
  ],
  'a hidden column in another clause': [
    'SELECT id FROM people WHERE «salary = 1»', "SELECT id FROM people WHERE email LIKE 'A%'", 'SELECT id FROM people WHERE salary IS NOT NULL', 'SELECT id FROM people WHERE salary BETWEEN 1 AND 3',
    'SELECT id FROM people WHERE id IN (1, salary)', 'SELECT id FROM people ORDER BY salary', 'SELECT id FROM people ORDER BY «lower(email)» DESC', 'SELECT count(*) AS n FROM people GROUP BY salary',
    'SELECT count(*) AS n FROM people GROUP BY «salary + 1»', 'SELECT team_id FROM people GROUP BY team_id HAVING «max(salary) > 1»', 'SELECT p.id FROM people AS p JOIN visits AS v ON «p.salary = v.id»',
    'SELECT p.id FROM people AS p LEFT JOIN visits AS v ON v.person_id = p.id AND «v.note IS NULL»', 'SELECT rank() OVER (ORDER BY salary) AS x FROM people',
    'SELECT sum(id) OVER (PARTITION BY email ORDER BY id) AS x FROM people', 'SELECT rank() OVER w AS x FROM people WINDOW w AS (ORDER BY email)', 'SELECT count(DISTINCT salary) AS x FROM people',
    'SELECT id FROM people WHERE name = email', 'SELECT id FROM people WHERE (salary, id) = (1, 1)', 'SELECT max(salary) AS x FROM people HAVING count(*) > 0',
  ],
  'a hidden column of a subquery or of the query around it': [
    'SELECT (SELECT max(salary) FROM people) AS x', 'SELECT id FROM visits WHERE person_id IN (SELECT salary FROM people)', 'SELECT id FROM people AS p WHERE EXISTS (SELECT 1 FROM visits AS v WHERE «v.note = p.name»)',
    'SELECT id FROM people AS p WHERE EXISTS (SELECT 1 FROM visits AS v WHERE v.person_id = p.salary)', 'SELECT (SELECT p.salary) AS x FROM people AS p', 'SELECT (SELECT max(v.minutes + p.salary) FROM visits AS v) AS x FROM people AS p',
    'SELECT x FROM (SELECT salary AS x FROM people) AS d', 'SELECT d.x FROM (SELECT email AS x, id FROM people) AS d WHERE d.id = 1', 'SELECT (SELECT max(salary) FROM visits) AS x FROM (SELECT 1 AS salary) AS d',
    "SELECT id FROM people WHERE EXISTS (SELECT 1 FROM visits AS v JOIN visits AS w ON w.id = v.id AND people.name = 'Ada' JOIN visits AS people ON people.id = v.id)",
    "SELECT id FROM people WHERE EXISTS (SELECT 1 FROM visits AS v JOIN visits AS w ON w.id = v.id AND EXISTS (SELECT 1 FROM (SELECT 1 AS x) AS y WHERE people.name = 'Ada') JOIN visits AS people ON people.id = v.id)",
    'SELECT id FROM people WHERE id > (SELECT avg(salary) FROM visits)', 'SELECT id FROM people WHERE id NOT IN (SELECT id FROM visits ORDER BY salary LIMIT 1)',
  ],
  'a join by columns that the statement does not spell out': [
    'SELECT a.id FROM people AS a JOIN people AS b USING (id, salary)', 'SELECT a.id FROM people AS a JOIN (SELECT 30 AS salary) AS b USING (salary)', 'SELECT a.id FROM people AS a NATURAL JOIN people AS b', 'SELECT a.id FROM people AS a NATURAL LEFT JOIN visits AS v',
    'SELECT 1 AS x FROM visits AS a JOIN people AS b USING (name)', 'SELECT 1 AS x FROM people AS a JOIN visits AS b USING (place)', 'SELECT 1 AS x FROM people AS a LEFT JOIN (SELECT 1 AS email) AS b USING (email)',
  ],
  'a hidden table': [
    'SELECT id FROM vault', 'SELECT v.salary FROM vault AS v', 'SELECT id FROM people UNION SELECT salary FROM vault', 'SELECT p.id FROM people AS p, teams AS t WHERE «t.id = p.team_id»', 'SELECT p.id FROM people AS p JOIN teams AS t ON «t.id = p.team_id»',
    'SELECT id FROM people WHERE EXISTS (SELECT 1 FROM vault)', 'SELECT id FROM people WHERE team_id IN (SELECT id FROM teams)', 'SELECT (SELECT count(*) FROM vault) AS x', 'SELECT x.id FROM (SELECT id FROM teams) AS x',
    'SELECT id FROM people ORDER BY (SELECT max(salary) FROM vault)', 'SELECT count(*) AS x FROM people GROUP BY (SELECT max(id) FROM vault)', 'SELECT people.id FROM vault AS people', 'SELECT id FROM vault AS visits',
    'SELECT p.id FROM people AS p JOIN (visits AS v JOIN teams AS t ON t.id = v.id) ON v.person_id = p.id', 'SELECT id FROM people EXCEPT SELECT id FROM teams', 'SELECT CASE WHEN EXISTS (SELECT 1 FROM teams) THEN 1 END AS x',
  ],
  'a CTE that covers a name': [
    'WITH t AS (SELECT id, salary FROM people) SELECT id FROM t', 'WITH t AS (SELECT * FROM vault) SELECT id FROM t', 'WITH t(id, name) AS (SELECT id, email FROM people) SELECT name FROM t',
    'WITH a AS (SELECT id FROM vault), vault AS (SELECT 1 AS id) SELECT id FROM a', 'WITH vault AS (SELECT 1 AS id) SELECT people.id FROM people JOIN teams ON teams.id = people.id',
    'SELECT id FROM (WITH vault AS (SELECT 1 AS id) SELECT id FROM vault) AS x UNION ALL SELECT id FROM vault', 'WITH t AS (SELECT 1 AS salary) SELECT (SELECT max(salary) FROM people) AS x FROM t', 'WITH t AS (SELECT id AS salary FROM visits) SELECT p.salary FROM people AS p JOIN t ON t.salary = p.id',
    'WITH RECURSIVE r(n) AS (SELECT salary FROM people UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r',
  ],
  'a star or a system column': [
    'SELECT p.*, 1 AS x FROM people AS p', 'SELECT * FROM vault', 'SELECT * FROM (SELECT * FROM vault) AS x', 'SELECT t.* FROM people AS p JOIN teams AS t ON t.id = p.id', 'SELECT id FROM people UNION SELECT v.salary FROM (SELECT * FROM vault) AS v',
  ],
};

/** What no database of the property tests would answer, or what does more than read. */
const ACTS: readonly string[] = [
  'DELETE FROM people', 'UPDATE people SET name = 1', "INSERT INTO people (id) VALUES (9)", 'DROP TABLE people', 'CREATE TABLE x AS SELECT id FROM people', 'ALTER TABLE people ADD COLUMN x INTEGER', 'SELECT id FROM people; DELETE FROM people',
  'WITH x AS (DELETE FROM people RETURNING id) SELECT id FROM x', 'WITH x AS (SELECT 1) DELETE FROM people', 'SELECT id INTO x FROM people', 'SELECT id FROM people FOR UPDATE', 'EXPLAIN SELECT id FROM people', 'PRAGMA table_info(people)', "ATTACH 'x' AS y",
  'BEGIN', 'COMMIT', 'SET x = 1', 'CALL x()', 'VACUUM', 'TRUNCATE people', 'GRANT ALL ON people TO x', 'SELECT load_extension(1) AS x', "SELECT readfile('x') AS x", 'SELECT pg_sleep(5) AS x', 'SELECT sleep(5) AS x', "SELECT current_setting('x') AS x",
  'SELECT version() AS x', "SELECT nextval('x') AS x", 'SELECT randomblob(100000000) AS x', 'SELECT id FROM information_schema.tables', 'SELECT id FROM other.people', 'SELECT id FROM people WHERE id = ?', 'SELECT id FROM people WHERE id = :id', 'SELECT @x AS x',
  'WITH people AS (SELECT id, salary AS name FROM people) SELECT name FROM people', 'SELECT c.name FROM people AS c(salary, id, email, name, team_id, born, place)', 'SELECT salary FROM people TABLESAMPLE SYSTEM (10)', 'SELECT upper(id) OVER () AS x FROM people', 'SELECT a.id FROM people AS a, people AS b', 'SELECT count(*) AS x FROM people AS a CROSS JOIN visits AS b',
];

const OWN: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: [
    'SELECT rowid AS x FROM people', 'SELECT people._rowid_ AS x FROM people', 'SELECT name FROM sqlite_master', 'SELECT sql FROM sqlite_schema', 'SELECT id FROM people WHERE id IN vault', "SELECT id FROM 'vault'", 'SELECT id FROM [vault]', 'SELECT `salary` AS x FROM people',
    'SELECT "salary" AS x FROM people', 'SELECT id FROM main.vault', "SELECT name FROM pragma_table_info('people')", 'SELECT sqlite_version() AS x', 'SELECT last_insert_rowid() AS x', "SELECT printf('%900000000d', 1) AS x",
    'SELECT id FROM people WHERE salary GLOB 1', 'SELECT id FROM people LIMIT (SELECT max(salary) FROM vault)', 'SELECT id FROM people ORDER BY id COLLATE email',
  ],
  postgres: [
    'SELECT p FROM people AS p', 'SELECT p::text AS x FROM people AS p', 'SELECT (p).email FROM people AS p', 'SELECT p.to_jsonb FROM people AS p', 'SELECT to_jsonb(p) AS x FROM people AS p', 'SELECT row_to_json(p) AS x FROM people AS p', 'SELECT count(p) AS x FROM people AS p',
    'SELECT id FROM people AS p ORDER BY p', 'SELECT ctid AS x FROM people', 'SELECT p.xmin AS x FROM people AS p', 'SELECT id FROM pg_class', 'SELECT id FROM pg_catalog.pg_authid', "SELECT 'people'::regclass AS x", "SELECT query_to_xml('x', true, true, '') AS x", 'SELECT U&"s\\0061lary" AS x FROM people',
    "SELECT pg_read_file('x') AS x", "SELECT set_config('a', 'b', false) AS x", 'SELECT id OPERATOR(pg_catalog.=) 1 AS x FROM people', 'SELECT l.x FROM people AS p, LATERAL (SELECT p.salary AS x) AS l', 'SELECT id FROM ONLY people', 'SELECT DISTINCT ON (salary) id FROM people ORDER BY salary',
    'SELECT max(id) FILTER (WHERE salary > 1) AS x FROM people', 'SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY salary) AS x FROM people', 'SELECT $1 AS x', 'SELECT current_user AS x', 'SELECT public.upper(name) AS x FROM people', 'SELECT id FROM "People"', 'SELECT "Name" FROM people',
    "SELECT dblink('x', 'y') AS x", 'SELECT lo_create(1) AS x', 'SELECT x FROM generate_series(1, 1000000000) AS t(x)', 'SELECT id FROM people FETCH FIRST (SELECT max(salary) FROM vault) ROWS ONLY', 'TABLE vault', 'SELECT ARRAY(SELECT salary FROM people) AS x', 'SELECT name COLLATE "x"."y" AS x FROM people',
  ],
  mysql: [
    'SELECT `salary` AS x FROM `people`', 'SELECT id FROM people /*! UNION SELECT id FROM vault */', 'SELECT id FROM people /*!99999 WHERE 1 */', 'SELECT /*+ MAX_EXECUTION_TIME(1) */ id FROM people', "SELECT load_file('x') AS x", "SELECT id FROM people INTO OUTFILE '/x'", 'SELECT @@version AS x',
    'SELECT id FROM people LOCK IN SHARE MODE', 'SELECT @a := 1 AS x', "SELECT get_lock('a', 1) AS x", 'SELECT user() AS x', 'SELECT id FROM People', 'SELECT id FROM people PROCEDURE ANALYSE()', 'SELECT people.id FROM people STRAIGHT_JOIN vault ON vault.id = people.id', 'SELECT id FROM people WHERE MATCH (email) AGAINST (1)',
    'SELECT group_concat(name ORDER BY salary) AS x FROM people', "SELECT benchmark(10000000, md5('a')) AS x", 'SELECT id FROM mysql.user', 'SELECT CONVERT(salary, CHAR) AS x FROM people', 'SELECT id FROM people PARTITION (p0)', 'SELECT VALUES(salary) AS x FROM people', 'SELECT DEFAULT(salary) AS x FROM people', 'HANDLER vault OPEN',
  ],
  duckdb: [
    'SELECT p FROM people AS p', "SELECT COLUMNS('.*') FROM people", 'SELECT #1 AS x FROM people', 'SELECT * EXCLUDE (id) FROM people', 'SELECT * REPLACE (1 AS id) FROM people', 'FROM vault', 'FROM people SELECT salary', "SELECT id FROM 'x.csv'", "SELECT id FROM read_csv('x')", 'SELECT x FROM query_table(1)', "SELECT id FROM query('x')",
    'SUMMARIZE vault', 'DESCRIBE people', 'SELECT id FROM people POSITIONAL JOIN vault', 'SELECT p.id FROM people AS p ASOF JOIN visits AS v ON p.salary >= v.id', 'PIVOT people ON name USING sum(salary)', "COPY people TO 'x'", 'INSTALL httpfs', 'LOAD httpfs', "SELECT getenv('HOME') AS x", 'SELECT id FROM duckdb_tables()',
    'SELECT id FROM people QUALIFY rank() OVER (ORDER BY salary) = 1', 'SELECT id FROM people GROUP BY ALL ORDER BY salary', 'SELECT id FROM people USING SAMPLE 1', 'SELECT [x FOR x IN [salary]] AS y FROM people', 'SELECT struct_pack(a := salary) AS x FROM people', "SELECT {'a': email} AS x FROM people", 'SELECT rowid AS x FROM people', 'SELECT current_schema() AS x',
  ],
};

/** Reads that an engine would answer, by the way they take. */
export const readingAttacks: readonly (readonly [way: string, statements: readonly string[]])[] = Object.entries(READS);

/** Everything else that has to be refused in a dialect. */
export function otherAttacks(dialect: Dialect): readonly string[] {
  return [...ACTS, ...OWN[dialect]];
}
