import { scriptedModel, type ScriptedModel } from '@nl2sql/core/testing';

/** A model that takes every table and column that it is shown, and answers with the statement of the moment whatever it is asked. */
export function readingModel(statement: () => string): ScriptedModel {
  return scriptedModel({
    'classify-intent': ({ input }) => ({ intent: 'read', standaloneQuestion: input.question, reason: '' }),
    'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }) => ({ table: name, relevance: 1, required: true, reason: '' })) }),
    'ground-columns': ({ input }) => ({
      columns: input.tables.flatMap(({ name, columns }) => columns.map((column) => ({ table: name, column: column.name, purposes: ['select' as const], phrase: column.name }))),
      unresolved: [],
    }),
    'generate-sql': () => ({ kind: 'sql', sql: statement(), assumptions: [], unused: [] }),
    'repair-sql': { kind: 'insufficient', reason: 'It cannot be written otherwise.', missing: [] },
  });
}

/** All that a model was told, from one request on. */
export function promptsOf({ requests }: ScriptedModel, from = 0): string {
  return JSON.stringify(requests.slice(from).map(({ system, prompt, input }) => [system, prompt, input]));
}
