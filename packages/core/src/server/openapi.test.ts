import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { assertDescribed, assertEvent, type OpenApiDocument } from '../../test/support/described-replies.ts';
import { serve } from '../../test/support/http.ts';
import { OPERATIONS } from './operation.ts';

const readDocument = async (basePath = '') => (await (await serve({ server: { basePath } }).send(`${basePath}/openapi.json`)).json()) as OpenApiDocument;

it('is a valid OpenAPI 3.1 document', async () => {
  const document = await readDocument('/api');
  const validator = new Validator();
  expect(await validator.validate({ ...document })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(document).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/api' }] });
});

it('describes every operation, and every one that it describes is there', async () => {
  const { paths } = await readDocument();
  const described = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => ({ path, method, operationId })));
  expect(described.map(({ operationId }) => operationId).toSorted()).toEqual(OPERATIONS.toSorted());
  const asked: string[] = [];
  const { send } = serve({
    server: {
      rateLimit: (_request, _principal, operation) => {
        asked.push(operation);
        return { allowed: false, retryAfterSeconds: 7 };
      },
    },
  });
  for (const { path, method } of described) {
    const given = method === 'post' ? { body: {} } : {};
    const response = await send(path.replaceAll(/\{\w+\}/gu, 'x'), given);
    expect([path, response.status, response.headers.get('retry-after')]).toEqual([path, 429, '7']);
    expect((await send(path.replaceAll(/\{\w+\}/gu, 'x'), { method: 'PUT' })).status).toBe(405);
  }
  expect(asked).toEqual(described.map(({ operationId }) => operationId));
});

it('says which calls need a body', async () => {
  const { paths } = await readDocument();
  const bodies = Object.values(paths).flatMap(({ post }) => (post ? [[post.operationId, post.requestBody?.required]] : []));
  expect(Object.fromEntries(bodies)).toEqual({ startRun: true, resumeThread: true, cancelRun: false, ingestSchema: false });
});

it('tells a reply that is not as described', async () => {
  const reply = (value: unknown) => new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json; charset=utf-8' } });
  await expect(assertDescribed('/runs/1/cancel', 'POST', reply({ stopped: true }))).resolves.toBeUndefined();
  await expect(assertDescribed('/runs/1/cancel', 'POST', reply({ stopped: 'yes' }))).rejects.toThrow(/stopped must be boolean/u);
  await expect(assertDescribed('/runs/1/cancel', 'POST', reply({ stopped: true, by: 'root' }))).rejects.toThrow(/additional properties/u);
  await expect(assertDescribed('/runs/1/cancel', 'POST', new Response('', { headers: { 'content-type': 'text/html' } }))).rejects.toThrow(/text\/html/u);
  expect(() => assertEvent({ type: 'run.finished', seq: 1, runId: 'r', threadId: 't', at: '', outcome: 'cancelled' } as never)).toThrow(/databaseStopped/u);
});
