import { PROTOCOL_VERSION, type AnswerReach, type Capabilities } from '../protocol/index.ts';
import { route, type Route } from './route.ts';
import { json, type ServerResources } from './server-resources.ts';

const REACHES: readonly AnswerReach[] = ['thread', 'user', 'tenant'];

/**
 * The operations that tell what the server can do.
 *
 * @param all - Every route of the handler, these included once they are there.
 */
export function aboutRoutes({ options }: ServerResources, all: readonly Route[]): readonly Route[] {
  const { pipeline, mayIngest, limits } = options;

  return [
    route({
      operation: 'readCapabilities',
      method: 'GET',
      path: '/capabilities',
      summary: 'What the server offers to the one who asks.',
      replies: { 'application/json': 'Capabilities' },
      async handle({ principal }) {
        const { limits: own, ambiguity } = pipeline.settings;
        const widest = ambiguity.rememberAnswers?.reach;
        const reaches = widest === undefined ? [] : REACHES.slice(0, REACHES.indexOf(widest) + 1);
        return json({
          protocol: PROTOCOL_VERSION,
          remember: reaches.filter((reach) => reach !== 'tenant' || principal.tenantId !== undefined),
          mayIngest: (await mayIngest(principal)) === true,
          limits: {
            questionLength: own.questionLength,
            bodyBytes: limits.bodyBytes,
            previewRows: own.previewRows,
            pageRows: limits.pageRows,
            rows: own.rows,
          },
        } satisfies Capabilities);
      },
    }),
    route({
      operation: 'readDocument',
      method: 'GET',
      path: '/openapi.json',
      summary: 'This description of the server.',
      replies: { 'application/json': 'Document' },
      // The schemas of all that travels are needed here alone.
      handle: async () => json((await import('./openapi.ts')).openApiDocument(all, options.basePath)),
    }),
  ];
}
