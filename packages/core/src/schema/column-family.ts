/** What a column holds, as far as its declared type tells. `any`: the type says nothing. */
export type ColumnFamily = 'text' | 'number' | 'boolean' | 'temporal' | 'identifier' | 'structured' | 'binary' | 'any';

const FAMILIES: readonly (readonly [RegExp, ColumnFamily])[] = [
  [/^(?:enum|set)\b/, 'text'],
  [/uuid|uniqueidentifier/, 'identifier'],
  [/json|xml|array|\[\]|struct|map\(|hstore|vector|geometry|geography|point|polygon|linestring|^(?:line|lseg|box|path|circle)$/, 'structured'],
  [/blob|binary|bytea|image/, 'binary'],
  [/interval|date|time|year/, 'temporal'],
  [/bool|^bit(\(1\))?$/, 'boolean'],
  [/char|text|clob|string|enum|citext|^name$/, 'text'],
  [/int|serial|number|numeric|decimal|float|double|real|money|^bit|^dec\b|^fixed/, 'number'],
];

/**
 * The family of a type as any of the supported databases spells it.
 *
 * @example
 * ```ts
 * columnFamily('VARCHAR(20)'); // 'text'
 * columnFamily('timestamp with time zone'); // 'temporal'
 * ```
 */
export function columnFamily(type: string): ColumnFamily {
  const spelled = type.trim().toLowerCase();
  return FAMILIES.find(([pattern]) => pattern.test(spelled))?.[1] ?? 'any';
}
