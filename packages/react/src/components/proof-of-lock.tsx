'use client';
import type { Proof, ProofAddition } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import type { Formatters } from '../messages/format.ts';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { Icon } from './icon.tsx';

/** What a statement was allowed to read, which of it it reads, and what was added to it. */
export function ProofOfLock({ proof }: { readonly proof: Proof }): ReactNode {
  const { messages, format } = usePresentation();
  return (
    <div className="nl2sql-proof">
      <p className="nl2sql-proof__rule">
        <Icon name="lock" className="nl2sql-proof__icon" />
        <span>{proof.rule === 'locked_read' ? messages.proofLocked : messages.proofPolicy}</span>
      </p>
      <ul className="nl2sql-proof__tables" aria-label={messages.tables}>
        {proof.allowed.map(({ table, columns }) => (
          <li key={table} className="nl2sql-proof__table" data-state={proof.used.tables.includes(table) ? 'used' : 'unused'}>
            <p className="nl2sql-proof__line">
              <strong className="nl2sql-proof__name nl2sql-code" dir="ltr">{table}</strong>
              <span className="nl2sql-proof__use">{proof.used.tables.includes(table) ? messages.proofUsed : messages.proofUnused}</span>
            </p>
            <ul className="nl2sql-proof__columns" aria-label={`${table}: ${messages.explanationColumns}`}>
              {columns.map((column) => {
                const used = proof.used.columns.some((reference) => reference.table === table && reference.column === column);
                return (
                  <li key={column} className="nl2sql-proof__column nl2sql-code" dir="ltr" data-state={used ? 'used' : 'unused'}>
                    {used && <Icon name="check" />}
                    {column}
                    <span className="nl2sql-visually-hidden">{used ? messages.proofUsed : messages.proofUnused}</span>
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ul>
      {proof.added.length > 0 && (
        <div>
          <p className="nl2sql-explanation__title">{messages.proofAdded}</p>
          <ul className="nl2sql-proof__added" aria-label={messages.proofAdded}>
            {proof.added.map((addition, at) => (
              <li key={at}>{textOf(addition, messages, format)}</li>
            ))}
          </ul>
        </div>
      )}
      {proof.parsers.length > 0 && <p className="nl2sql-proof__parsers">{messages.proofParsers({ parsers: proof.parsers }, format)}</p>}
    </div>
  );
}

function textOf(addition: ProofAddition, messages: Nl2SqlMessages, format: Formatters): string {
  switch (addition.kind) {
    case 'row_limit':
      return messages.proofRowLimit(addition, format);
    case 'row_filter':
      return messages.proofRowFilter(addition);
    case 'mask':
      return messages.proofMask(addition);
  }
}
