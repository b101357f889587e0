import type * as z from 'zod';

/** How the server is made to answer in JSON. */
export type StructuredOutput = 'json_schema' | 'json_object' | 'none';

interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export interface ResponseFormat {
  /** The `response_format` of the request body; null leaves it out. */
  readonly body: JsonSchema | null;
  /** What to add to the system text, for servers that do not take a schema. */
  readonly instructions: string | null;
  /** Takes a reply out of the object that it was wrapped in. */
  unwrap(value: unknown): unknown;
}

const WRAPPER = 'reply';

/**
 * The keywords of strict mode (OpenAI, "Structured model outputs", section "Supported schemas"). What
 * they cannot say is left out, because the reply is checked against the zod schema anyway.
 */
const COPIED = ['type', 'description', 'enum', 'const', '$ref', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems'];

class NotStrict extends Error {}

/** The form in which a schema is put to a server. Strict mode wants an object at the root, so a union is wrapped in one. */
export function responseFormat(schema: z.ZodType, name: string, mode: StructuredOutput): ResponseFormat {
  const { $schema: _, ...plain } = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const wrapped = plain['type'] !== 'object';
  const root = wrapped ? wrap(plain) : plain;
  const unwrap = (value: unknown): unknown => (wrapped && isRecord(value) && WRAPPER in value ? value[WRAPPER] : value);
  if (mode === 'json_schema') {
    return { body: { type: 'json_schema', json_schema: { name, ...strictIfPossible(root) } }, instructions: null, unwrap };
  }
  return {
    body: mode === 'json_object' ? { type: 'json_object' } : null,
    instructions: `Reply with one JSON object and nothing else. It must match this JSON Schema:\n${JSON.stringify(root)}`,
    unwrap,
  };
}

function wrap({ $defs, ...schema }: JsonSchema): JsonSchema {
  const inner = JSON.parse(JSON.stringify(schema), (key, value: unknown) => (key === '$ref' && value === '#' ? `#/properties/${WRAPPER}` : value)) as JsonSchema;
  return { type: 'object', properties: { [WRAPPER]: inner }, required: [WRAPPER], additionalProperties: false, ...($defs === undefined ? {} : { $defs }) };
}

function strictIfPossible(schema: JsonSchema): { readonly strict: boolean; readonly schema: JsonSchema } {
  try {
    return { strict: true, schema: strictSchema(schema) };
  } catch (error) {
    if (!(error instanceof NotStrict)) throw error;
    return { strict: false, schema };
  }
}

function strictSchema(schema: JsonSchema): JsonSchema {
  const strict: Record<string, unknown> = {};
  for (const keyword of COPIED) if (schema[keyword] !== undefined) strict[keyword] = schema[keyword];

  const variants = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(variants)) strict['anyOf'] = variants.map((variant) => strictSchema(variant as JsonSchema));
  if (isRecord(schema['$defs'])) strict['$defs'] = mapValues(schema['$defs'], strictSchema);

  if (schema['type'] === 'object') {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    const names = Object.keys(properties);
    const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
    // Strict mode knows neither optional properties nor maps.
    if (names.some((name) => !required.has(name)) || isRecord(schema['additionalProperties'])) throw new NotStrict();
    Object.assign(strict, { properties: mapValues(properties, strictSchema), required: names, additionalProperties: false });
  }
  if (schema['type'] === 'array') {
    if (!isRecord(schema['items'])) throw new NotStrict();
    strict['items'] = strictSchema(schema['items']);
  }
  const constrained = ['type', 'enum', 'const', '$ref', 'anyOf'].some((keyword) => keyword in strict);
  if (!constrained || 'allOf' in schema || 'prefixItems' in schema) throw new NotStrict();
  return strict;
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(record: JsonSchema, change: (value: JsonSchema) => JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value as JsonSchema)]));
}
