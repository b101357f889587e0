import { asciiLower } from './dialect-rules.ts';
import { functionsOf } from './functions/index.ts';
import { parseExpression, parseExpressions } from './parse-expression.ts';
import { operatorsOf } from './operators.ts';
import { parseOrderBy } from './parse-tail.ts';
import type { TokenReader } from './parse-tokens.ts';
import { parseType } from './parse-type.ts';
import type { Call, Expression, Frame, FrameBound, Name, Phrase, Window } from './query-tree.ts';
import { callOf, literal } from './tree-nodes.ts';

/** `name(…)` with everything that may follow an aggregate or a window function. */
export function parseCall(reader: TokenReader): Call {
  const token = reader.next();
  if (token.word === '') throw reader.unsupported('a function with a quoted name');
  const name = token.word;
  const inside = reader.parenthesised(() => parseArguments(reader, name));
  const withinGroup = reader.acceptWords('within', 'group') ? reader.parenthesised(() => parseOrderBy(reader)) : [];
  const filter = reader.isWord('filter') && reader.isSymbolAt(1, '(') ? parseFilter(reader) : null;
  const nulls = inside.nulls ?? acceptNulls(reader);
  const over = reader.acceptWord('over') === null ? null : parseOver(reader);
  return { ...callOf(name, inside.args), ...inside, withinGroup, filter, nulls, over };
}

function parseArguments(reader: TokenReader, name: string): Pick<Call, 'distinct' | 'star' | 'args' | 'orderBy' | 'separator' | 'nulls'> {
  const none = { distinct: false, star: false, args: [], orderBy: [], separator: null, nulls: null };
  if (reader.isSymbol(')')) return none;
  if (reader.isSymbol('*') && reader.isSymbolAt(1, ')')) {
    reader.next();
    return { ...none, star: true };
  }
  const distinct = reader.acceptWord('distinct') !== null;
  if (!distinct && reader.isWord('all') && !reader.isSymbolAt(1, ')')) reader.next();
  const args = reader.list(() => parseArgument(reader));
  const [first] = args;
  if (first !== undefined && functionsOf(reader.dialect).unitFirst.has(name)) args[0] = unitOf(reader, first);
  const nulls = acceptNulls(reader);
  const orderBy = parseOrderBy(reader);
  const separator = reader.dialect === 'mysql' && reader.acceptWord('separator') !== null ? literal('string', reader.expectString()) : null;
  return { distinct, star: false, args: LAMBDA_FUNCTIONS.has(name) ? args.map(lambdaOf) : args, orderBy, separator, nulls: nulls ?? acceptNulls(reader) };
}

function parseArgument(reader: TokenReader): Expression {
  const named = reader.dialect === 'postgres' || reader.dialect === 'duckdb';
  if (!named || !reader.isName() || !(reader.isSymbolAt(1, ':=') || reader.isSymbolAt(1, '=>'))) return parseExpression(reader);
  const name = reader.expectName();
  reader.next();
  return { kind: 'named', name, value: parseExpression(reader) };
}

/** The unit of time in `TIMESTAMPDIFF(MONTH, a, b)` looks like a column and is none. */
function unitOf(reader: TokenReader, argument: Expression): Expression {
  if (argument.kind === 'literal' && argument.type === 'string') return argument;
  if (argument.kind !== 'column' || argument.table !== null || argument.name.quoted) throw reader.unexpected('a unit of time');
  return { kind: 'unit', unit: asciiLower(argument.name.text).replace(/^sql_tsi_/, '') };
}

/** https://duckdb.org/docs/stable/sql/functions/lambda */
const LAMBDA_FUNCTIONS = new Set(
  `list_transform array_transform list_apply array_apply apply list_filter array_filter filter list_reduce array_reduce reduce`.split(/\s+/),
);

/** `x -> expression` is a lambda as an argument of these functions, and JSON's arrow everywhere else. */
function lambdaOf(argument: Expression): Expression {
  if (argument.kind !== 'binary' || argument.operator !== '->') return argument;
  const parameters = argument.left.kind === 'tuple' ? argument.left.items : [argument.left];
  const names = parameters.flatMap((parameter): Name[] => (parameter.kind === 'column' && parameter.table === null ? [parameter.name] : []));
  return names.length === parameters.length ? { kind: 'lambda', parameters: names, body: argument.right } : argument;
}

function acceptNulls(reader: TokenReader): Call['nulls'] {
  if (reader.acceptWords('ignore', 'nulls')) return 'ignore';
  return reader.acceptWords('respect', 'nulls') ? 'respect' : null;
}

function parseFilter(reader: TokenReader): Expression {
  reader.expectWord('filter');
  return reader.parenthesised(() => {
    if (reader.dialect !== 'duckdb') reader.expectWord('where');
    else reader.acceptWord('where');
    return parseExpression(reader);
  });
}

