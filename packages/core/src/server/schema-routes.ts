import type { Pipeline } from '../create-pipeline.ts';
import { EVENT_STREAM_HEADERS, frameOf } from './event-frames.ts';
import { accepts } from './media-types.ts';
import type { Operation } from './operation.ts';
import { ProblemError, problemOf } from './problem.ts';
import { ingestSchema } from './request-schemas.ts';
import { route, type Route } from './route.ts';
import { json, type ServerResources } from './server-resources.ts';

type IngestOptions = NonNullable<Parameters<Pipeline['ingest']>[0]>;
type IngestProgress = Parameters<NonNullable<IngestOptions['onProgress']>>[0];

const encoder = new TextEncoder();

/** The operations on the structure of the database. */
export function schemaRoutes({ options }: ServerResources): readonly Route[] {
  const { pipeline, mayIngest, onError, limits } = options;
  const operation: Operation = 'ingestSchema';

  return [
    route({
      operation: 'readSchema',
      method: 'GET',
      path: '/schema',
      summary: 'The tables that may be asked about.',
      replies: { 'application/json': 'SchemaStructure' },
      handle: async ({ principal, request: { signal } }) => json(await pipeline.structure({ principal, signal })),
    }),
    route<Pick<IngestOptions, 'refresh'>>({
      operation,
      method: 'POST',
      path: '/schema/ingest',
      summary: 'Reads the structure of the database anew, and tells of it as events or at its end.',
      replies: { 'application/json': 'IngestReport', 'text/event-stream': 'IngestEvent' },
      body: ingestSchema,
      async handle({ principal, body, request }) {
        if ((await mayIngest(principal)) !== true) throw new ProblemError('INGEST_NOT_ALLOWED');
        const accept = request.headers.get('accept');
        const asEvents = accept !== null && !accepts(accept, 'application/json') ? true : (accept?.includes('text/event-stream') ?? false);
        if (!asEvents) return json(await pipeline.ingest({ ...body, signal: request.signal }));
        const stream = ingestEvents((given) => pipeline.ingest({ ...body, ...given }), limits.heartbeatMs, request.signal, (error) => onError(error, operation));
        return new Response(stream, { headers: EVENT_STREAM_HEADERS });
      },
    }),
  ];
}

/**
 * `progress` events, of which a slow reader misses those in between, and one `report` or `problem` at the
 * end. Cancelling it ends the work as well, when nobody else waits for it.
 */
function ingestEvents(
  ingest: (options: Required<Pick<IngestOptions, 'signal' | 'onProgress'>>) => Promise<unknown>,
  heartbeatMs: number,
  outer: AbortSignal,
  log: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const controller = new AbortController();
  let latest: IngestProgress | null = null;
  let end: string | null = null;
  let wake: () => void = () => {};
  const onProgress = (progress: IngestProgress) => {
    latest = progress;
    wake();
  };
  const work = ingest({ signal: AbortSignal.any([controller.signal, outer]), onProgress })
    .then((report) => frameOf('report', report))
    .catch((error: unknown) => {
      if (!controller.signal.aborted && !outer.aborted) log(error);
      return frameOf('problem', problemOf(error).details);
    })
    .then((frame) => {
      end = frame;
      wake();
    });
  const news = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, heartbeatMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        if (latest === null && end === null) await news();
        if (controller.signal.aborted) return;
        const progress = latest;
        latest = null;
        if (progress !== null) stream.enqueue(encoder.encode(frameOf('progress', progress)));
        else if (end === null) stream.enqueue(encoder.encode(': hb\n\n'));
        else {
          stream.enqueue(encoder.encode(end));
          stream.close();
        }
      },
      async cancel() {
        controller.abort();
        wake();
        await work;
      },
    },
    { highWaterMark: 0 },
  );
}
