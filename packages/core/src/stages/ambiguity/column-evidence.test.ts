import { expect, it } from 'vitest';
import type { CatalogTable } from '../../schema/catalog.ts';
import { columnEvidence } from './column-evidence.ts';

const days = { from: '2024-03-01', to: '2025-11-30', coverage: 'complete' } as const;
const letters: CatalogTable = {
  name: 'letters',
  kind: 'table',
  columns: [
    { name: 'sent_on', type: 'DATE', nullable: true, comment: 'Handed to the post' },
    { name: 'opened_on', type: 'DATE', nullable: true },
    { name: 'tone', type: 'TEXT', nullable: true },
    { name: 'body', type: 'TEXT', nullable: true },
  ],
  primaryKey: [],
  unique: [],
  foreignKeys: [],
  values: {
    sent_on: { column: 'sent_on', values: [], coverage: 'sample', days },
    opened_on: { column: 'opened_on', values: [], coverage: 'sample', days: { ...days, coverage: 'sample' } },
    tone: { column: 'tone', values: ['warm', 'dry', 'stern', 'sad'], coverage: 'complete' },
  },
  fingerprint: '',
};

it.each([
  ['sent_on', ['Handed to the post', 'From 2024-03-01 to 2025-11-30']],
  ['opened_on', ['From 2024-03-01 to 2025-11-30 or beyond']],
  ['tone', ['Such as “warm”, “dry”, “stern”']],
  ['body', []],
  ['constructor', []],
])('says of %s what is known of it', (column, evidence) => {
  expect(columnEvidence(letters, column)).toEqual(evidence);
});

it('says nothing of a table that may not be read', () => {
  expect(columnEvidence(undefined, 'tone')).toEqual([]);
});
