import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { createApi } from './api.ts';

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** The SQLite database to ask. */
  readonly file: string;
  /** 0 for any free one. */
  readonly port: number;
  /** A folder that `vite build` has written; without one the pages are made as they are asked for. */
  readonly built?: string;
}

/** Serves the pages and the API from one port of this machine. */
export async function serve({ file, port, built }: ServeOptions): Promise<Served> {
  const api = createApi(file);
  if (built !== undefined) api.app.use('*', serveStatic({ root: built }));
  const answer = getRequestListener(api.app.fetch);
  const server: Server = createServer();
  const vite = built === undefined ? await viteFor(server) : null;
  server.on('request', (request, response) => {
    if (vite === null || request.url?.startsWith('/api/')) void answer(request, response);
    else vite.middlewares(request, response);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      await Promise.all([api.close(), vite?.close()]);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function viteFor(server: Server) {
  const { createServer: createVite } = await import('vite');
  const root = fileURLToPath(new URL('..', import.meta.url));
  return createVite({ root, server: { middlewareMode: true, ws: { server } } });
}
