import type { ExplanationStep } from '@nl2sql/core/protocol';
import type { Formatters } from '../format.ts';
import { counted } from './counted.ts';

const kinds: Readonly<Record<`explanationStep:${ExplanationStep['kind']}`, string>> = {
  'explanationStep:source': 'Source',
  'explanationStep:join': 'Join',
  'explanationStep:filter': 'Filter',
  'explanationStep:group': 'Group',
  'explanationStep:compute': 'Compute',
  'explanationStep:order': 'Order',
  'explanationStep:limit': 'Limit',
  'explanationStep:combine': 'Combine',
  'explanationStep:assumption': 'Assumption',
};

export const explainability = {
  ...kinds,
  explanationLabel: 'How this was answered',
  explanationNone: 'There is no explanation: no statement was written.',
  explanationSteps: 'Step by step',
  explanationSource: ({ tables, columns }: { readonly tables: number; readonly columns: number }, format: Formatters) =>
    `${counted(tables, 'table', format)}, ${counted(columns, 'column', format)}`,
  explanationColumns: 'Columns',
  proofTitle: 'What it was allowed to read',
  proofLocked: 'One reading statement. Every table and column in it is on the list below; anything else would have been refused.',
  proofPolicy: 'One reading statement, over the rows and columns that your access rights leave. Every table and column in it is on the list below; anything else would have been refused.',
  proofUsed: 'used',
  proofUnused: 'allowed, not used',
  proofAdded: 'Added before it ran',
  proofRowLimit: ({ rows }: { readonly rows: number }, format: Formatters) => `At most ${counted(rows, 'row', format)}`,
  proofRowFilter: ({ table }: { readonly table: string }) => `Only the rows of ${table} that you may read`,
  proofMask: ({ table, column, mask }: { readonly table: string; readonly column: string; readonly mask: 'null' | 'hash' | 'last4' }) =>
    `${table}.${column} ${{ null: 'left empty', hash: 'replaced by a fingerprint', last4: 'shortened to its last 4 characters' }[mask]}`,
  proofParsers: ({ parsers }: { readonly parsers: readonly string[] }, format: Formatters) => `Read the same by ${format.list(parsers)}`,
};
