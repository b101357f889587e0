import type * as z from 'zod';
import type { ReplyForm } from './remote-model.ts';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The JSON Schema of a reply, which is of an object at its root. */
export interface ReplySchema {
  readonly schema: JsonSchema;
  /** Takes a reply out of the object that it was wrapped in. */
  unwrap(value: unknown): unknown;
}

const WRAPPER = 'reply';

/** The JSON Schema of a reply. Providers want an object at the root, so a union is wrapped in one. */
export function replySchema(schema: z.ZodType): ReplySchema {
  const { $schema: _, ...plain } = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema;
  if (plain['type'] === 'object') return { schema: plain, unwrap: (value) => value };
  return { schema: wrap(plain), unwrap: (value) => (isRecord(value) && WRAPPER in value ? value[WRAPPER] : value) };
}

/** Puts the schema into the system text, for servers and models that do not take one. */
export function schemaAsText({ schema, unwrap }: ReplySchema): ReplyForm {
  return { instructions: `Reply with one JSON object and nothing else. It must match this JSON Schema:\n${JSON.stringify(schema)}`, unwrap };
}

function wrap({ $defs, ...schema }: JsonSchema): JsonSchema {
  const inner = JSON.parse(JSON.stringify(schema), (key, value: unknown) => (key === '$ref' && value === '#' ? `#/properties/${WRAPPER}` : value)) as JsonSchema;
  return { type: 'object', properties: { [WRAPPER]: inner }, required: [WRAPPER], additionalProperties: false, ...($defs === undefined ? {} : { $defs }) };
}

/**
 * The schema in the words of a provider's strict mode, in which every property is required and no other
 * allowed. What the keywords cannot say is left out, because the reply is checked against the zod schema
 * anyway. Null when the schema needs what strict modes do not know: optional properties, maps, tuples.
 *
 * @param keywords - Those that are copied as they are, besides the structure of objects, arrays and unions.
 */
export function strictSchema(schema: JsonSchema, keywords: readonly string[]): JsonSchema | null {
  try {
    return strict(schema, keywords);
  } catch (error) {
    if (error instanceof NotStrict) return null;
    throw error;
  }
}

class NotStrict extends Error {}

function strict(schema: JsonSchema, keywords: readonly string[]): JsonSchema {
  const nested = (value: JsonSchema): JsonSchema => strict(value, keywords);
  const result: Record<string, unknown> = {};
  for (const keyword of ['type', 'description', 'enum', '$ref', ...keywords]) if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  // Fewer providers know `const`.
  if ('const' in schema) result['enum'] = [schema['const']];

  const variants = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(variants)) result['anyOf'] = variants.map((variant) => nested(variant as JsonSchema));
  if (isRecord(schema['$defs'])) result['$defs'] = mapValues(schema['$defs'], nested);

  if (schema['type'] === 'object') {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    const names = Object.keys(properties);
    const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
    if (names.some((name) => !required.has(name)) || isRecord(schema['additionalProperties'])) throw new NotStrict();
    Object.assign(result, { properties: mapValues(properties, nested), required: names, additionalProperties: false });
  }
  if (schema['type'] === 'array') {
    if (!isRecord(schema['items'])) throw new NotStrict();
    result['items'] = nested(schema['items']);
  }
  const constrained = ['type', 'enum', '$ref', 'anyOf'].some((keyword) => keyword in result);
  if (!constrained || 'allOf' in schema || 'prefixItems' in schema) throw new NotStrict();
  return result;
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(record: JsonSchema, change: (value: JsonSchema) => JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as JsonSchema)]));
}
