import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeDatabase, shopTables } from '../../test/support/fake-database.ts';
import { blockOf, readPrompt } from '../../test/support/read-prompt.ts';
import { shopModel, undecided } from '../../test/support/shop-model.ts';
import type { AccessDecision, AccessEvaluator, ExampleQuestion, GlossaryEntry, RowFilter } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import type { PipelineOptions } from '../options.ts';
import type { RunEvent } from '../protocol/index.ts';
import { defaultStages, type TableCandidate } from '../index.ts';
import type { ScriptedReplies } from '../testing/index.ts';

const glossary: readonly GlossaryEntry[] = [
  { term: 'turnover', synonyms: ['takings'], meaning: 'What customers ordered, refunds not taken off.', columns: [{ table: 'orders', column: 'amount' }] },
  { term: 'client', tables: ['customers'] },
];
const examples: readonly ExampleQuestion[] = [
  { question: 'Turnover since May', tables: ['orders'], sql: "SELECT sum(amount) AS turnover FROM orders WHERE order_date >= '2026-05-01'" },
  { question: 'Billing documents since May', tables: ['invoices'] },
];
const principal = { id: 'ann', roles: [] };

async function ask(question: string, options: Partial<PipelineOptions> = {}, replies: ScriptedReplies = {}) {
  const model = shopModel(replies);
  const found: TableCandidate[] = [];
  const pipeline = createPipeline({
    model,
    database: fakeDatabase(),
    glossary,
    examples,
    stages: {
      async retrieveTableCandidates(input, context) {
        const output = await defaultStages.retrieveTableCandidates(input, context);
        found.push(...output.candidates);
        return output;
      },
    },
    ...options,
  });
  const stream = pipeline.stream({ question, principal });
  const events: RunEvent[] = [];
  for await (const event of stream) events.push(event);
  const promptOf = (task: string): string => model.requests.findLast((request) => request.task === task)?.prompt ?? '';
  return { model, found, events, result: await stream.result, promptOf };
}

const decide = (tables: AccessDecision['tables']): AccessEvaluator => ({ evaluate: () => ({ tables }) });
const everything = shopTables.map((table) => ({ table: table.name, read: { columns: table.columns.map(({ name }) => name) } }));
/** Locks what the first example reads. */
const dated: ScriptedReplies = {
  'ground-columns': { columns: ['amount', 'order_date'].map((column) => ({ table: 'orders', column, purposes: ['filter'], phrase: '' })), unresolved: [] },
};
const blocksOf = (prompt: string): string[] => readPrompt(prompt).blocks.map(({ name }) => name);

describe('a glossary entry', () => {
  it('finds its tables, and says why', async () => {
    const { found } = await ask('takings of each client');
    expect(found[0]?.evidence).toContain('glossary: turnover');
    expect(found.slice(0, 2).map(({ table }) => table).sort()).toEqual(['customers', 'orders']);
    expect(found.find(({ table }) => table === 'customers')?.evidence).toContain('glossary: client');
  });

  it('reaches the prompts as data, with the names that the task is about', async () => {
    const { promptOf } = await ask('takings of each client');
    const meaning = 'What customers ordered, refunds not taken off.';
    const turnover = { words: 'takings', term: 'turnover', meaning, columns: ['orders.amount'] };
    expect(blockOf(promptOf('score-table-relevance'), 'glossary')).toEqual([turnover, { words: 'client', term: 'client', tables: ['customers'] }]);
    for (const task of ['ground-columns', 'generate-sql']) {
      expect(blockOf(promptOf(task), 'glossary')).toEqual([turnover]);
      expect(readPrompt(promptOf(task)).outside).not.toMatch(/takings|refunds/u);
    }
  });

  it('settles which of two tables a word stands for', async () => {
    const replies = { 'score-table-relevance': undecided };
    const { result } = await ask('total amount of sales', { glossary: [] }, replies);
    expect(result.status).toBe('needs_clarification');
    const settled = await ask('total amount of sales', { glossary: [{ term: 'sale', tables: ['orders'] }] }, replies);
    expect(settled.result.status).toBe('completed');
  });

  it('is in no prompt of a question without it', async () => {
    const { model } = await ask('amount of orders');
    for (const { prompt } of model.requests) expect(blocksOf(prompt)).not.toContain('glossary');
  });

  it('costs no more than the settings let it, however many there are', async () => {
    const many = Array.from({ length: 40 }, (_, number) => ({ term: `word${number}`, meaning: 'm'.repeat(4_000), tables: ['orders'] }));
    const { promptOf } = await ask(many.map(({ term }) => term).join(' '), { glossary: many, settings: { prompts: { glossaryEntries: 3, meaningLength: 20 } } });
    expect(blockOf(promptOf('generate-sql'), 'glossary')).toEqual(many.slice(0, 3).map(({ term }) => ({ words: term, term, meaning: `${'m'.repeat(19)}…`, tables: ['orders'] })));
  });
});

