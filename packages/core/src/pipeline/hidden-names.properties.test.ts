import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeDatabase, type FakeDatabaseOptions } from '../../test/support/fake-database.ts';
import { rolePolicy, type AccessRule } from '../access/index.ts';
import type { AccessDecision, Disclosure, TableInfo } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import { DatabaseError } from '../errors/index.ts';
import type { RunEvent, RunResult } from '../protocol/index.ts';
import { scriptedModel, type ScriptedModel, type ScriptedReplies } from '../testing/index.ts';

/** Made-up words, each in one name only, so that a word in an answer can only be that name. */
const SCHEMA = {
  velkar: ['fenzik', 'grostam', 'lupwend', 'ownvel'],
  mondrit: ['ulbane', 'kestriv', 'dolphet', 'ownmon'],
  sabquil: ['rintok', 'wexford', 'plomegg', 'ownsab'],
  torwex: ['hirbent', 'jaspole', 'nuvicar', 'owntor'],
} as const;
type TableName = keyof typeof SCHEMA;
const TABLES = Object.keys(SCHEMA) as TableName[];
const NAMES: readonly string[] = TABLES.flatMap((table) => [table, ...SCHEMA[table]]);
/** What a row filter compares is there for the filter, also where nothing else of its table is. */
const FILTERED = 3;
const REFERENCES: readonly (readonly [TableName, number, TableName])[] = [['mondrit', 1, 'velkar'], ['sabquil', 1, 'velkar'], ['torwex', 1, 'mondrit'], ['sabquil', 2, 'torwex']];

interface Shown {
  readonly columns: ReadonlySet<string>;
}

const everything = new Map<string, Shown>(TABLES.map((table) => [table, { columns: new Set<string>(SCHEMA[table]) }]));

/** A database that holds what is shown and nothing else; a sentence that names a thing is there when that thing is. */
function databaseOf(shown: ReadonlyMap<string, Shown>, query: FakeDatabaseOptions['query']) {
  const has = (table: TableName, column: string): boolean => shown.get(table)?.columns.has(column) ?? false;
  const isShown = (name: string): boolean => shown.has(name) || TABLES.some((table) => has(table, name));
  const commentOf = (table: TableName): string => ['Kept by hand.', ...NAMES.filter((name, index) => index % 4 === TABLES.indexOf(table) && isShown(name)).map((name) => `See ${name} too.`)].join(' ');
  const kept = TABLES.filter((table) => shown.has(table));
  const tables = kept.map((table): TableInfo => {
    const [key = ''] = SCHEMA[table];
    return {
      name: table,
      kind: 'table',
      comment: commentOf(table),
      columns: SCHEMA[table].flatMap((name, index) => (has(table, name) ? [{ name, type: index === 0 ? 'INTEGER' : index === 2 ? 'REAL' : 'TEXT', nullable: true }] : [])),
      primaryKey: has(table, key) ? [key] : [],
      unique: [],
      foreignKeys: REFERENCES.flatMap(([from, at, to]) => {
        const [column = '', referenced = ''] = [SCHEMA[from][at], SCHEMA[to][0]];
        return from === table && has(from, column) && has(to, referenced) ? [{ columns: [column], referencedTable: to, referencedColumns: [referenced] }] : [];
      }),
    };
  });
  const values = Object.fromEntries(kept.map((table) => [table, Object.fromEntries(SCHEMA[table].map((column) => [column, [valueOf(column), 'shared']]))]));
  return fakeDatabase({ tables, values, ...(query === undefined ? {} : { query }) });
}

function valueOf(column: string): string {
  return `Q${column.toUpperCase()}Z`;
}

const table = fc.constantFrom<string>(...TABLES, '*');
const column = fc.constantFrom(...Object.values(SCHEMA).flat(), '*e*', '*o*');
const some = fc.option(fc.uniqueArray(column, { minLength: 1, maxLength: 6 }), { nil: null }).map((columns) => (columns === null ? {} : { columns }));
const rule: fc.Arbitrary<AccessRule> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.uniqueArray(table, { minLength: 1, maxLength: 3 }), some).map(([tables, columns]): AccessRule => ({ action: 'read', effect: 'allow', tables, ...columns })) },
  fc.constantFrom(...TABLES).map((name): AccessRule => ({ action: 'read', effect: 'allow', tables: [name], rows: { column: SCHEMA[name][FILTERED], operator: '=', value: 'x' } })),
  fc.tuple(fc.constantFrom<string>(...TABLES), some).map(([name, columns]): AccessRule => ({ action: 'read', effect: 'deny', tables: [name], ...columns })),
  fc.tuple(table, column).map(([name, masked]): AccessRule => ({ action: 'read', effect: 'mask', tables: [name], columns: [masked], mask: 'null' })),
);
const rules = fc.array(rule, { minLength: 1, maxLength: 5 });
const word = fc.constantFrom(...TABLES, ...Object.values(SCHEMA).flat(), ...Object.values(SCHEMA).flat().map(valueOf), 'shared', 'total', 'by', 'each', 'latest', 'in 2024', 'and', 'highest', 'ask');
const question = fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join(' '));

