'use client';
import type { Explanation, Proof } from '@nl2sql/core/protocol';
import { forwardRef, type HTMLAttributes, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { classNames } from './class-names.ts';
import { Disclosure } from './disclosure.tsx';
import { ProofOfLock } from './proof-of-lock.tsx';
import { SqlBlock } from './sql-block.tsx';
import { Surface } from './surface.tsx';

export interface ExplainabilityPanelProps extends Omit<HTMLAttributes<HTMLElement>, 'children'> {
  /** What the statement does, as it was read from the statement itself. Null where there is none. */
  readonly explanation: Explanation | null;
  /** The statement; without it that part is left out. */
  readonly sql?: string | null | undefined;
  /** The version of the statement, for its name. */
  readonly version?: number | undefined;
  /** Why the statement was allowed to run. */
  readonly proof?: Proof | null | undefined;
  /** The parts that are open at first; none by default. */
  readonly defaultOpen?: readonly ('steps' | 'source' | 'sql' | 'proof')[] | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/**
 * How an answer came about, from the plainest to the most exact: one sentence, then the steps, the tables and
 * columns, the statement, and what it was allowed to read.
 *
 * @example
 * ```tsx
 * import { ExplainabilityPanel } from '@nl2sql/react';
 *
 * const explanation = { summary: 'Counts the orders.', steps: [], tables: ['orders'], columns: [] };
 * export const Why = () => <ExplainabilityPanel explanation={explanation} sql="SELECT count(*) FROM orders" />;
 * ```
 */
export const ExplainabilityPanel = /* @__PURE__ */ forwardRef<HTMLElement, ExplainabilityPanelProps>(function ExplainabilityPanel(
  { explanation, sql, version, proof, defaultOpen = [], messages: own, className, ...attributes },
  ref,
) {
  const { messages, format } = usePresentation(own);
  return (
    <Surface as="section" ref={ref} messages={own} className={classNames('nl2sql-explanation', className)} aria-label={messages.explanationLabel} {...attributes}>
      <p className="nl2sql-explanation__summary" data-state={explanation === null ? 'empty' : 'ready'} dir="auto">{explanation?.summary ?? messages.explanationNone}</p>
      {explanation !== null && explanation.steps.length > 0 && (
        <Disclosure component="explanation-steps" summary={messages.explanationSteps} defaultOpen={defaultOpen.includes('steps')}>
          <ol className="nl2sql-explanation__steps">
            {explanation.steps.map(({ kind, text }, at) => (
              <li key={at} className="nl2sql-explanation__step" data-kind={kind}>
                <span className="nl2sql-explanation__kind">{messages[`explanationStep:${kind}`]}</span>
                <span dir="auto">{text}</span>
              </li>
            ))}
          </ol>
        </Disclosure>
      )}
      {explanation !== null && explanation.tables.length > 0 && (
        <Disclosure
          component="explanation-source"
          summary={messages.explanationSource({ tables: explanation.tables.length, columns: explanation.columns.length }, format)}
          defaultOpen={defaultOpen.includes('source')}
        >
          <Names title={messages.tables} names={explanation.tables} />
          {explanation.columns.length > 0 && <Names title={messages.explanationColumns} names={explanation.columns} />}
        </Disclosure>
      )}
      {sql != null && (
        <Disclosure component="explanation-sql" summary={version === undefined ? messages.sqlTitle : messages.sqlVersion({ version })} defaultOpen={defaultOpen.includes('sql')}>
          <SqlBlock sql={sql} version={version} />
        </Disclosure>
      )}
      {proof != null && (
        <Disclosure component="explanation-proof" summary={messages.proofTitle} defaultOpen={defaultOpen.includes('proof')}>
          <ProofOfLock proof={proof} />
        </Disclosure>
      )}
    </Surface>
  );
});

function Names({ title, names }: { readonly title: string; readonly names: readonly string[] }): ReactNode {
  return (
    <div>
      <p className="nl2sql-explanation__title">{title}</p>
      <ul className="nl2sql-explanation__names" aria-label={title}>
        {names.map((name) => (
          <li key={name} className="nl2sql-explanation__name nl2sql-code" dir="ltr">{name}</li>
        ))}
      </ul>
    </div>
  );
}
