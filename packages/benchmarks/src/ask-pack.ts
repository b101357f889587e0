import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { memory } from '@nl2sql/adapters/vector-stores/memory';
import { createPipeline } from '@nl2sql/core';
import type { LanguageModel } from '@nl2sql/core/contracts';
import { answerQuestion, type Answer } from './answer-question.ts';
import { openGoldDatabase } from './gold-database.ts';
import type { Pack } from './read-pack.ts';

/** Higher than any gold result: a capped result could not be compared. */
const ROW_LIMIT = 100_000;

/** Asks every question, one database after the other; answers how many were skipped. */
export async function askPack(
  pack: Pack,
  options: { readonly model: LanguageModel; readonly oracleChoice: boolean },
  onAnswer: (answer: Answer | null) => void,
): Promise<number> {
  let skipped = 0;
  for (const db of new Set(pack.questions.map((question) => question.db))) {
    const file = pack.databaseFile(db);
    const gold = await openGoldDatabase(file);
    const pipeline = createPipeline({
      database: sqlite({ file }),
      model: options.model,
      embedder: offlineEmbedder(),
      vectorStore: memory(),
      settings: { limits: { rows: ROW_LIMIT } },
    });
    try {
      await pipeline.ingest();
      for (const question of pack.questions.filter((each) => each.db === db)) {
        const answer = await answerQuestion(question, pipeline, gold, options);
        if (answer === null) skipped += 1;
        onAnswer(answer);
      }
    } finally {
      await pipeline.close();
      gold.close();
    }
  }
  return skipped;
}