/** Models that repeat what they were told in every sentence they may write; one of them takes the question for SQL. */
const MODELS = {
  telling: (close: boolean): ScriptedReplies => ({
    'classify-intent': ({ input }) => ({ intent: 'read', standaloneQuestion: input.question, reason: '' }),
    'score-table-relevance': ({ input }) => ({
      ranking: input.candidates.map(({ name, comment }, index) => ({ table: name, relevance: index < 3 ? (close ? 0.9 : 0.9 - index / 4) : 0.1, required: index < 2 && !close, reason: `${name} ${comment ?? ''}` })),
    }),
    'ground-columns': ({ input }) => ({ columns: input.tables.flatMap(({ name, columns }) => columns.map((each) => ({ table: name, column: each.name, purposes: ['select'], phrase: '' }))), unresolved: input.question.split(' ') }),
    'generate-sql': ({ input }) => sqlFor(input.schema.tables, input.schema.joins, input.schema.values),
    'repair-sql': ({ input }) => ({ kind: 'insufficient', reason: JSON.stringify(input.failed), missing: [] }),
  }),
  guessing: (): ScriptedReplies => ({
    ...MODELS.telling(false),
    'generate-sql': ({ input }) => ({ kind: 'sql', sql: `SELECT ${input.question.split(' ').at(-1)} FROM ${input.question.split(' ')[0]} LIMIT 5`, assumptions: [], unused: [] }),
    'repair-sql': [
      ({ input }) => ({ kind: 'sql', sql: `SELECT ${input.question.split(' ').join(', ')} FROM ${input.schema.tables[0]?.name} LIMIT 5`, assumptions: [], unused: [] }),
      ({ input }) => sqlFor(input.schema.tables, input.schema.joins, input.schema.values),
    ],
  }),
} as const;

type Locked = { readonly name: string; readonly columns: readonly { readonly name: string }[] };
type Pair = { readonly table: string; readonly column: string };

function sqlFor(tables: readonly Locked[], joins: readonly { readonly from: Pair; readonly to: Pair }[], values: readonly (Pair & { readonly value: string })[]) {
  const [first] = tables;
  const filter = values.find((hit) => hit.table === first?.name);
  const join = joins.find(({ from, to }) => from.table === first?.name && to.table !== first.name);
  const columns = first?.columns.map(({ name }) => `${first.name}.${name}`).join(', ');
  const joined = join === undefined ? '' : ` JOIN ${join.to.table} ON ${join.from.table}.${join.from.column} = ${join.to.table}.${join.to.column}`;
  const where = filter === undefined ? '' : ` WHERE ${filter.table}.${filter.column} = '${filter.value.toLowerCase().replaceAll("'", "''")}'`;
  return { kind: 'sql' as const, sql: `SELECT ${columns} FROM ${first?.name}${joined}${where} LIMIT 5`, assumptions: [`Read from ${JSON.stringify(tables)}.`], unused: [] };
}

const QUERIES = {
  rows: undefined,
  nothing: async () => ({ columns: [{ name: 'n', type: 'text' as const }], rows: [], truncated: false }),
  failure: async () => {
    throw new DatabaseError('DATABASE_QUERY_FAILED', 'The statement failed.', { cause: new Error(NAMES.join(' ')) });
  },
} as const;

const CLERK = { id: 'ann', roles: ['clerk'] };
const situation = fc.record({
  rules,
  question,
  model: fc.constantFrom<() => ScriptedReplies>(() => MODELS.telling(false), () => MODELS.telling(true), MODELS.guessing),
  query: fc.constantFrom(...(Object.keys(QUERIES) as (keyof typeof QUERIES)[])),
});
type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never;

interface Told {
  readonly events: readonly RunEvent[];
  readonly results: readonly RunResult[];
  readonly prompts: readonly string[];
  /** The thread, each run, and the structure, as they are looked up afterwards. */
  readonly lookups: readonly unknown[];
}

