import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { offline } from '@nl2sql/adapters/language-models/offline';
import { usearch } from '@nl2sql/adapters/vector-stores/usearch';
import { createPipeline, rolePolicy } from '@nl2sql/core';
import { createHandler } from '@nl2sql/core/server';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { USERS } from './users.ts';

export interface Api {
  readonly app: Hono;
  /** Stops every run and closes the database. */
  close(): Promise<void>;
}

const access = rolePolicy({
  disclose: 'existence',
  roles: {
    analyst: [{ action: 'read', effect: 'allow', tables: ['*'] }],
    support: [{ action: 'read', effect: 'allow', tables: ['customers', 'support_tickets', 'ticket_comments', 'employees'] }],
  },
});

/** The server of the application: who is signed in, and the questions that they ask. */
export function createApi(file: string): Api {
  const pipeline = createPipeline({ database: sqlite({ file }), model: offline(), embedder: offlineEmbedder(), vectorStore: usearch(), access });
  const handler = createHandler({
    pipeline,
    basePath: '/api/nl2sql',
    authenticate: (request) => USERS.find(({ id }) => id === new URLSearchParams(request.headers.get('cookie')?.replaceAll('; ', '&')).get('user')) ?? null,
  });
  const app = new Hono()
    .get('/api/session', (context) => context.json({ user: getCookie(context, 'user') ?? null, users: USERS.map(({ id, name }) => ({ id, name })) }))
    .post('/api/session', async (context) => {
      const { user } = await context.req.json<{ user: string }>();
      if (!USERS.some(({ id }) => id === user)) return context.json({ error: 'unknown user' }, 400);
      setCookie(context, 'user', user, { httpOnly: true, sameSite: 'Lax', path: '/' });
      return context.json({ user });
    })
    .all('/api/nl2sql/*', (context) => handler(context.req.raw));
  return {
    app,
    async close() {
      handler.close();
      await pipeline.close();
    },
  };
}
