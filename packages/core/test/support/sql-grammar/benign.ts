import type { Dialect } from '../../../src/contracts/index.ts';

/**
 * Statements that keep to the lock of `databases.ts`, some of them with aliases and CTEs called like what
 * it hides. Every output column has a name of its own. Keywords are in capitals, names in small letters;
 * `«x»` marks a part around which parentheses change nothing.
 */
const SHARED: readonly string[] = [
  'SELECT id, name FROM people', 'SELECT p.id AS a, «p.name» AS b FROM people AS p WHERE «p.team_id = 1» ORDER BY p.id', 'SELECT DISTINCT place FROM visits WHERE place IS NOT NULL', 'SELECT count(*) AS n FROM visits', 'SELECT count(DISTINCT person_id) AS n, «sum(minutes)» AS m FROM visits WHERE «minutes > 0»',
  "SELECT id FROM people WHERE name IN ('Ada', 'Bob') OR «born IS NULL»", "SELECT id FROM people WHERE name LIKE 'A%' AND NOT «id = 3»", 'SELECT id FROM visits WHERE minutes BETWEEN 5 AND 30 AND «place IS NOT NULL»', "SELECT CASE WHEN «minutes > 10» THEN 'long' ELSE 'short' END AS kind, id FROM visits",
  'SELECT place, count(*) AS n, avg(minutes) AS m FROM visits GROUP BY place HAVING «count(*) >= 1» ORDER BY place', 'SELECT p.name, v.place FROM people AS p JOIN visits AS v ON «v.person_id = p.id» WHERE v.minutes > 1', 'SELECT p.name, count(v.id) AS n FROM people AS p LEFT JOIN visits AS v ON v.person_id = p.id GROUP BY p.name ORDER BY n DESC, p.name',
  'SELECT a.name AS a, b.name AS b FROM people AS a JOIN people AS b ON a.team_id = b.team_id AND «a.id < b.id»', 'SELECT p.name FROM people AS p, visits AS v WHERE «v.person_id = p.id» AND v.minutes = 30', 'SELECT people.id FROM people WHERE EXISTS (SELECT 1 FROM visits WHERE visits.person_id = people.id)',
  'SELECT name FROM people WHERE id IN (SELECT person_id FROM visits WHERE minutes > 5)', 'SELECT name FROM people WHERE id NOT IN (SELECT v.person_id FROM visits AS v WHERE v.person_id IS NOT NULL)', 'SELECT name, (SELECT max(v.minutes) FROM visits AS v WHERE v.person_id = people.id) AS longest FROM people', 'SELECT id FROM visits WHERE minutes > (SELECT avg(minutes) FROM visits)',
  'SELECT d.n FROM (SELECT count(*) AS n FROM visits) AS d', 'SELECT d.salary FROM (SELECT id AS salary FROM people) AS d WHERE «d.salary > 1»', 'SELECT lower(name) AS email FROM people ORDER BY email', "SELECT p.salary AS note FROM (SELECT team_id + 1 AS salary FROM people) AS p", 'WITH t AS (SELECT person_id, sum(minutes) AS m FROM visits GROUP BY person_id) SELECT p.name, t.m FROM people AS p JOIN t ON «t.person_id = p.id»',
  'WITH vault AS (SELECT id, name FROM people) SELECT name FROM vault WHERE «id < 3»', 'WITH vault(salary) AS (SELECT id FROM people) SELECT salary FROM vault', 'WITH a AS (SELECT id FROM people), b AS (SELECT id FROM a WHERE id > 2) SELECT b.id FROM b', 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r',
  'SELECT id FROM people UNION SELECT person_id FROM visits', "SELECT id, 'p' AS kind FROM people UNION ALL SELECT id, 'v' AS kind FROM visits ORDER BY 1, 2", 'SELECT id FROM people EXCEPT SELECT person_id FROM visits', 'SELECT id FROM people INTERSECT SELECT person_id FROM visits', 'SELECT id, rank() OVER (ORDER BY minutes DESC) AS r FROM visits',
  'SELECT id, sum(minutes) OVER (PARTITION BY person_id ORDER BY id) AS s FROM visits', 'SELECT id, lag(minutes, 1) OVER (ORDER BY id) AS before FROM visits', 'SELECT x.id FROM (SELECT v.id, row_number() OVER (PARTITION BY v.person_id ORDER BY v.minutes DESC, v.id) AS r FROM visits AS v) AS x WHERE «x.r = 1»', 'SELECT people.name, visits.minutes FROM people JOIN visits USING (id)',
  'SELECT id FROM visits ORDER BY «coalesce(minutes, 0)» DESC, id LIMIT 3', 'SELECT id FROM people ORDER BY id LIMIT 2 OFFSET 1', "SELECT upper(name) AS u, length(name) AS l, coalesce(born, '-') AS b FROM people", "SELECT replace(name, 'a', 'b') AS r FROM people WHERE trim(name) <> ''", 'SELECT «(id + 1) * 2 - team_id» AS x, -id AS y FROM people',
  "SELECT name AS x FROM people WHERE name = 'O''Hara 100%' OR name = '-- no comment' OR name = '/* nor this */'", 'SELECT nullif(minutes, 0) AS x, abs(minutes) AS y, round(minutes / 7.0, 1) AS z FROM visits', 'SELECT team_id, max(born) AS youngest FROM people GROUP BY team_id HAVING «max(born) IS NOT NULL» ORDER BY team_id',
  'SELECT CASE place WHEN \'Rome\' THEN 1 WHEN \'Oslo\' THEN 2 END AS x FROM visits', 'SELECT p.id FROM people AS p WHERE (SELECT count(*) FROM visits AS v WHERE v.person_id = p.id) > 1', 'SELECT p.id AS a, w.place AS b FROM people AS p LEFT JOIN (SELECT person_id, place FROM visits WHERE minutes > 5) AS w ON w.person_id = p.id',
];

