import type { Dialect } from '../../../src/contracts/index.ts';
import type { Choices } from './choices.ts';

/** A statement without the marks of `attacks.ts` and `benign.ts`. */
export function plain(statement: string): string {
  return statement.replaceAll(/[«»]/g, '');
}

const TOKEN = /[eE]'(?:[^'\\]|\\.)*'|[uU]&"[^"]*"|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[\w+\]|\$\$[\s\S]*?\$\$|\/\*[\s\S]*?\*\/|[\p{L}_][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|->>|->|::|:=|:\w+|<=>|<>|!=|<=|>=|==|\|\||<<|>>|\s+|[\s\S]/gu;

const BLANKS = [' ', '\n', '\t', '\r\n', '  '];
const COMMENTS = ['/**/', "/* it's */", '/* SELECT -- ; */', '-- "x\n', '-- /* \n', '/* " */'];
const OWN_COMMENTS: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: ['--x\n', '/* ] ` */'],
  postgres: ['--x\n', '/* a /* b */ c */', '/* $$ */'],
  mysql: ['# x\n', '# it\'s */ \n', '/* ` */'],
  duckdb: ['--x\n', '/* $$ */'],
};

/**
 * The same statement, written otherwise: other case of keywords and unquoted names, other white space,
 * comments between tokens, more parentheses, semicolons at the end. What it means does not change.
 */
export function rewrite(statement: string, dialect: Dialect, choices: Choices): string {
  let depth = 0;
  const marked = statement.replaceAll(/[«»]/g, (mark) => {
    if (mark === '»') return ')'.repeat(depth);
    depth = choices.below(3);
    return '('.repeat(depth);
  });
  const tokens = marked.match(TOKEN) ?? [];
  const gaps = [...COMMENTS, ...OWN_COMMENTS[dialect]];
  const written = tokens.map((token, at) => {
    if (/^\s+$/.test(token)) return gap(choices, gaps, true);
    // MySQL takes a name for a function only where the parenthesis follows at once.
    const before = at === 0 || (dialect === 'mysql' && token === '(') || /^\s+$/.test(tokens[at - 1]!) ? '' : gap(choices, gaps, false);
    // Beside an operator a comment would become a part of it.
    const apart = /^[-/*#]/.test(before) && /[-/*]$/.test(tokens[at - 1] ?? '') ? ' ' : '';
    return apart + before + (/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(token) ? recased(token, dialect, choices) : token);
  });
  return written.join('') + choices.of(['', '', ';', ' ;\n', '; -- end', '\n']);
}

function gap(choices: Choices, gaps: readonly string[], needed: boolean): string {
  if (choices.chance(12)) return choices.of(gaps);
  if (needed) return choices.chance(30) ? choices.of(BLANKS) : ' ';
  return choices.chance(8) ? choices.of(BLANKS) : '';
}

function recased(word: string, dialect: Dialect, choices: Choices): string {
  // MySQL tells the names of tables apart by case, so there only keywords change.
  if (dialect === 'mysql' && word !== word.toUpperCase()) return word;
  return choices.weighted([[2, () => word], [1, () => word.toUpperCase()], [1, () => word.toLowerCase()], [1, () => [...word].map((char) => (choices.chance(50) ? char.toUpperCase() : char.toLowerCase())).join('')]]);
}

/** Statements that hold another one, at every place that takes a query. */
export const wrappings: readonly ((inner: string) => string)[] = [
  (inner) => `WITH w AS (${inner}) SELECT count(*) AS c FROM w`,
  (inner) => `WITH w AS (${inner}) SELECT w.* FROM w`,
  (inner) => `SELECT count(*) AS c FROM (${inner}) AS w`,
  (inner) => `SELECT * FROM (${inner}) AS w`,
  (inner) => `SELECT people.id FROM people WHERE EXISTS (${inner})`,
  (inner) => `SELECT people.id FROM people WHERE people.id NOT IN (SELECT 1 FROM (${inner}) AS w)`,
  (inner) => `SELECT CASE WHEN EXISTS (${inner}) THEN 'y' ELSE 'n' END AS c FROM people`,
  (inner) => `SELECT coalesce((SELECT count(*) FROM (${inner}) AS w), 0) AS c`,
  (inner) => `SELECT (SELECT count(*) FROM (${inner}) AS w) AS c FROM visits`,
  (inner) => `SELECT 1 AS c UNION ALL SELECT count(*) FROM (${inner}) AS w`,
  (inner) => `SELECT count(*) AS c FROM (${inner}) AS w UNION SELECT 1`,
  (inner) => `SELECT p.id FROM people AS p LEFT JOIN (SELECT count(*) AS c FROM (${inner}) AS w) AS z ON z.c = p.id`,
  (inner) => `SELECT people.id FROM people ORDER BY (SELECT count(*) FROM (${inner}) AS w), people.id`,
  (inner) => `SELECT max(people.id) AS c FROM people HAVING count(*) > (SELECT count(*) FROM (${inner}) AS w)`,
  (inner) => `WITH a AS (SELECT 1 AS one), w AS (${inner}) SELECT a.one FROM a`,
  (inner) => `SELECT people.id, rank() OVER (ORDER BY (SELECT count(*) FROM (${inner}) AS w)) AS r FROM people`,
  (inner) => `SELECT 1 AS c FROM (SELECT 2 AS c FROM (${inner}) AS w) AS x WHERE 1 = 0`,
];