function parseOver(reader: TokenReader): Window | Name {
  if (!reader.isSymbol('(')) return reader.expectName();
  const window = reader.parenthesised(() => parseWindow(reader));
  const bare = window.base !== null && window.partitionBy.length === 0 && window.orderBy.length === 0 && window.frame === null;
  return bare && window.base !== null ? window.base : window;
}

/** What stands within the parentheses of OVER and WINDOW. */
export function parseWindow(reader: TokenReader): Window {
  const begins = reader.isWord('partition', 'order', 'rows', 'range', 'groups') || reader.isSymbol(')');
  const base = begins ? null : reader.expectName();
  const partitionBy = reader.acceptWords('partition', 'by') ? parseExpressions(reader) : [];
  const orderBy = parseOrderBy(reader);
  const unit = reader.acceptWord('rows', 'range', 'groups');
  return { base, partitionBy, orderBy, frame: unit === null ? null : parseFrame(reader, unit as Frame['unit']) };
}

function parseFrame(reader: TokenReader, unit: Frame['unit']): Frame {
  const between = reader.acceptWord('between') !== null;
  const start = parseBound(reader);
  if (between) reader.expectWord('and');
  const end = between ? parseBound(reader) : null;
  return { unit, start, end, exclude: reader.acceptWord('exclude') === null ? null : parseExclude(reader) };
}

function parseExclude(reader: TokenReader): Frame['exclude'] {
  if (reader.acceptWords('no', 'others')) return null;
  if (reader.acceptWords('current', 'row')) return 'current row';
  return reader.expectWord('group', 'ties') as 'group' | 'ties';
}

function parseBound(reader: TokenReader): FrameBound {
  if (reader.acceptWords('current', 'row')) return { kind: 'current row' };
  if (reader.acceptWord('unbounded') !== null) return { kind: reader.expectWord('preceding', 'following') === 'preceding' ? 'unbounded preceding' : 'unbounded following' };
  const offset = parseExpression(reader);
  return { kind: reader.expectWord('preceding', 'following') as 'preceding' | 'following', offset };
}

type Parts = Phrase['parts'][number][];

/** The words that part the arguments of a function, the first of which tells the phrase from a plain call. */
const PHRASES: Readonly<Record<string, { readonly name: Phrase['name']; readonly words: readonly string[] }>> = {
  trim: { name: 'trim', words: ['both', 'leading', 'trailing', 'from'] },
  position: { name: 'position', words: ['in'] },
  overlay: { name: 'overlay', words: ['placing', 'from', 'for'] },
  substring: { name: 'substring', words: ['from', 'for', 'similar', 'escape'] },
  substr: { name: 'substring', words: ['from', 'for'] },
  mid: { name: 'substring', words: ['from', 'for'] },
};

/** `TRIM(BOTH 'x' FROM name)` and the like. With commas they are plain calls. */
export function parsePhrase(reader: TokenReader, word: string): Expression {
  const phrase = PHRASES[word];
  if (phrase === undefined || !reader.holdsWord(phrase.words)) return parseCall(reader);
  reader.next();
  return { kind: 'phrase', name: phrase.name, parts: reader.parenthesised(() => partsOf(reader, phrase.name, phrase.words)) };
}

function partsOf(reader: TokenReader, name: Phrase['name'], words: readonly string[]): Parts {
  const parts: Parts = [];
  if (name === 'trim') {
    const side = reader.acceptWord('both', 'leading', 'trailing');
    if (side !== null || !reader.isWord('from')) parts.push({ word: side, value: reader.isWord('from') ? null : parseExpression(reader) });
    if (reader.acceptWord('from') !== null) parts.push({ word: 'from', value: parseExpression(reader) });
    return parts;
  }
  // The first operand of POSITION may not hold IN itself, and that of SUBSTRING no SIMILAR: everything that binds tighter may.
  parts.push({ word: null, value: name === 'position' || (name === 'substring' && reader.dialect === 'postgres') ? parseExpression(reader, operatorsOf(reader.dialect).predicate + 1) : parseExpression(reader) });
  for (const word of words) if (reader.acceptWord(word) !== null) parts.push({ word, value: parseExpression(reader) });
  return parts;
}

const CHARACTER_SETS = ['utf8mb4', 'utf8', 'utf8mb3', 'latin1', 'ascii', 'binary'] as const;

/** MySQL's `CONVERT(value, type)`, which is a cast, and `CONVERT(value USING characters)`. */
export function parseConvert(reader: TokenReader): Expression {
  reader.expectWord('convert');
  return reader.parenthesised((): Expression => {
    const value = parseExpression(reader);
    if (reader.acceptSymbol(',') !== null) return { kind: 'cast', value, type: parseType(reader), lenient: false };
    reader.expectWord('using');
    return { kind: 'phrase', name: 'convert', parts: [{ word: null, value }, { word: `using ${reader.expectWord(...CHARACTER_SETS)}`, value: null }] };
  });
}