describe('an example question', () => {
  it('finds its tables when the question is like it, and says why', async () => {
    const { found } = await ask('documents of billing since May');
    expect(found[0]).toMatchObject({ table: 'invoices' });
    expect(found[0]?.evidence).toContain('example: Billing documents since May');
    const unlike = await ask('documents that nobody wanted to bill');
    expect(JSON.stringify(unlike.found)).not.toContain('example:');
  });

  it('shows its statement where columns are chosen, and where a statement is written for which they are enough', async () => {
    const shown = [{ question: examples[0]?.question, sql: examples[0]?.sql }];
    const few = await ask('turnover since May');
    expect(blockOf(few.promptOf('ground-columns'), 'examples')).toEqual(shown);
    expect(blocksOf(few.promptOf('generate-sql'))).not.toContain('examples');
    const { promptOf } = await ask('turnover since May', {}, dated);
    expect(blockOf(promptOf('generate-sql'), 'examples')).toEqual(shown);
    expect(readPrompt(promptOf('generate-sql')).outside).not.toContain('turnover');
    const other = await ask('turnover since May', { examples: [{ question: 'Turnover since May', tables: ['invoices'], sql: 'SELECT sum(amount) FROM invoices' }] });
    for (const task of ['ground-columns', 'generate-sql']) expect(blocksOf(other.promptOf(task))).not.toContain('examples');
  });

  it('costs no more than the settings let it', async () => {
    const many = Array.from({ length: 30 }, (_, number) => ({ question: `Turnover since May ${number}`, tables: ['orders'], sql: `SELECT sum(amount) AS n${number} FROM orders` }));
    const long = { question: 'Turnover since May', tables: ['orders'], sql: `SELECT ${'amount + '.repeat(300)} 0 FROM orders` };
    const { promptOf } = await ask('turnover since May', { examples: [long, ...many], settings: { prompts: { examples: 2 } } });
    expect(blockOf(promptOf('generate-sql'), 'examples')).toHaveLength(2);
    expect(promptOf('generate-sql')).not.toContain('amount + amount');
  });

  it('is not trusted: the statement that follows it passes the same guard', async () => {
    const sql = 'SELECT wage FROM secret_payroll';
    const statement = { kind: 'sql', sql, assumptions: [], unused: [] } as const;
    const poisoned = [{ question: 'total amount', tables: ['orders'], sql }, { question: 'total amount', tables: ['orders'], sql: 'DELETE FROM orders' }];
    const { result, model } = await ask('total amount', { examples: poisoned }, { 'generate-sql': statement, 'repair-sql': statement });
    expect(result).toMatchObject({ status: 'failed' });
    expect(model.requests.flatMap(({ prompt }) => blocksOf(prompt))).not.toContain('examples');
  });

  it('is not used by somebody who sees one of its columns masked', async () => {
    const open = await ask('turnover since May', { access: decide(everything) }, dated);
    expect(blocksOf(open.promptOf('generate-sql'))).toContain('examples');
    const masks = [{ column: 'order_date', mask: 'null' as const }];
    const masked = everything.map((entry) => (entry.table === 'orders' ? { ...entry, read: { ...entry.read, masks } } : entry));
    const { model, found } = await ask('turnover since May', { access: decide(masked) });
    expect(JSON.stringify([model.requests, found])).not.toContain('2026-05-01');
  });
});

describe('what the host gives', () => {
  it('is checked when the pipeline is created', () => {
    const create = (options: object) => () => createPipeline({ model: shopModel(), database: fakeDatabase(), ...options });
    expect(create({ glossary: [{ term: '…', meaning: 'x' }] })).toThrow('glossary.0.term: there is no word in it.');
    expect(create({ glossary: [{ term: 'x' }] })).toThrow('glossary.0: it has neither meaning nor tables nor columns.');
    expect(create({ glossary: [{ term: 'x', table: 'y' }] })).toThrow(/^glossary\.0/u);
    expect(create({ examples: [{ question: 'x', tables: [] }] })).toThrow(/^examples\.0\.tables/u);
    expect(create({ examples: 'x' })).toThrow(/^examples/u);
  });

  it('is held against the database by an ingestion', async () => {
    const pipeline = createPipeline({
      model: shopModel(),
      database: fakeDatabase(),
      glossary: [...glossary, { term: 'ghost', tables: ['ghosts'], columns: [{ table: 'orders', column: 'spirit' }] }],
      examples: [...examples, { question: 'Who?', tables: ['ghosts'] }, { question: 'Purge', tables: ['orders'], sql: 'DELETE FROM orders' }],
    });
    const { knowledgeProblems } = await pipeline.ingest();
    expect(knowledgeProblems).toEqual([
      { kind: 'glossary', name: 'ghost', message: 'The database has no ghosts, orders.spirit.' },
      { kind: 'example', name: 'Who?', message: 'The database has no ghosts.' },
      { kind: 'example', name: 'Purge', message: expect.stringMatching(/^Its statement is not accepted: ./u) as string },
    ]);
  });

  it('is used as it was given, whatever becomes of the object', async () => {
    const mutable = [{ term: 'client', tables: ['customers'] }];
    const pipeline = createPipeline({ model: shopModel(), database: fakeDatabase(), glossary: mutable });
    mutable[0]!.tables = ['ghosts'];
    expect((await pipeline.ingest()).knowledgeProblems).toEqual([]);
  });
});

