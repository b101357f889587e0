import * as z from 'zod';
import { PROTOCOL_VERSION } from '../protocol/index.ts';
import { idempotencyKeySchema, seqSchema } from './request-schemas.ts';
import type { Route } from './route.ts';
import { wireJsonSchemas } from './schemas/index.ts';

const COMPONENTS = '#/components/schemas/';
const REQUEST_HEADERS = { 'idempotency-key': idempotencyKeySchema, 'last-event-id': seqSchema } as const;
const EVENT_HEADERS = {
  'nl2sql-run-id': { description: 'The run that is told of; percent-encoded where it is not visible ASCII.', schema: { type: 'string' } },
  'nl2sql-thread-id': { description: 'Its conversation; percent-encoded where it is not visible ASCII.', schema: { type: 'string' } },
};

/** The OpenAPI 3.1 document of a handler, made from the routes and the schemas that it works with. */
export function openApiDocument(routes: readonly Route[], basePath: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  return {
    openapi: '3.1.1',
    info: {
      title: 'nl2sql',
      version: PROTOCOL_VERSION,
      description: 'Questions in plain language, answered from a database. Who sends a request is for the host to find out, in its own way.',
    },
    servers: [{ url: basePath === '' ? '/' : basePath }],
    paths,
    components: { schemas: wireJsonSchemas(COMPONENTS) },
  };
}

function operationOf(route: Route): object {
  const events = 'text/event-stream' in route.replies;
  const content = Object.entries(route.replies).map(([type, name]) => [type, { schema: { $ref: `${COMPONENTS}${name}` } }]);
  return {
    operationId: route.operation,
    summary: route.summary,
    parameters: parametersOf(route),
    ...(route.body && { requestBody: { required: !route.body.safeParse({}).success, content: { 'application/json': { schema: jsonSchema(route.body) } } } }),
    responses: {
      200: {
        description: events ? 'Server-sent events; the schema is that of the data of each.' : 'What was asked for.',
        ...(route.replies['text/event-stream'] === 'RunEvent' && { headers: EVENT_HEADERS }),
        content: Object.fromEntries(content),
      },
      ...(route.mayBeEmpty && { 204: { description: 'There is nothing to tell.' } }),
      default: { description: 'What went wrong.', content: { 'application/problem+json': { schema: { $ref: `${COMPONENTS}ProblemDetails` } } } },
    },
  };
}

function parametersOf({ path, query, headers = [] }: Route): object[] {
  const described = query ? (jsonSchema(query) as { readonly properties?: Record<string, object> }).properties : {};
  return [
    ...[...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(described ?? {}).map(([name, schema]) => ({ name, in: 'query', required: false, schema })),
    ...headers.map((name) => ({ name, in: 'header', required: false, schema: jsonSchema(REQUEST_HEADERS[name]) })),
  ];
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
