import type { TaskTable } from '@nl2sql/core/contracts';
import { scriptedModel, type ScriptedModel } from '@nl2sql/core/testing';
import { splitIdentifier, tokenise } from '@nl2sql/core/text';

/** Questions about one table, and about one table with the accounts of its area. */
export const OVERHEAD_QUESTIONS: readonly string[] = [
  'How many sales orders are there for each region?',
  'How many support tickets of support accounts are there for each region?',
  'How many fleet vehicles are there for each region?',
  'How many billing invoices of billing accounts are there for each region?',
  'How many warehouse shipments are there for each region?',
];

/** A model that answers {@link OVERHEAD_QUESTIONS} at once. */
export function overheadModel(): ScriptedModel {
  return scriptedModel({
    'classify-intent': ({ input }) => ({ intent: 'read', standaloneQuestion: input.question, reason: 'It asks for data.' }),
    'score-table-relevance': ({ input }) => ({
      ranking: input.candidates.map(({ name }) => {
        const named = isNamed(name, input.question);
        return { table: name, relevance: named ? 0.95 : 0.05, required: named, reason: named ? 'Named.' : 'Not named.' };
      }),
    }),
    'ground-columns': ({ input }) => ({
      columns: [{ table: mainTable(input.tables).name, column: 'region', purposes: ['select', 'group'], phrase: 'region' }],
      unresolved: [],
    }),
    'generate-sql': ({ input }) => {
      const main = mainTable(input.schema.tables).name;
      const [join] = input.schema.joins;
      const other = join === undefined ? '' : ` JOIN ${join.to.table} AS o ON o.${join.to.column} = m.${join.from.column}`;
      const sql = `SELECT m.region, COUNT(*) AS n FROM ${main} AS m${other} GROUP BY m.region LIMIT 100`;
      return { kind: 'sql', sql, assumptions: [], unused: [] };
    },
  });
}

function mainTable(tables: readonly TaskTable[]): TaskTable {
  const table = tables.find(({ name }) => !name.endsWith('_accounts')) ?? tables[0];
  if (table === undefined) throw new Error('The model was given no table.');
  return table;
}

function isNamed(table: string, question: string): boolean {
  const words = new Set(tokenise(question).map(({ text }) => text));
  return splitIdentifier(table).every((word) => words.has(word));
}
