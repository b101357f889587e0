import type { sqlBlock as english } from '../en/sql-block.ts';
import type { Translated } from '../messages.ts';

export const sqlBlock: Translated<typeof english> = {
  sqlTitle: 'SQL',
  sqlVersion: ({ version }) => `SQL, Version ${version}`,
  sqlCopy: 'SQL kopieren',
};
