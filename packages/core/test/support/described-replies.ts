import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { createPipeline } from '../../src/create-pipeline.ts';
import type { RunEvent } from '../../src/protocol/index.ts';
import { createHandler } from '../../src/server/index.ts';
import { fakeDatabase } from './fake-database.ts';
import { shopModel } from './shop-model.ts';

interface Reply {
  readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
}

export type OpenApiDocument = {
  readonly [part: string]: unknown;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string; readonly requestBody?: { readonly required: boolean }; readonly responses: Readonly<Record<string, Reply>> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

/** As a server sends it: it is the same for all, but for the longest question. */
const document = (async (): Promise<OpenApiDocument> => {
  const pipeline = createPipeline({ database: fakeDatabase(), model: shopModel() });
  const handler = createHandler({ pipeline, authenticate: () => ({ id: 'reader', roles: [] }) });
  const response = await handler(new Request('http://shop.test/openapi.json'));
  handler.close();
  await pipeline.close();
  return (await response.json()) as OpenApiDocument;
})();
const { paths, components } = await document;
const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: 'document', components });
const validators = new Map<string, ValidateFunction>();

/** @throws Error when a reply, other than of events, is not as the document has it. */
export async function assertDescribed(path: string, method: string, response: Response): Promise<void> {
  if (method === 'OPTIONS') return;
  const where = `${method} ${path} (${response.status})`;
  const type = response.headers.get('content-type')?.split(';')[0];
  const content = repliesTo(path, method)[response.status]?.content ?? (response.ok ? undefined : { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } });
  if (method === 'HEAD' || content === undefined) {
    if (response.body !== null) throw new Error(`${where} has a body.`);
    return;
  }
  const schema = type === undefined ? undefined : content[type]?.schema;
  if (schema === undefined) throw new Error(`${where} has the content type ${type}, which the document does not list.`);
  if (type !== 'text/event-stream') assertValid(schema.$ref, await response.clone().json(), where);
}

/** @throws Error when an event is not as the document has it. */
export function assertEvent(event: RunEvent): void {
  assertValid('#/components/schemas/RunEvent', event, event.type);
}

function repliesTo(path: string, method: string): Readonly<Record<string, Reply>> {
  const [address = ''] = path.split('?');
  const pattern = Object.keys(paths).find((known) => new RegExp(`^${known.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u').test(address));
  return (pattern === undefined ? undefined : paths[pattern]?.[method.toLowerCase()]?.responses) ?? {};
}

function assertValid(reference: string, value: unknown, where: string): void {
  const validate = validators.get(reference) ?? ajv.compile({ $ref: `document${reference}` });
  validators.set(reference, validate);
  if (!validate(value)) throw new Error(`${where}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`);
}
