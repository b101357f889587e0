import type { Thread } from '../protocol/index.ts';
import { ownerOf } from './ownership.ts';
import { ProblemError } from './problem.ts';
import { rebuildRun } from './rebuild-run.ts';
import { resultQuerySchema } from './request-schemas.ts';
import { pageOf } from './result-page.ts';
import { route, type Route } from './route.ts';
import { json, type ServerResources } from './server-resources.ts';

/** The most earlier turns of a conversation that are looked up. */
const MOST_TURNS = 100;

/** The operations on what runs have left. */
export function threadRoutes({ runs, options }: ServerResources): readonly Route[] {
  const { pipeline, limits } = options;

  return [
    route({
      operation: 'readThread',
      method: 'GET',
      path: '/threads/{threadId}',
      summary: 'The runs of a conversation, oldest first.',
      replies: { 'application/json': 'Thread' },
      async handle({ parameters, principal }) {
        const threadId = parameters.get('threadId')!;
        const records = await pipeline.turns(threadId, MOST_TURNS, { principal });
        const held = runs.ofThread(threadId, principal);
        const others = records
          .filter(({ runId }) => !held.some((run) => run.runId === runId))
          .map((record) => rebuildRun({ record, waitingFor: null }, ownerOf(principal), options.now().getTime(), limits));
        const states = [...others, ...held].map(({ state }) => state);
        if (states.length === 0) throw new ProblemError('THREAD_NOT_FOUND');
        return json({ threadId, runs: states.toSorted((a, b) => compare(a.startedAt ?? '', b.startedAt ?? '')) } satisfies Thread);
      },
    }),
    route<undefined, { cursor?: string }>({
      operation: 'readResult',
      method: 'GET',
      path: '/results/{runId}',
      summary: 'Some rows of what a run has found, from the cursor on.',
      replies: { 'application/json': 'RowPage' },
      query: resultQuerySchema,
      async handle({ parameters, principal, query }) {
        const run = await runs.find(parameters.get('runId')!, principal);
        if (run === null) throw new ProblemError('RUN_NOT_FOUND');
        if (run.state.phase !== 'succeeded') throw new ProblemError('RESULT_NOT_FOUND');
        if (run.rows === null) throw new ProblemError('RESULT_GONE');
        return json(pageOf(run, run.rows, query.cursor ?? null, limits));
      },
    }),
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
