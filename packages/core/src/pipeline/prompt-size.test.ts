import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { shopModel } from '../../test/support/shop-model.ts';
import { table } from '../../test/support/stage-context.ts';
import type { ModelTaskName, TableInfo } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';

const SUBJECTS = ['order', 'invoice', 'customer', 'parcel', 'supplier', 'contract', 'machine', 'ticket', 'course', 'patient'];
const DETAILS = ['', 'archive', 'line', 'note', 'plan', 'event', 'tag', 'audit', 'target', 'summary'];

/** Tables of one size and one kind, so that only their number differs; each refers to the first of its subject. */
function schemaOf(size: number): readonly TableInfo[] {
  return Array.from({ length: size }, (_, index) => {
    const subject = SUBJECTS[index % 10] ?? '';
    const detail = DETAILS[Math.floor(index / 10) % 10] ?? '';
    const part = Math.floor(index / 100);
    const name = [subject, detail, ...(part === 0 ? [] : [`p${part}`])].filter((word) => word !== '').join('_');
    const own = ['id INTEGER', 'label TEXT', 'amount REAL', 'created_on TEXT', `${subject}_id INTEGER`];
    return table(name, own, index < 10 ? {} : { [`${subject}_id`]: `${subject}.id` });
  });
}

const QUESTIONS = ['total amount of order', 'amount by label of each parcel and customer'];
const TASKS = ['score-table-relevance', 'ground-columns', 'generate-sql'] as const;

/** The mean length of each prompt, in UTF-16 code units. The model takes the first candidate, whichever it is. */
async function promptsAt(size: number): Promise<Readonly<Record<(typeof TASKS)[number], number>>> {
  const model = shopModel({
    'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }, index) => ({ table: name, relevance: index === 0 ? 1 : 0.1, required: index === 0, reason: '' })) }),
    'ground-columns': ({ input }) => ({ columns: [{ table: input.tables[0]?.name ?? '', column: 'amount', purposes: ['aggregate'], phrase: 'amount' }], unresolved: [] }),
    'generate-sql': ({ input }) => ({ kind: 'sql', sql: `SELECT sum(amount) AS total FROM "${input.schema.tables[0]?.name}" LIMIT 10`, assumptions: [], unused: [] }),
  });
  const pipeline = createPipeline({ database: fakeDatabase({ tables: schemaOf(size) }), model });
  for (const question of QUESTIONS) expect((await pipeline.run({ question })).status).toBe('completed');
  const length = (task: ModelTaskName): number => {
    const sent = model.requests.filter((request) => request.task === task);
    expect(sent).toHaveLength(QUESTIONS.length);
    return sent.reduce((sum, { system, prompt }) => sum + system.length + prompt.length, 0) / sent.length;
  };
  return { 'score-table-relevance': length(TASKS[0]), 'ground-columns': length(TASKS[1]), 'generate-sql': length(TASKS[2]) };
}

describe('the prompts of a question', () => {
  it('are as long at a thousand tables as at twenty', async () => {
    const few = await promptsAt(20);
    const many = await promptsAt(1_000);
    for (const task of TASKS) {
      expect(many[task] / few[task], task).toBeGreaterThan(0.8);
      expect(many[task] / few[task], task).toBeLessThan(1.2);
    }
  });
});