const OWN: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: [
    "SELECT name || ' (' || born || ')' AS x FROM people", 'SELECT id FROM people WHERE name = \'ada\' COLLATE NOCASE', "SELECT strftime('%Y', born) AS y, count(*) AS n FROM people GROUP BY y ORDER BY y", 'SELECT id FROM people WHERE name IS NOT NULL AND name GLOB \'B*\'', 'SELECT "name" AS "x y", [id] AS z, `born` AS w FROM main.people',
    'SELECT iif(minutes > 5, 1, 0) AS x, CAST(minutes AS TEXT) AS y FROM visits', "SELECT group_concat(place, ', ' ORDER BY place) AS x FROM visits", 'SELECT count(*) FILTER (WHERE minutes > 5) AS x FROM visits', 'SELECT id FROM people WHERE team_id IS 1', "SELECT value AS x FROM json_each('[1, 2]')", 'SELECT v.column1 AS x FROM (VALUES (1), (2)) AS v',
    'SELECT id << 1 AS x, «id & 3» AS y, ~id AS z, id % 2 AS m FROM people', 'SELECT p.id AS x, v.id AS y FROM people AS p FULL JOIN visits AS v ON v.person_id = p.id', 'SELECT DISTINCT lower(name) AS email FROM people GROUP BY email',
  ],
  postgres: [
    "SELECT name || ' ' || born AS x FROM people", 'SELECT minutes::text AS x, CAST(id AS NUMERIC(10, 2)) AS y FROM visits', "SELECT id FROM people WHERE name ILIKE 'a%'", "SELECT string_agg(place, ', ' ORDER BY place) AS x FROM visits", 'SELECT count(*) FILTER (WHERE minutes > 5) AS x FROM visits', 'SELECT DISTINCT ON (person_id) person_id, minutes FROM visits ORDER BY person_id, minutes DESC',
    "SELECT id FROM people WHERE born > '2000-01-01'", 'SELECT "name" AS "X y" FROM public.people', "SELECT date_trunc('month', CAST(born AS DATE)) AS m, count(*) AS n FROM people GROUP BY 1", "SELECT extract(year FROM CAST(born AS DATE)) AS y FROM people", 'SELECT id FROM people ORDER BY born NULLS FIRST, id', "SELECT $$it's$$ AS x, E'a\\nb' AS y",
  ],
  mysql: [
    "SELECT concat(name, ' ', born) AS x FROM people", "SELECT group_concat(place ORDER BY place SEPARATOR ', ') AS x FROM visits", "SELECT date_format(born, '%Y') AS y, count(*) AS n FROM people GROUP BY y", 'SELECT `name` AS `x y` FROM people', 'SELECT if(minutes > 5, 1, 0) AS x, ifnull(minutes, 0) AS y FROM visits', "SELECT id FROM people WHERE born > DATE_SUB(NOW(), INTERVAL 1 YEAR)",
    'SELECT name AS x FROM people WHERE name = "Ada"', 'SELECT minutes DIV 7 AS x, minutes % 7 AS y FROM visits', 'SELECT CAST(minutes AS CHAR) AS x FROM visits', 'SELECT id FROM people WHERE team_id <=> 1',
  ],
  duckdb: [
    "SELECT name || ' ' || born AS x FROM people", "SELECT strftime(CAST(born AS DATE), '%Y') AS y, count(*) AS n FROM people GROUP BY y", 'SELECT minutes::VARCHAR AS x FROM visits', "SELECT id FROM people WHERE name ILIKE 'a%'", "SELECT string_agg(place, ', ') AS x FROM visits", 'SELECT count(*) FILTER (WHERE minutes > 5) AS x FROM visits', 'SELECT "name" AS "x y" FROM main.people',
    "SELECT date_trunc('month', CAST(born AS DATE)) AS m FROM people", 'SELECT median(minutes) AS x FROM visits', 'SELECT id FROM people ORDER BY born NULLS LAST, id',
  ],
};

export function benignStatements(dialect: Dialect): readonly string[] {
  return [...SHARED, ...OWN[dialect]];
}
