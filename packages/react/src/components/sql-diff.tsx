'use client';
import { useMemo, type ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { diffLines } from './diff-lines.ts';
import { Disclosure } from './disclosure.tsx';

/** What has changed in a statement since another version of it, line by line, told by sign and word as well as by colour. */
export function SqlDiff({ before, after }: { readonly before: string; readonly after: string }): ReactNode {
  const { messages, format } = usePresentation();
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const count = (wanted: 'added' | 'removed'): number => lines.filter(({ kind }) => kind === wanted).length;
  const [added, removed] = [count('added'), count('removed')];
  if (added + removed === 0) return <p className="nl2sql-approval__same">{messages.approvalSame}</p>;
  return (
    <Disclosure component="sql-diff" defaultOpen summary={messages.approvalDiff({ added, removed }, format)}>
      <pre className="nl2sql-diff nl2sql-code" dir="ltr" role="region" aria-label={messages.approvalDiffName} tabIndex={0}>
        <code>
          {lines.map(({ kind, text }, at) => (
            <span className="nl2sql-diff__line" data-kind={kind} key={at}>
              <span aria-hidden="true">{kind === 'added' ? '+ ' : kind === 'removed' ? '− ' : '  '}</span>
              {kind !== 'same' && <span className="nl2sql-visually-hidden">{messages[kind]} </span>}
              {text}
            </span>
          ))}
        </code>
      </pre>
    </Disclosure>
  );
}
