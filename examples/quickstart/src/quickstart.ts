import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline as offlineEmbedder } from '@nl2sql/adapters/embedders/offline';
import { offline } from '@nl2sql/adapters/language-models/offline';
import { usearch } from '@nl2sql/adapters/vector-stores/usearch';
import { createPipeline } from '@nl2sql/core';
import { createDemoDatabase } from '@nl2sql/example-demo-data';

createDemoDatabase({ file: 'shop.sqlite', replace: true });
const database = sqlite({ file: 'shop.sqlite' });
const pipeline = createPipeline({ database, model: offline(), embedder: offlineEmbedder(), vectorStore: usearch() });

let result = await pipeline.run({ question: 'How many customers are there in each segment?' });
while (result.status === 'needs_clarification') {
  console.log(result.clarification.question);
  result = await pipeline.resume(result.runId, { kind: 'choose', optionId: result.clarification.options[0]!.id });
}
await pipeline.close();
if (result.status !== 'completed') throw new Error(`The run ended as ${result.status}.`);
console.log(result.sql, result.rows, `${result.confidence.level} (${result.confidence.score})`);
