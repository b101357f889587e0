import { scriptedModel, type ScriptedModel, type ScriptedReplies, type ScriptedReply } from '../../src/testing/index.ts';

/** A model that answers a question about orders, with what a test wants answered otherwise. */
export function shopModel(replies: ScriptedReplies = {}): ScriptedModel {
  return scriptedModel({
    'classify-intent': ({ input }) => ({ intent: 'read', standaloneQuestion: input.question, reason: 'It asks for data.' }),
    'score-table-relevance': ({ input }) => ({
      ranking: input.candidates.map(({ name }) => ({
        table: name,
        relevance: name === 'orders' ? 0.95 : 0.1,
        required: name === 'orders',
        reason: 'by name',
      })),
    }),
    'ground-columns': {
      columns: [{ table: 'orders', column: 'amount', purposes: ['aggregate'], phrase: 'amount' }],
      unresolved: [],
    },
    'generate-sql': { kind: 'sql', sql: 'SELECT sum(amount) AS total FROM orders LIMIT 10', assumptions: [], unused: [] },
    ...replies,
  });
}

/** Settings for tests of the pause itself: no reading is tried before it. */
export const askAtOnce = { settings: { ambiguity: { compareReadings: null } } };

/** Relevance that leaves orders and invoices nearly equal. */
export const undecided: ScriptedReply<'score-table-relevance'> = ({ input }) => ({
  ranking: input.candidates.map(({ name }) => ({
    table: name,
    relevance: name === 'orders' ? 0.9 : name === 'invoices' ? 0.88 : 0.1,
    required: name === 'orders',
    reason: 'holds amounts',
  })),
});

/** A model that is undecided between the tables and reads whichever is left. */
export const openMinded: ScriptedReplies = {
  'score-table-relevance': undecided,
  'ground-columns': ({ input }) => ({
    columns: [{ table: input.tables[0]!.name, column: 'amount', purposes: ['aggregate'], phrase: 'amount' }],
    unresolved: [],
  }),
  'generate-sql': ({ input }) => ({ kind: 'sql', sql: `SELECT sum(amount) AS total FROM ${input.schema.tables[0]!.name}`, assumptions: [], unused: [] }),
};
