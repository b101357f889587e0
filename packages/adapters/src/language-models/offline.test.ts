import type { ModelTaskName, ModelTasks } from '@nl2sql/core/contracts';
import { languageModelCases } from '@nl2sql/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { offline } from './offline.ts';
import { JOINS, sqlTask, TABLES, valuesIn } from './offline/schemas.fixture.ts';

const model = offline();

async function ask<T extends ModelTaskName>(task: T, input: ModelTasks[T]['input']): Promise<ModelTasks[T]['reply']> {
  const reply = await model.generate<T>({
    task,
    system: 'system',
    prompt: 'prompt',
    schema: z.custom<ModelTasks[T]['reply']>(),
    input,
  });
  return reply.value;
}

const classify = (question: string, history: ModelTasks['classify-intent']['input']['history'] = []) =>
  ask('classify-intent', { question, history, today: '2024-06-15' });
const score = (question: string, candidates = TABLES) =>
  ask('score-table-relevance', {
    question,
    candidates: candidates.map((table) => ({ ...table, score: 0.5 })),
    joins: JOINS,
    values: valuesIn(question),
    terms: [],
    resolutions: [],
  });
const ground = (question: string) =>
  ask('ground-columns', {
    question,
    tables: TABLES,
    joins: JOINS,
    values: valuesIn(question),
    terms: [],
    examples: [],
    resolutions: [],
    today: '2024-06-15',
  });

describe('offline, as every language model', () => {
  for (const { name, run } of languageModelCases) test(name, () => run({ create: () => offline() }));
});

describe('classify-intent', () => {
  test.each([
    ['How many musicians are there?', 'read'],
    ['Which recitals were cancelled or deleted?', 'read'],
    ['Who is the head of the club?', 'read'],
    ['Delete all recitals of 2020', 'delete'],
    ['Please remove the musician Ada', 'delete'],
    ['Can you update the salary of Ada to 3000?', 'update'],
    ['Add a new venue called Blue Room', 'insert'],
    ['please drop the table venues', 'ddl'],
    ['Add a column phone to musicians', 'ddl'],
    ['DROP TABLE venues', 'ddl'],
    ['DELETE FROM venues WHERE 1=1', 'delete'],
    ['hello', 'off_topic'],
    ['Tell me a joke', 'off_topic'],
    ['Write a python script that sorts a list', 'off_topic'],
    ['What is the weather like today?', 'off_topic'],
    ['What is the capital of France?', 'read'],
    ['Which employees know java?', 'read'],
    ['Increase in sales by month', 'read'],
    ['Summarize the capacity of venues by city', 'read'],
    ['   ', 'unanswerable'],
  ] as const)('%s → %s', async (question, intent) => {
    expect((await classify(question)).intent).toBe(intent);
  });

  const history = [{ question: 'How many musicians are from Peru?', sql: null, tables: ['musicians'] }];

  test.each([
    ['And by country?', 'How many musicians are from Peru by country?'],
    ['What about Kenya?', 'How many musicians are from Kenya?'],
    ['Only for 2023', 'How many musicians are from Peru for 2023?'],
  ])('completes the follow-up %s', async (question, standalone) => {
    expect(await classify(question, history)).toMatchObject({ intent: 'read', standaloneQuestion: standalone });
  });

  test('leaves a question that stands alone as it is', async () => {
    expect((await classify('List the venues in Lima.', history)).standaloneQuestion).toBe('List the venues in Lima.');
  });
});

