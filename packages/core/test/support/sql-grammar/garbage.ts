import type { Choices } from './choices.ts';

const WORDS = `select from where group by having order limit union all intersect except with recursive as join left natural using on and or not in is null like
  between exists case when then else end cast distinct over partition rows values insert into update delete drop pragma attach begin for lateral window filter
  people visits vault teams id name salary email place minutes person_id p v count max lower load_extension pg_sleep date interval`.split(/\s+/);
const SYMBOLS = ['(', ')', ',', '.', ';', '*', '=', '<', '+', '-', '/', '||', '::', '->>', "'", '"', '`', '[', ']', '--', '/*', '*/', '$$', '?', ':a', '@x', '#', '\\', "'x'", '1', '2.5', '0x1f', '1e9', '\n'];
/** Characters that look or act like others: letters of other scripts, wide forms, marks, blanks, directions. */
const CONFUSABLES = [...'ｓеіоѕаѡＳＥＬ（），；＇＂’“´；‚ʼﬀıİßK\u00a0\u2003\u3000\u200b\u200c\u200d\u2060\ufeff\u202e\u2066\u00ad\u0085\u2028\u0000\u0007\u001a\u0301\u{e0020}\u{1f600}\ud800'];

/** Words, names and symbols of SQL in any order. */
export function tokenSoup(choices: Choices): string {
  const start = choices.of(['select ', 'with t as (select ', 'select id from people ', '']);
  return start + choices.some(0, 40, () => (choices.chance(60) ? choices.of(WORDS) : choices.of(SYMBOLS)) + choices.of([' ', ' ', ''])).join('');
}

/** Characters of any kind, most of them of no use in a statement. */
export function characterSoup(choices: Choices): string {
  return choices.some(0, 60, () => choices.weighted([[3, () => String.fromCharCode(choices.below(128))], [2, () => choices.of(CONFUSABLES)], [2, () => choices.of(WORDS)], [1, () => String.fromCharCode(choices.below(0x10000))]])).join('');
}

/** A statement with a few characters lost, doubled, replaced or put in. */
export function damaged(statement: string, choices: Choices): string {
  let text = statement;
  for (let count = 1 + choices.below(4); count > 0; count -= 1) {
    const at = choices.below(text.length + 1);
    const piece = choices.weighted([[3, () => choices.of(SYMBOLS)], [2, () => choices.of(CONFUSABLES)], [2, () => ` ${choices.of(WORDS)} `], [2, () => text.slice(at, at + choices.below(20))], [2, () => '']]);
    text = text.slice(0, at) + piece + text.slice(at + choices.below(4));
  }
  return text;
}

const many = (text: string, times: number): string => text.repeat(times);

