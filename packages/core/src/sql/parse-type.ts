import { functionsOf } from './functions/index.ts';
import type { TokenReader } from './parse-tokens.ts';
import { Refusal, shown } from './problems.ts';

/** The second words of types of several words. */
const TYPE_WORDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  double: [['precision']],
  character: [['varying'], ['large', 'object']],
  timestamp: [['with', 'time', 'zone'], ['without', 'time', 'zone']],
  time: [['with', 'time', 'zone'], ['without', 'time', 'zone']],
  signed: [['integer'], ['int']],
  unsigned: [['integer'], ['int']],
  unsignedbig: [['int']],
  native: [['character']],
  varying: [['character']],
  big: [['int']],
};

/** A type in lower case with its sizes: `numeric(10,2)`, `double precision`, `integer[]`. */
export function parseType(reader: TokenReader): string {
  const token = reader.next();
  if (token.word === '') throw reader.unsupported('this type');
  let type = token.word;
  const sizes = parseSizes(reader);
  for (const words of TYPE_WORDS[token.word] ?? []) if (reader.acceptWords(...words)) type += ` ${words.join(' ')}`;
  if (reader.dialect === 'mysql' && token.word === 'char' && reader.acceptWords('character', 'set')) reader.expectWord('utf8mb4', 'utf8', 'utf8mb3');
  type += sizes === '' ? parseSizes(reader) : sizes;
  if (reader.dialect === 'duckdb' && NESTED_TYPES.has(type) && reader.isSymbol('(')) type += parseFields(reader, type);
  while ((reader.dialect === 'postgres' || reader.dialect === 'duckdb') && reader.isSymbol('[') && (reader.isSymbolAt(1, ']') || reader.isSymbolAt(2, ']'))) {
    reader.next();
    type += `[${reader.isSymbol(']') ? '' : reader.expectCount()}]`;
    reader.expectSymbol(']');
  }
  return type;
}

const NESTED_TYPES = new Set(['struct', 'row', 'union', 'map']);

/** `struct("a" bigint, "b" varchar[])`: names keep their case in quotes. Their types are held to the list here. */
function parseFields(reader: TokenReader, type: string): string {
  const allowed = functionsOf(reader.dialect).types;
  const read = (): string => {
    const inner = parseType(reader);
    if (!allowed.has(baseType(inner))) throw new Refusal('type_not_allowed', `The type ${shown(inner)} is not allowed.`);
    return inner;
  };
  const fields = reader.parenthesised(() => reader.list(() => (type === 'map' ? read() : `"${reader.expectLabel().text.replaceAll('"', '""')}" ${read()}`)));
  return `(${fields.join(', ')})`;
}

/** A type without its sizes, fields and brackets. */
export function baseType(type: string): string {
  return type.replace(/(?:\[\d*\])+$/, '').replace(/^(struct|row|union|map)\(.*\)$/s, '$1').replace(/\([\d,]*\)/, '');
}

/** A type as it is printed: in upper case but for the names of fields. */
export function printType(type: string): string {
  return type.replaceAll(/"(?:[^"]|"")*"|[^"]+/g, (part) => (part.startsWith('"') ? part : part.toUpperCase()));
}

function parseSizes(reader: TokenReader): string {
  if (!reader.isSymbol('(') || reader.peek(1)?.kind !== 'number') return '';
  return `(${reader.parenthesised(() => reader.list(() => reader.expectCount())).join(',')})`;
}