describe('score-table-relevance', () => {
  test('requires the tables of the best reading, and keeps the others apart', async () => {
    const { ranking } = await score('How many recitals took place in Lima?');
    const byTable = new Map(ranking.map((entry) => [entry.table, entry]));
    expect(byTable.get('recitals')?.required).toBe(true);
    expect(byTable.get('venues')?.required).toBe(true);
    expect(byTable.get('musicians')?.required).toBe(false);
    expect((byTable.get('venues')?.relevance ?? 0) - (byTable.get('musicians')?.relevance ?? 1)).toBeGreaterThan(0.1);
  });

  test('gives tables that answer just as well close scores', async () => {
    const twin = TABLES.filter((table) => table.name === 'venues').map((table) => ({
      ...table,
      name: 'venues_archive',
    }));
    const { ranking } = await score(
      'List the city of every venue',
      [...TABLES, ...twin].map((table) => table),
    );
    const relevance = (name: string): number => ranking.find((entry) => entry.table === name)?.relevance ?? 0;
    expect(relevance('venues') - relevance('venues_archive')).toBeLessThan(0.65);
    expect(relevance('venues_archive')).toBeGreaterThan(relevance('musicians'));
  });

  test('scores everything low when nothing links', async () => {
    const { ranking } = await score('What is the boiling point of mercury?');
    expect(ranking).toHaveLength(TABLES.length);
    for (const entry of ranking) expect(entry.relevance).toBeLessThan(0.2);
  });
});

describe('ground-columns', () => {
  test('names the columns with their purposes, and the words that nothing matches', async () => {
    const { columns, unresolved } = await ground('What is the name of the oldest musician with a trombone?');
    expect(columns).toContainEqual(
      expect.objectContaining({ table: 'musicians', column: 'name', purposes: ['select'] }),
    );
    expect(columns).toContainEqual(expect.objectContaining({ table: 'musicians', column: 'age', purposes: ['order'] }));
    expect(unresolved).toEqual(['trombone']);
  });

  test.each([
    'What is the name of the musician with the most recitals?',
    'How many recitals took place in Lima?',
    'Which musicians do not have any recitals?',
    'List the names of musicians who joined after 2020.',
    'Which musicians have a monthly salary above the average?',
  ])('a lock of the grounded columns gives the same statement: %s', async (question) => {
    const ranked = (await score(question)).ranking.filter((entry) => entry.required).map((entry) => entry.table);
    const tables = TABLES.filter((table) => ranked.includes(table.name));
    const joins = JOINS.filter((join) => ranked.includes(join.from.table) && ranked.includes(join.to.table));
    const values = valuesIn(question).filter((hit) => ranked.includes(hit.table));
    const grounded = await ask('ground-columns', {
      question,
      tables,
      joins,
      values,
      terms: [],
      examples: [],
      resolutions: [],
      today: '2024-06-15',
    });
    const kept = new Set([
      ...grounded.columns.map((column) => `${column.table}.${column.column}`),
      ...joins.flatMap((join) => [`${join.from.table}.${join.from.column}`, `${join.to.table}.${join.to.column}`]),
    ]);
    const locked = tables.map((table) => ({
      ...table,
      columns: table.columns.filter((column) => kept.has(`${table.name}.${column.name}`)),
    }));
    const whole = await ask('generate-sql', sqlTask(question));
    expect(await ask('generate-sql', sqlTask(question, { schema: { tables: locked, joins, values } }))).toEqual(whole);
  });
});

