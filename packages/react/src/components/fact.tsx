import type { ReactNode } from 'react';

/** One line of a list of facts, which is a `dl`. */
export function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="nl2sql-facts__fact">
      <dt className="nl2sql-facts__term">{term}</dt>
      <dd className="nl2sql-facts__value">{children}</dd>
    </div>
  );
}