/** Asks, and answers the first clarification with its last option. */
async function ask(shown: ReadonlyMap<string, Shown>, { rules: clerk, question: asked, model: replies, query }: Situation, disclose: Disclosure): Promise<Told> {
  const model: ScriptedModel = scriptedModel(replies());
  const pipeline = createPipeline({ model, database: databaseOf(shown, QUERIES[query]), access: rolePolicy({ roles: { clerk }, disclose }), now: () => new Date(0) });
  const events: RunEvent[] = [];
  const follow = async (stream: AsyncIterable<RunEvent> & { readonly result: Promise<RunResult> }): Promise<RunResult> => {
    for await (const event of stream) events.push(event);
    return stream.result;
  };
  const first = await follow(pipeline.stream({ question: asked, principal: CLERK, threadId: 'thread' }));
  const optionId = first.status === 'needs_clarification' ? (first.clarification.options.at(-1)?.id ?? '') : null;
  const second = optionId === null ? [] : [await follow(pipeline.streamResume(first.runId, { kind: 'choose', optionId }, { principal: CLERK }))];
  const lookups = [await pipeline.find(first.runId, { principal: CLERK }), await pipeline.turns('thread', 10, { principal: CLERK }), await pipeline.structure({ principal: CLERK })];
  return { events, lookups, results: [first, ...second], prompts: model.requests.map(({ prompt, input }) => `${prompt}${JSON.stringify(input)}`) };
}

const CLOCKS: ReadonlySet<string> = new Set(['ms', 'totalMs', 'stages']);

/** The same for two runs that told the same: without clocks, ids and the marks of data blocks. */
function comparable(told: Told): string {
  const text = JSON.stringify(told, (key, value: unknown) => (CLOCKS.has(key) ? null : value));
  return text.replaceAll(/data-[0-9a-f]{16}/gu, 'data').replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu, 'uuid');
}

function shownTo(clerk: readonly AccessRule[]): { readonly view: ReadonlyMap<string, Shown>; readonly hidden: readonly string[] } {
  const catalog = { databaseId: 'fake', defaultSchema: 'main', tables: TABLES.map((name): TableInfo => ({ name, kind: 'table', columns: SCHEMA[name].map((each) => ({ name: each, type: 'TEXT', nullable: true })), primaryKey: [], unique: [], foreignKeys: [] })) };
  const decision = rolePolicy({ roles: { clerk } }).evaluate(CLERK, catalog) as AccessDecision;
  const readable = new Map(decision.tables.flatMap(({ table: name, read }) => (read === undefined || read.columns.length === 0 ? [] : [[name, read] as const])));
  const view = new Map([...readable].map(([name, read]) => [name, { columns: new Set([...read.columns, ...(read.rows == null ? [] : [SCHEMA[name as TableName][FILTERED]])]) }]));
  const hidden = TABLES.flatMap((name) => [...(readable.has(name) ? [] : [name]), ...SCHEMA[name].filter((each) => !readable.get(name)?.columns.includes(each))]);
  return { view, hidden };
}

describe('whatever a principal may read and asks', () => {
  it('all is as if what is hidden did not exist, and names nothing of it', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const { view, hidden } = shownTo(given.rules);
        const told = await ask(everything, given, 'nothing');
        const text = JSON.stringify(told).toLowerCase();
        for (const name of hidden) if (!given.question.toLowerCase().includes(name)) expect(text).not.toContain(name);
        expect(comparable(told)).toEqual(comparable(await ask(view, given, 'nothing')));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('no more than that there is something is told where the host lets that be told', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        const told = await ask(everything, given, 'existence');
        const silent = await ask(everything, given, 'nothing');
        const last = told.results.at(-1);
        if (last?.status !== 'refused' || last.refusal.reason !== 'not_permitted') {
          expect(comparable(told)).toEqual(comparable(silent));
          return;
        }
        expect(silent.results.at(-1)?.status).toBe('refused');
        expect(['You may not see the data that this question asks about.', 'You may not see any of the data.']).toContain(last.refusal.message);
        const { message } = last.refusal;
        const text = JSON.stringify({ ...told, results: told.results.map((result) => ({ ...result, question: '' })) }).toLowerCase().replaceAll(given.question.toLowerCase(), '').replaceAll(message.toLowerCase(), '');
        for (const name of shownTo(given.rules).hidden) if (!given.question.toLowerCase().includes(name)) expect(text).not.toContain(name);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