describe('PR-2: what names a table or column that is hidden from a principal', () => {
  /** Each knows one table, and says so with a word that stands nowhere else. */
  const told: readonly GlossaryEntry[] = shopTables.flatMap((table) => [
    { term: `term${table.name}`.replace('_', ''), tables: [table.name] },
    ...table.columns.map(({ name }) => ({ term: `word${table.name}${name}`.replaceAll('_', ''), columns: [{ table: table.name, column: name }] })),
    { term: `note${table.name}`.replace('_', ''), meaning: `See ${table.name}.` },
  ]);
  const shown: readonly ExampleQuestion[] = shopTables.flatMap((table) =>
    table.columns.map(({ name }) => ({ question: `ask${table.name}${name}`.replaceAll('_', ''), tables: [table.name], sql: `SELECT ${name} FROM ${table.name} WHERE ${name} <> 'canary${table.name}${name}'` })),
  );
  const everyWord = [...told.map(({ term }) => term), ...shown.map(({ question }) => question)];
  const filter: fc.Arbitrary<RowFilter | null> = fc.constantFrom(null, { column: 'id', operator: '=', value: 1 });
  const decisions = fc.tuple(
    ...shopTables.map((table) =>
      fc
        .record({
          columns: fc.subarray(table.columns.map(({ name }) => name)),
          masked: fc.subarray(table.columns.map(({ name }) => name)),
          rows: filter,
        })
        .map(({ columns, masked, rows }) => ({ table: table.name, columns, masks: masked.filter((column) => columns.includes(column)), rows })),
    ),
  );

  it('reaches neither evidence, prompt, input nor event, whatever the policy', async () => {
    await fc.assert(
      fc.asyncProperty(decisions, fc.shuffledSubarray(everyWord, { minLength: 5, maxLength: 12 }), async (tables, asked) => {
        const access = decide(
          tables.filter(({ columns }) => columns.length > 0).map(({ table, columns, masks, rows }) => ({ table, read: { columns, rows, masks: masks.map((column) => ({ column, mask: 'null' as const })) } })),
        );
        const seen = new Map(tables.map(({ table, columns }) => [table, columns]));
        const masked = new Map(tables.map(({ table, masks }) => [table, masks]));
        const { model, found, events } = await ask(asked.join(' '), { access, glossary: told, examples: shown, settings: { retrieval: { exampleSimilarity: 0 } } }, {
          'ground-columns': ({ input }) => ({ columns: input.tables.flatMap(({ name, columns }) => columns.map((column) => ({ table: name, column: column.name, purposes: ['select' as const], phrase: '' }))), unresolved: [] }),
        });
        const hidden = shopTables.flatMap((table) =>
          seen.get(table.name)?.length === 0 ? [`term${table.name}`.replace('_', ''), `note${table.name}`.replace('_', '')] : [],
        );
        const hiddenColumns = shopTables.flatMap((table) => table.columns.filter(({ name }) => !seen.get(table.name)?.includes(name)).map(({ name }) => `${table.name}${name}`));
        const maskedColumns = shopTables.flatMap((table) => (masked.get(table.name) ?? []).map((name) => `${table.name}${name}`));
        const inputs = model.requests.map(({ input, prompt }) => [withoutQuestion(input), readPrompt(prompt).blocks.filter(({ name }) => name !== 'question').map(({ json }) => json)]);
        const everything = JSON.stringify([found, inputs, events.filter(({ type }) => type !== 'run.started' && type !== 'run.finished')]);
        for (const word of hidden) expect(everything).not.toContain(word);
        for (const word of hiddenColumns.map((name) => name.replaceAll('_', ''))) {
          expect(everything).not.toContain(`word${word}"`);
          expect(everything).not.toContain(`ask${word}"`);
        }
        for (const name of [...hiddenColumns, ...maskedColumns]) expect(everything).not.toContain(`canary${name}'`);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

function withoutQuestion(input: object): object {
  return { ...input, question: '' };
}
