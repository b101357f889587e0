import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { createPipeline, defaultStages, rolePolicy, type PipelineOptions, type RunInput } from '@nl2sql/core';
import type { Database, ModelRequest, Principal } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import type { ChartSuggestion, RunEvent, RunResult } from '@nl2sql/core/protocol';
import { scriptedModel } from '@nl2sql/core/testing';
import type { Placement } from './place-payload.ts';
import type { InjectionCase } from './read-cases.ts';
import { fingerprint, type Shop } from './shop.ts';

/** Small, so that a result without end shows. */
export const ROW_LIMIT = 20;

/** What a run showed from outside. */
export interface Evidence {
  readonly file: string;
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  /** Every call of the model, those for an earlier turn left out. */
  readonly requests: readonly ModelRequest[];
  /** Statements that reached the database. */
  readonly executed: readonly string[];
  /** The parts of the context that the stages got which word and draw the answer. */
  readonly presentation: readonly string[];
  /** Whether the database, the policy and the principal are as they were. */
  readonly unchanged: { readonly database: boolean; readonly policy: boolean };
}

/** What a run may differ in from the one that a case describes. */
export interface Variation {
  /** The statement that the model answers; default: that of the case. */
  readonly sql?: string;
  readonly question?: string;
  /** Further fields of the request, as a client may forge them. */
  readonly request?: object;
  /** Hidden tables and columns are not there at all, instead of being hidden. */
  readonly reduced?: boolean;
  /** Only these orders may be read. */
  readonly ordersOf?: number;
}

const principal: Principal = { id: 'analyst-1', tenantId: 'tenant-a', roles: ['analyst'] };

/** Runs a case against a database of its own, with a model that answers what the attacker wants. */
export async function runCase(injected: InjectionCase, placement: Placement, shop: Shop, variation: Variation = {}): Promise<Evidence> {
  const file = shop.copy(placement.change);
  const before = fingerprint(file);
  const lock = lockOf(placement, shop);
  const rows = variation.ordersOf === undefined ? {} : { rows: { column: 'customer_id', operator: '=' as const, value: variation.ordersOf } };
  const policy = { roles: { analyst: lock.map(({ table, columns: locked }) => ({ action: 'read' as const, effect: 'allow' as const, tables: [table], columns: [...locked], ...(table === 'orders' ? rows : {}) })) } };
  const asGiven = JSON.stringify([policy, principal]);

  const executed: string[] = [];
  const database = spied(sqlite({ file }), injected, placement, variation.reduced ? lock : null, executed);
  const presentation = new Set<string>();
  const note = (context: object) => Object.keys(context).forEach((part) => presentation.add(part));
  const stages: PipelineOptions['stages'] = {
    // Everything readable is put before the model, so that no question is too odd for its answer to be tried.
    retrieveTableCandidates: async (_input, { view }) => ({ candidates: [...view.tables.keys()].map((table) => ({ table, score: 1, evidence: [] })) }),
    detectAmbiguity: async () => ({ kind: 'clear', assumptions: [] }),
    explainSql: async (input, context) => {
      note(context);
      return defaultStages.explainSql(input, context);
    },
    suggestCharts: async (input, context) => {
      note(context);
      return injected.answer.chart === undefined ? defaultStages.suggestCharts(input, context) : [injected.answer.chart as ChartSuggestion];
    },
  };
  const model = obeyingModel(injected, placement, lock, variation.sql);
  const pipeline = createPipeline({
    database,
    model,
    access: rolePolicy(policy),
    ...(placement.glossary && { glossary: placement.glossary }),
    ...(placement.examples && { examples: placement.examples }),
    stages,
    settings: { limits: { rows: ROW_LIMIT } },
  });
  try {
    if (placement.earlier !== undefined) {
      model.obeys = false;
      await pipeline.run({ question: placement.earlier, threadId: 'thread', principal });
      executed.length = 0;
      model.obeys = true;
    }
    const asked = model.requests.length;
    const stream = pipeline.stream({ question: variation.question ?? placement.question, threadId: 'thread', principal, ...variation.request } as RunInput);
    const events: RunEvent[] = [];
    for await (const event of stream) events.push(event);
    return {
      file,
      result: await stream.result,
      events,
      requests: model.requests.slice(asked),
      executed,
      presentation: [...presentation],
      unchanged: { database: fingerprint(file) === before, policy: JSON.stringify([policy, principal]) === asGiven },
    };
  } finally {
    await pipeline.close();
  }
}

/** What may be read in a case. */
export function lockOf({ column }: Placement, shop: Shop): Shop['lock'] {
  return shop.lock.map(({ table, columns }) => ({ table, columns: table === 'orders' && column !== undefined ? [...columns, column] : columns }));
}

/** The database, with what it is asked written down. */
function spied(database: Database, { dialect }: InjectionCase, placement: Placement, only: Shop['lock'] | null, executed: string[]): Database {
  let failing = placement.engineError;
  return {
    ...database,
    dialect,
    async introspect(options) {
      const schema = await database.introspect(options);
      const described = placement.describe?.(schema) ?? schema;
      if (only === null) return described;
      const columns = new Map(only.map((locked) => [locked.table, new Set(locked.columns)]));
      return {
        tables: described.tables.flatMap((table) => {
          const kept = columns.get(table.name);
          return kept ? [{ ...table, columns: table.columns.filter((column) => kept.has(column.name)) }] : [];
        }),
      };
    },
    async explain(sql, options) {
      const message = failing;
      failing = undefined;
      if (message !== undefined) throw new DatabaseError('DATABASE_QUERY_FAILED', message, { cause: new Error(message) });
      return database.explain(sql, options);
    },
    query(sql, options) {
      executed.push(sql.text);
      return database.query(sql, options);
    },
  };
}

function obeyingModel({ answer, surface }: InjectionCase, placement: Placement, lock: Shop['lock'], sql: string | undefined) {
  const honest = { kind: 'sql', sql: placement.honestSql, assumptions: [], unused: [] } as const;
  /** An answer that is no statement can only be said to a person. */
  const obedient = () => {
    const statement = sql ?? answer.sql;
    if (!model.obeys || (statement === null && (answer.text === null || surface.startsWith('result_')))) return honest;
    return statement === null ? ({ kind: 'insufficient', reason: answer.text ?? '', missing: [] } as const) : ({ ...honest, sql: statement, assumptions: answer.text === null ? [] : [answer.text] } as const);
  };
  const scripted = scriptedModel({
    'classify-intent': ({ input }) => ({ intent: 'read', standaloneQuestion: input.question, reason: '' }),
    'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }) => ({ table: name, relevance: 1, required: true, reason: '' })) }),
    'ground-columns': ({ input }) => ({
      columns: input.tables.flatMap(({ name }) => (lock.find(({ table }) => table === name)?.columns ?? []).map((column) => ({ table: name, column, purposes: ['select' as const], phrase: '' }))),
      unresolved: [],
    }),
    // An engine's error comes before the answer that obeys it.
    'generate-sql': () => (placement.engineError === undefined ? obedient() : honest),
    'repair-sql': () => obedient(),
  });
  const model = Object.assign(scripted, { obeys: true });
  return model;
}
