import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { fromSettings } from '@nl2sql/adapters/language-models/from-settings';
import { usearch } from '@nl2sql/adapters/vector-stores/usearch';
import { createPipeline } from '@nl2sql/core';
import { createHandler } from '@nl2sql/core/server';
import { currentUser } from './session.ts';

function create() {
  const file = process.env['SHOP_DATABASE'] ?? '.data/shop.sqlite';
  const pipeline = createPipeline({ database: sqlite({ file }), model: fromSettings({ provider: 'offline' }), embedder: offlineEmbedder(), vectorStore: usearch() });
  const handler = createHandler({
    pipeline,
    basePath: '/api/nl2sql',
    authenticate: currentUser,
    // Whoever closes the page does not come back to their question.
    limits: { abandonAfterMs: 5_000 },
    onError: console.error,
  });
  return { pipeline, handler };
}

/** Next.js may load this file several times, for pages, for routes and after a change; runs are known to one handler. */
const kept = globalThis as { nl2sql?: ReturnType<typeof create> };
export const { pipeline, handler } = (kept.nl2sql ??= create());
