import type { Dialect } from '../../../src/contracts/index.ts';
import type { Choices } from './choices.ts';

/** What an expression yields. Only PostgreSQL and DuckDB insist on it. */
export type ValueType = 'number' | 'text' | 'truth';

/** Makes an operand without operators of its own: a literal, a column, a subquery. */
export type Leaf = (type: ValueType) => string;

const STRICT: ReadonlySet<Dialect> = new Set(['postgres', 'duckdb']);
const NUMBERS = ['1', '2', '0', '7', '2.5', '10'];
const TEXTS = ["'a'", "'Ada'", "''", "'it''s'", "'7'", "'B%'", "'2'"];

export function literal(choices: Choices, dialect: Dialect, type: ValueType): string {
  if (choices.chance(6)) return 'NULL';
  if (type === 'number') return choices.of(NUMBERS);
  if (type === 'text') return choices.of(TEXTS);
  return choices.of(dialect === 'sqlite' ? ['1', '0', 'TRUE', 'FALSE'] : ['TRUE', 'FALSE']);
}

/**
 * An expression with as few parentheses as the dice allow, so that what it means depends on the
 * precedence of its operators. In SQLite and MySQL operands need not have the type that is asked for.
 */
export function expression(choices: Choices, dialect: Dialect, type: ValueType, depth: number, leaf: Leaf): string {
  const wanted = !STRICT.has(dialect) && choices.chance(15) ? choices.of<ValueType>(['number', 'text', 'truth']) : type;
  if (depth <= 0) return leaf(wanted);
  const part = (of: ValueType): string => {
    const text = expression(choices, dialect, of, depth - 1, leaf);
    return choices.chance(20) ? `(${text})` : text;
  };
  const joined = (operators: readonly string[], left: ValueType, right = left): string => `${part(left)} ${choices.of(operators)} ${part(right)}`;
  const any = (): ValueType => choices.of<ValueType>(['number', 'text']);
  const shared: readonly (readonly [number, () => string])[] = [
    [5, () => leaf(wanted)],
    [1, () => `(${part(wanted)})`],
    [1, () => conditional(choices, wanted, part)],
    [1, () => `coalesce(${part(wanted)}, ${part(wanted)})`],
  ];
  switch (wanted) {
    case 'number':
      return choices.weighted([
        ...shared,
        [6, () => joined(['+', '-', '*', ...(dialect === 'sqlite' ? ['/', '%'] : [])], 'number')],
        [2, () => joined(['&', '|', '<<', '>>'], 'number')],
        [2, () => `${choices.of(['- ', '+ ', '~ '])}${part('number')}`],
        [1, () => `CAST(${part('text')} AS ${dialect === 'mysql' ? 'SIGNED' : 'INTEGER'})`],
        [1, () => `CASE WHEN ${part('truth')} THEN ${part('number')} END`],
        [1, () => `length(${part('text')})`],
        [1, () => `abs(${part('number')})`],
      ]);
    case 'text':
      return choices.weighted([
        ...shared,
        [3, () => (dialect === 'mysql' ? `concat(${part('text')}, ${part('text')})` : joined(['||'], 'text'))],
        [1, () => `CAST(${part('number')} AS ${dialect === 'mysql' ? 'CHAR' : 'TEXT'})`],
        [1, () => `${choices.of(['upper', 'lower', 'trim'])}(${part('text')})`],
        [1, () => `replace(${part('text')}, ${leaf('text')}, ${leaf('text')})`],
        [1, () => (dialect === 'sqlite' ? `${part('text')} COLLATE ${choices.of(['NOCASE', 'BINARY', 'RTRIM'])}` : leaf('text'))],
      ]);
    case 'truth':
      return choices.weighted([
        ...shared,
        [4, () => joined(['=', '<>', '<', '<=', '>', '>=', '!=', ...(dialect === 'sqlite' ? ['=='] : [])], any())],
        [4, () => joined(['AND', 'OR'], 'truth')],
        [2, () => `NOT ${part('truth')}`],
        [2, () => `${part(any())} ${choices.of(['IS NULL', 'IS NOT NULL', ...(dialect === 'sqlite' ? ['ISNULL', 'NOTNULL', 'NOT NULL'] : [])])}`],
        [1, () => `${part('truth')} ${choices.of(['IS TRUE', 'IS NOT TRUE', 'IS FALSE', 'IS NOT FALSE'])}`],
        [1, () => distinction(choices, dialect, part)],
        [2, () => between(choices, part)],
        [2, () => membership(choices, part)],
        [2, () => pattern(choices, dialect, part, leaf)],
      ]);
  }
}

type Part = (type: ValueType) => string;

function conditional(choices: Choices, type: ValueType, part: Part): string {
  const simple = choices.chance(40);
  const subject = simple ? ` ${part('number')}` : '';
  const branches = choices.some(1, 2, () => ` WHEN ${part(simple ? 'number' : 'truth')} THEN ${part(type)}`).join('');
  return `CASE${subject}${branches} ELSE ${part(type)} END`;
}

function distinction(choices: Choices, dialect: Dialect, part: Part): string {
  const type = choices.of<ValueType>(['number', 'text']);
  if (dialect === 'mysql') return `${part(type)} <=> ${part(type)}`;
  const operators = ['IS DISTINCT FROM', 'IS NOT DISTINCT FROM', ...(dialect === 'sqlite' ? ['IS', 'IS NOT'] : [])];
  return `${part(type)} ${choices.of(operators)} ${part(type)}`;
}

function between(choices: Choices, part: Part): string {
  const type = choices.of<ValueType>(['number', 'text']);
  return `${part(type)} ${choices.of(['BETWEEN', 'NOT BETWEEN'])} ${part(type)} AND ${part(type)}`;
}

function membership(choices: Choices, part: Part): string {
  const type = choices.of<ValueType>(['number', 'text']);
  return `${part(type)} ${choices.of(['IN', 'NOT IN'])} (${choices.some(1, 3, () => part(type)).join(', ')})`;
}

function pattern(choices: Choices, dialect: Dialect, part: Part, leaf: Leaf): string {
  const operators = ['LIKE', 'NOT LIKE', ...(dialect === 'sqlite' ? ['GLOB', 'NOT GLOB'] : []), ...(STRICT.has(dialect) ? ['ILIKE', 'NOT ILIKE'] : [])];
  const operator = choices.of(operators);
  const escape = !operator.endsWith('GLOB') && choices.chance(25) ? " ESCAPE '!'" : '';
  return `${part('text')} ${operator} ${escape === '' ? part('text') : leaf('text')}${escape}`;
}
