import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline } from '@nl2sql/core';
import type { LanguageModel } from '@nl2sql/core/contracts';
import type { RunResult } from '@nl2sql/core/protocol';
import { inlineDatabase } from './inline-database.ts';
import type { AmbiguityItem } from './read-items.ts';

/** An item with how its run ended. */
export interface AskedItem {
  readonly item: AmbiguityItem;
  readonly result: RunResult;
}

/** Asks every question of a pipeline of its own over the item's tables, one after the other. */
export async function askItems(items: readonly AmbiguityItem[], model: LanguageModel, onAsked: () => void): Promise<readonly AskedItem[]> {
  const asked: AskedItem[] = [];
  for (const item of items) {
    asked.push({ item, result: await ask(item, model) });
    onAsked();
  }
  return asked;
}

async function ask({ id, question, source }: AmbiguityItem, model: LanguageModel): Promise<RunResult> {
  const pipeline = createPipeline({
    database: 'file' in source ? sqlite({ file: source.file }) : inlineDatabase(id, source.tables),
    model,
    embedder: offlineEmbedder(),
    vectorStore: memory(),
  });
  try {
    await pipeline.ingest();
    return await pipeline.run({ question });
  } finally {
    await pipeline.close();
  }
}
