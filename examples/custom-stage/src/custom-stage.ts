import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline } from '@nl2sql/adapters/language-models/offline';
import { createPipeline } from '@nl2sql/core';
import { createDemoDatabase, demoGlossary } from '@nl2sql/example-demo-data';
import { askAboutWords } from './ask-about-words.ts';

const folder = mkdtempSync(join(tmpdir(), 'nl2sql-custom-stage-'));
const { file } = createDemoDatabase({ file: join(folder, 'shop.sqlite') });
const pipeline = createPipeline({
  database: sqlite({ file }),
  model: offline(),
  glossary: demoGlossary,
  stages: { detectAmbiguity: askAboutWords([{ word: 'accounts', tables: ['crm_accounts', 'customers'] }], demoGlossary) },
});

try {
  const asked = await pipeline.run({ question: 'How many accounts are there?' });
  if (asked.status !== 'needs_clarification') throw new Error(`Expected a question, the run ended as ${asked.status}.`);
  console.log(asked.clarification.question, asked.clarification.options.map(({ label, evidence }) => [label, ...evidence].join(': ')));

  const answered = await pipeline.resume(asked.runId, { kind: 'choose', optionId: 'crm_accounts' });
  if (answered.status !== 'completed') throw new Error(`Expected an answer, the run ended as ${answered.status}.`);
  console.log(answered.sql, answered.rows);
} finally {
  await pipeline.close();
  rmSync(folder, { recursive: true });
}
