'use client';
import type { Cell, QueryImpact, ResultColumn } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { ResultCell } from './result-cell.tsx';

type Sample = NonNullable<QueryImpact['sample']>;
type Row = readonly Cell[];

const SIGNS = { added: '+', removed: '−', impactChanged: '~', impactUnchanged: '=' } as const;

const same = (one: Cell | undefined, other: Cell | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

function changeOf(before: Row | undefined, after: Row | undefined): keyof typeof SIGNS {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  return same(before, after) ? 'impactUnchanged' : 'impactChanged';
}

/** Some rows before and after, in one table: each row says in words what becomes of it, each changed cell both its values. */
export function ImpactSample({ sample }: { readonly sample: Sample }): ReactNode {
  const { messages } = usePresentation();
  const rows = Array.from({ length: Math.max(sample.before.length, sample.after.length) }, (_row, at) => [sample.before[at], sample.after[at]] as const);
  return (
    <div className="nl2sql-impact__sample" role="region" aria-label={messages.impactSample} tabIndex={0}>
      <table className="nl2sql-impact__table">
        <caption className="nl2sql-impact__caption">{messages.impactSample}</caption>
        <thead>
          <tr>
            <th className="nl2sql-impact__cell" scope="col">{messages.impactChange}</th>
            {sample.columns.map(({ name }, at) => (
              <th className="nl2sql-impact__cell" scope="col" key={at}><bdi>{name}</bdi></th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([before, after], at) => {
            const change = changeOf(before, after);
            return (
              <tr key={at} data-change={SIGNS[change]}>
                <th className="nl2sql-impact__cell" scope="row">
                  <span aria-hidden="true">{SIGNS[change]}</span> {messages[change]}
                </th>
                {sample.columns.map((column, place) => (
                  <td className="nl2sql-impact__cell" key={place} data-changed={(change === 'impactChanged' && !same(before?.[place], after?.[place])) || undefined}>
                    <SampleCell column={column} before={before?.[place]} after={after?.[place]} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What a cell was, and what it becomes, where that is not the same. */
function SampleCell({ column, before, after }: { readonly column: ResultColumn; readonly before: Cell | undefined; readonly after: Cell | undefined }): ReactNode {
  const { messages } = usePresentation();
  const value = (cell: Cell): ReactNode => <ResultCell cell={cell} column={column} digits={0} />;
  if (after !== undefined && same(before, after)) return value(after);
  const said = (word: string): ReactNode => before !== undefined && after !== undefined && <span className="nl2sql-visually-hidden">{word} </span>;
  return (
    <>
      {before !== undefined && <del className="nl2sql-impact__before">{said(messages.impactBefore)}{value(before)}</del>}
      {after !== undefined && <ins className="nl2sql-impact__after">{said(messages.impactAfter)}{value(after)}</ins>}
    </>
  );
}
