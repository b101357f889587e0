import { test, type TestContext } from 'node:test';
import { languageModelCases, remoteModelCases, type ProviderBehaviour } from '@nl2sql/core/testing';
import { gatewayModel } from '../src/gateway-model.ts';
import { startGateway, TOKEN, type GatewayServer } from './gateway-server.ts';

async function gateway(context: TestContext, behaviours: readonly ((requestBody: string) => ProviderBehaviour)[]): Promise<GatewayServer> {
  const server = await startGateway(behaviours);
  context.after(() => server.close());
  return server;
}

for (const { name, run } of languageModelCases) {
  test(name, { timeout: 30_000 }, (context) =>
    run({
      async create(reply) {
        const { url } = await gateway(context, [(body) => ({ kind: 'text', text: JSON.stringify(reply(body)) })]);
        return gatewayModel({ url, model: 'house', token: TOKEN });
      },
    }),
  );
}

for (const { name, run } of remoteModelCases) {
  test(name, { timeout: 30_000 }, (context) =>
    run({
      async create(behaviours, limits) {
        const server = await gateway(context, behaviours.map((behaviour) => () => behaviour));
        return { ...server, model: gatewayModel({ url: server.url, model: 'house', token: TOKEN, ...limits }), secret: TOKEN };
      },
    }),
  );
}