/** Texts that are deep, long or wide; nothing in them could not be said in a line. */
export const monsters: Readonly<Record<string, string>> = {
  'open parentheses': `SELECT ${many('(', 100_000)}`,
  'matched parentheses': `SELECT ${many('(', 100_000)}1${many(')', 100_000)}`,
  'a thousand parentheses': `SELECT ${many('(', 1_000)}1${many(')', 1_000)}`,
  'closed parentheses': `SELECT 1${many(')', 100_000)}`,
  'open brackets': `SELECT ${many('[', 100_000)}`,
  'open braces': `SELECT ${many('{', 30_000)}`,
  CASE: `SELECT ${many('CASE WHEN 1 THEN ', 6_000)}`,
  'whole CASE': `SELECT ${many('CASE WHEN 1 THEN ', 800)}1${many(' END', 800)}`,
  NOT: `SELECT ${many('NOT ', 8_000)}1`,
  'four thousand NOT': `SELECT ${many('NOT ', 4_000)}1`,
  minus: `SELECT ${many('- ', 16_000)}1`,
  'four thousand minus': `SELECT ${many('- ', 4_000)}1`,
  tilde: `SELECT ${many('~', 4_500)}1`,
  'sums in a row': `SELECT ${many('1+', 2_400)}1`,
  'AND in a row': `SELECT id FROM people WHERE ${many('id=1 AND ', 1_200)}id=1`,
  'OR in a row': `SELECT id FROM people WHERE ${many('id=1 OR ', 6_000)}id=1`,
  'comparisons in a row': `SELECT ${many('1=', 2_400)}1`,
  'casts in a row': `SELECT 1${many('::int', 1_600)}`,
  'IS NULL in a row': `SELECT 1${many(' IS NULL', 2_000)}`,
  'COLLATE in a row': `SELECT 1${many(' COLLATE nocase', 2_000)}`,
  'dots in a row': `SELECT a${many('.a', 2_400)}`,
  'arrows in a row': `SELECT name${many("->>'a'", 2_000)} FROM people`,
  'BETWEEN in a row': `SELECT 1 ${many('BETWEEN 1 AND ', 1_500)}1`,
  'IN within IN': `SELECT ${many('1 IN (', 1_500)}1${many(')', 1_500)}`,
  'comments within comments': `SELECT ${many('/*', 100_000)}`,
  'closed comments within comments': `SELECT ${many('/*', 7_000)}${many('*/', 7_000)} 1`,
  'comments in a row': `SELECT ${many('/**/', 8_000)}1`,
  UNION: `SELECT 1${many(' UNION SELECT 1', 2_000)}`,
  'a long list': `SELECT id FROM people WHERE id IN (${many('1,', 15_000)}1)`,
  'a list as long as tokens go': `SELECT id FROM people WHERE id IN (${many('1,', 2_400)}1)`,
  'arguments in a row': `SELECT coalesce(${many('1,', 2_400)}1)`,
  'columns in a row': `SELECT ${many('id,', 2_400)}id FROM people`,
  'tables in a row': `SELECT 1 FROM people${many(',people', 2_400)}`,
  'joins in a row': `SELECT 1 FROM people p${many(' JOIN people p ON 1', 800)}`,
  'open joins': `SELECT 1 FROM ${many('(people JOIN ', 1_500)}`,
  'derived tables': `SELECT 1 FROM ${many('(SELECT 1 FROM ', 1_500)}people${many(') x', 1_500)}`,
  'thirty derived tables': `SELECT id FROM ${many('(SELECT id FROM ', 30)}people${many(') AS x', 30)}`,
  subqueries: `SELECT ${many('(SELECT ', 1_500)}1${many(')', 1_500)}`,
  'thirty subqueries': `SELECT ${many('(SELECT ', 30)}1${many(')', 30)}`,
  'thirty EXISTS': `SELECT id FROM people WHERE ${many('EXISTS (SELECT 1 FROM people WHERE ', 30)}1=1${many(')', 30)}`,
  EXISTS: `SELECT ${many('EXISTS(SELECT ', 1_500)}1${many(')', 1_500)}`,
  'functions within functions': `SELECT ${many('lower(', 2_400)}'x'${many(')', 2_400)}`,
  'CTEs in a row': `WITH ${Array.from({ length: 600 }, (_, at) => `t${at} AS (SELECT 1)`).join(',')} SELECT 1`,
  'CTEs within CTEs': `${many('WITH t AS (', 1_200)}SELECT 1${many(') SELECT 1', 1_200)}`,
  'CTEs that double': `WITH t0 AS (SELECT id FROM people)${Array.from({ length: 30 }, (_, at) => `, t${at + 1} AS (SELECT a.id FROM t${at} AS a JOIN t${at} AS b ON a.id = b.id)`).join('')} SELECT id FROM t30`,
  windows: `SELECT ${many('sum(1) OVER (PARTITION BY 1 ORDER BY 1),', 250)}1`,
  'open quotes': `SELECT ${many("'", 30_001)}`,
  'open names': `SELECT ${many('"', 30_001)}`,
  backslashes: `SELECT '${many('\\', 30_000)}`,
  dollars: `SELECT ${many('$a$', 10_001)}`,
  'a long name': `SELECT ${many('a', 32_000)} FROM people`,
  'a long number': `SELECT ${many('1', 30_000)}`,
  'a long string': `SELECT '${many('x', 1_000_000)}'`,
  'a megabyte of blanks': `SELECT 1${many(' ', 1_000_000)}`,
  'a megabyte of text': many('SELECT id FROM people; ', 45_000),
  'a megabyte of one letter': many('a', 1_000_000),
  semicolons: `SELECT 1${many(';', 30_000)}`,
  'two-unit characters': `SELECT '${many('🙂', 8_100)}'`,
};
