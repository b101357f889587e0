import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { responseFormat } from './response-format.ts';

function jsonSchema(schema: z.ZodType): { name: string; strict: boolean; schema: Record<string, unknown> } {
  return responseFormat(schema, 'task', 'json_schema').body?.['json_schema'] as ReturnType<typeof jsonSchema>;
}

describe('responseFormat', () => {
  it('closes every object, and leaves out what strict mode does not know', () => {
    const { strict, schema } = jsonSchema(
      z.object({
        name: z.string().min(1).max(60).describe('Who it is'),
        email: z.email(),
        score: z.number().min(0).max(1),
        tags: z.array(z.object({ label: z.string().nullable() })).max(3),
      }),
    );
    expect(strict).toBe(true);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Who it is' },
        email: { type: 'string' },
        score: { type: 'number', minimum: 0, maximum: 1 },
        tags: { type: 'array', maxItems: 3, items: { type: 'object', properties: { label: expect.anything() }, required: ['label'], additionalProperties: false } },
      },
      required: ['name', 'email', 'score', 'tags'],
      additionalProperties: false,
    });
  });

  it.each([
    ['an optional property', z.object({ a: z.string().optional() })],
    ['a map', z.object({ a: z.record(z.string(), z.number()) })],
    ['a tuple', z.object({ a: z.tuple([z.string(), z.number()]) })],
    ['an intersection', z.object({ a: z.intersection(z.union([z.object({ b: z.string() }), z.string()]), z.object({ c: z.string() })) })],
    ['anything at all', z.object({ a: z.unknown() })],
    ['what JSON has no word for', z.object({ a: z.date() })],
  ])('does not claim to be strict with %s', (_, schema) => {
    expect(jsonSchema(schema)).toMatchObject({ strict: false, schema: { type: 'object' } });
  });

  it.each([z.array(z.string()), z.string(), z.union([z.object({ a: z.string() }), z.null()])])('wraps a root that is not an object', (schema) => {
    expect(jsonSchema(schema)).toMatchObject({ strict: true, schema: { type: 'object', required: ['reply'] } });
    const { unwrap } = responseFormat(schema, 'task', 'json_schema');
    expect(unwrap({ reply: 'x' })).toBe('x');
    expect(unwrap('x')).toBe('x');
  });

  it('keeps a property called reply of an object that needs no wrapper', () => {
    expect(responseFormat(z.object({ reply: z.string() }), 'task', 'json_schema').unwrap({ reply: 'x' })).toEqual({ reply: 'x' });
  });

  it('keeps references to itself right', () => {
    const tree = z.object({
      get children() {
        return z.array(tree);
      },
    });
    expect(JSON.stringify(jsonSchema(tree).schema)).toContain('"$ref":"#"');
    const list = z.array(z.object({ label: z.string(), tree }));
    const { strict, schema } = jsonSchema(list);
    expect(strict).toBe(true);
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/([^"]*)"/g)].map((match) => (match[1] as string).split('/'));
    expect(references).not.toEqual([]);
    for (const path of references) {
      expect(path.reduce<unknown>((place, step) => (place as Record<string, unknown>)[step], schema)).toBeTypeOf('object');
    }
  });
});