describe('generate-sql and repair-sql', () => {
  test('says insufficient when it does not understand', async () => {
    for (const question of ['What is the boiling point of mercury?', 'asdf qwer zxcv', '']) {
      expect(await ask('generate-sql', sqlTask(question))).toMatchObject({ kind: 'insufficient' });
    }
  });

  test('uses nothing that the schema does not hold', async () => {
    const venues = TABLES.filter((table) => table.name === 'venues');
    const reply = await ask(
      'generate-sql',
      sqlTask('How many musicians are older than 30?', { schema: { tables: venues, joins: [], values: [] } }),
    );
    expect(reply.kind).toBe('insufficient');
  });

  test('a repair never repeats the statement that failed', async () => {
    const task = sqlTask('What is the city of each venue?');
    const first = await ask('generate-sql', task);
    if (first.kind !== 'sql') throw new Error(first.reason);
    const repaired = await ask('repair-sql', {
      ...task,
      failed: { sql: first.sql, problems: [{ code: 'X', message: 'refused' }] },
      attempt: 1,
    });
    expect(repaired).not.toMatchObject({ sql: first.sql });
  });

  test('calls a chosen table by the names of those that it was chosen over', async () => {
    const like = (name: string) => TABLES.filter((table) => table.name === 'venues').map((table) => ({ ...table, name }));
    const reply = await ask(
      'generate-sql',
      sqlTask('How many trips are there?', {
        schema: { tables: [...like('rides'), ...like('trips'), ...like('trips_archive')], joins: [], values: [] },
        resolutions: [
          {
            clarificationId: 'c',
            kind: 'table',
            phrase: 'trips',
            chosen: { id: 'trips_archive', label: 'trips archive', table: 'trips_archive' },
            rejected: [{ table: 'trips' }],
          },
        ],
      }),
    );
    expect(reply).toMatchObject({ kind: 'sql', sql: expect.stringContaining('FROM trips_archive') });
  });

  test('follows what the user settled', async () => {
    const twin = TABLES.filter((table) => table.name === 'venues').map((table) => ({ ...table, name: 'halls' }));
    const reply = await ask(
      'generate-sql',
      sqlTask('List the city of every venue', {
        schema: { tables: [...TABLES, ...twin], joins: JOINS, values: [] },
        resolutions: [
          {
            clarificationId: 'c',
            kind: 'table',
            phrase: 'venue',
            chosen: { id: 'halls', label: 'halls', table: 'halls' },
            rejected: [{ table: 'venues' }],
          },
        ],
      }),
    );
    expect(reply).toMatchObject({ kind: 'sql', sql: expect.stringContaining('FROM halls') });
  });
});

describe('the model', () => {
  const vocabulary = fc.constantFrom(
    'how',
    'many',
    'musicians',
    'venues',
    'recitals',
    'name',
    'age',
    'the',
    'of',
    'most',
    'not',
    'each',
    'per',
    'between',
    '3',
    '2020',
    'and',
    'or',
    'Peru',
    '"Lima"',
    'average',
    'more than',
    'with',
    'who',
    'sorted by',
    'both',
    '?',
    ',',
    "o'",
    'last year',
    'contains',
    'constructor',
    '__proto__',
  );
  const questions = fc.oneof(
    fc.string({ maxLength: 120 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(vocabulary, { maxLength: 18 }).map((words) => words.join(' ')),
  );

  test('answers any string without throwing, with a limit, no star and no foreign name', async () => {
    const names = new Set(TABLES.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]));
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        await classify(question);
        const { ranking } = await score(question);
        expect(new Set(ranking.map((entry) => entry.table))).toEqual(new Set(TABLES.map((table) => table.name)));
        for (const entry of ranking) expect(entry.relevance >= 0 && entry.relevance <= 1).toBe(true);
        for (const column of (await ground(question)).columns) expect(names.has(column.column)).toBe(true);
        const reply = await ask('generate-sql', sqlTask(question));
        if (reply.kind !== 'sql') return;
        expect(reply.sql).toMatch(/ LIMIT \d+$/);
        expect(reply.sql).not.toMatch(/SELECT (?:DISTINCT )?(?:\w+\.)?\*/);
        const bare = reply.sql.replace(/'(?:[^']|'')*'/g, '').replace(/ AS [a-z_]+/g, '');
        for (const [word] of bare.matchAll(/\b[a-z_]+\b/g)) expect(names.has(word)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('is deterministic', async () => {
    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        expect(await ask('generate-sql', sqlTask(question))).toEqual(await ask('generate-sql', sqlTask(question)));
      }),
      { numRuns: 100 },
    );
  });

  test('estimates its usage from the length of the texts', async () => {
    const reply = await model.generate({
      task: 'classify-intent',
      system: 'a'.repeat(10),
      prompt: 'b'.repeat(11),
      schema: z.custom<ModelTasks['classify-intent']['reply']>(),
      input: { question: 'How many?', history: [], today: '2024-06-15' },
    });
    expect(reply.usage).toEqual({ inputTokens: 6, outputTokens: Math.ceil(JSON.stringify(reply.value).length / 4) });
  });

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(
      model.generate({
        task: 'generate-sql',
        system: '',
        prompt: '',
        schema: z.custom<ModelTasks['generate-sql']['reply']>(),
        input: sqlTask('x'),
        signal,
      }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
