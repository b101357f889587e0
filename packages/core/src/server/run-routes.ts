import type { InterruptResponse } from '../protocol/index.ts';
import { EVENT_STREAM_HEADERS, readEvents, type ReadingStart } from './event-frames.ts';
import type { HeldRun } from './held-run.ts';
import { ownerOf } from './ownership.ts';
import { ProblemError } from './problem.ts';
import { parseWith } from './read-body.ts';
import { eventsQuerySchema, idempotencyKeySchema, nothingSchema, resumeSchema, seqSchema, startRunSchema } from './request-schemas.ts';
import { route, type Call, type Route } from './route.ts';
import type { Question } from './run-registry.ts';
import { json, type ServerResources } from './server-resources.ts';

/** The operations on runs. */
export function runRoutes(resources: ServerResources): readonly Route[] {
  const { runs, options } = resources;
  const { heartbeatMs } = options.limits;

  const find = async ({ parameters, principal }: Call, runId = parameters.get('runId')!): Promise<HeldRun> => {
    const run = await runs.find(runId, principal);
    if (run === null) throw new ProblemError('RUN_NOT_FOUND');
    return run;
  };

  const stream = (run: HeldRun, start: ReadingStart, { signal }: Request): Response =>
    new Response(readEvents(run, start, { heartbeatMs, signal }), {
      headers: { ...EVENT_STREAM_HEADERS, 'nl2sql-run-id': headerValue(run.runId), 'nl2sql-thread-id': headerValue(run.threadId) },
    });

  /** What a reader is told who comes to a run: first all up to `after`, or up to now, in one. */
  const attach = (run: HeldRun, after: number | null, request: Request): Response => {
    const state = run.stateAt(after);
    const { runId, threadId } = run;
    const first = { type: 'snapshot', seq: state.lastSeq, runId, threadId, at: options.now().toISOString(), state } as const;
    return stream(run, { first, after: state.lastSeq }, request);
  };

  /** Starts something once for each idempotency key; whoever sends the same again comes to what it has started. */
  const startOnce = async (call: Call, start: () => Promise<HeldRun>): Promise<Response> => {
    const given = call.request.headers.get('idempotency-key');
    const begin = async () => {
      const run = await start();
      return { run, after: run.partStart };
    };
    if (given === null) {
      const { run, after } = await begin();
      return stream(run, { first: null, after }, call.request);
    }
    const key = JSON.stringify([ownerOf(call.principal).identity, parseWith(idempotencyKeySchema, given, 'idempotency-key')]);
    const fingerprint = await digest(JSON.stringify([new URL(call.request.url).pathname, call.bodyText]));
    let begun: Awaited<ReturnType<typeof begin>> | null = null;
    const { runId, isFirst } = await resources.keys.once(key, fingerprint, async () => {
      begun = await begin();
      return begun.run.runId;
    });
    const first = begun as Awaited<ReturnType<typeof begin>> | null;
    if (isFirst && first) return stream(first.run, { first: null, after: first.after }, call.request);
    const run = await runs.find(runId, call.principal);
    if (run === null) throw new ProblemError('RUN_GONE');
    return attach(run, null, call.request);
  };

  return [
    route<Question>({
      operation: 'startRun',
      method: 'POST',
      path: '/runs',
      summary: 'Asks a question, and tells what happens as events.',
      replies: { 'text/event-stream': 'RunEvent' },
      headers: ['idempotency-key'],
      body: startRunSchema(options.pipeline.settings.limits.questionLength),
      handle: (call) => startOnce(call, async () => runs.start(call.principal, call.body)),
    }),
    route({
      operation: 'readRun',
      method: 'GET',
      path: '/runs/{runId}',
      summary: 'What is known of a run.',
      replies: { 'application/json': 'RunState' },
      handle: async (call) => json((await find(call)).state),
    }),
    route<undefined, { after?: string }>({
      operation: 'readEvents',
      method: 'GET',
      path: '/runs/{runId}/events',
      summary: 'A snapshot of a run, and every event after it; nothing (204) for a reader who has seen its end.',
      replies: { 'text/event-stream': 'RunEvent' },
      mayBeEmpty: true,
      headers: ['last-event-id'],
      query: eventsQuerySchema,
      async handle(call) {
        // A browser that attaches again by itself sends the address as it was, and the id of the last event.
        const last = call.request.headers.get('last-event-id');
        const given = last === null ? call.query.after : parseWith(seqSchema, last, 'last-event-id');
        const after = given === undefined ? null : Number(given);
        const run = await find(call);
        return after !== null && run.hasToldAll(after) ? new Response(null, { status: 204 }) : attach(run, after, call.request);
      },
    }),
    route<object>({
      operation: 'cancelRun',
      method: 'POST',
      path: '/runs/{runId}/cancel',
      summary: 'Stops a run, down to the database, or gives up one that waits.',
      replies: { 'application/json': 'Cancelled' },
      body: nothingSchema,
      handle: async (call) => json({ stopped: await runs.cancel(await find(call), call.principal) }),
    }),
    route<{ runId: string; response: InterruptResponse }>({
      operation: 'resumeThread',
      method: 'POST',
      path: '/threads/{threadId}/resume',
      summary: 'Answers what a run waits for, and tells what happens then as events.',
      replies: { 'text/event-stream': 'RunEvent' },
      headers: ['idempotency-key'],
      body: resumeSchema,
      handle: (call) =>
        startOnce(call, async () => {
          const run = await find(call, call.body.runId);
          if (run.threadId !== call.parameters.get('threadId')) throw new ProblemError('RUN_NOT_FOUND');
          return (await runs.resume(run, call.principal, call.body.response)).run;
        }),
    }),
  ];
}

/** A thread may be called anything; what is no visible ASCII, or a percent sign, is percent-encoded. */
function headerValue(id: string): string {
  return /^[\x21-\x24\x26-\x7E]+$/u.test(id) ? id : encodeURIComponent(id);
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
