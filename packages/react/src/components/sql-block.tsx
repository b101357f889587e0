'use client';
import { forwardRef, useMemo, type HTMLAttributes, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';
import { sqlTokens } from './sql-tokens.ts';
import { Surface } from './surface.tsx';

export interface SqlBlockProps extends Omit<HTMLAttributes<HTMLElement>, 'title' | 'children'> {
  /** The statement. It is coloured as it is read, in any dialect. */
  readonly sql: string;
  /** The version of the statement, for its name. */
  readonly version?: number | undefined;
  /** Stands in the place of the name. */
  readonly title?: ReactNode;
  /** Controls beside the copy button. */
  readonly actions?: ReactNode;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/**
 * A statement to read and to copy. It stays left to right in any script, and scrolls in a region that a
 * keyboard reaches.
 *
 * @example
 * ```tsx
 * import { SqlBlock } from '@nl2sql/react';
 *
 * export const Statement = () => <SqlBlock sql="SELECT count(*) FROM orders" version={2} />;
 * ```
 */
export const SqlBlock = /* @__PURE__ */ forwardRef<HTMLElement, SqlBlockProps>(function SqlBlock({ sql, version, title, actions, messages: own, className, ...attributes }, ref) {
  const { messages } = usePresentation(own);
  const tokens = useMemo(() => sqlTokens(sql), [sql]);
  const name = version === undefined ? messages.sqlTitle : messages.sqlVersion({ version });
  return (
    <Surface ref={ref} messages={own} className={classNames('nl2sql-sql-block', className)} {...attributes}>
      <div className="nl2sql-sql-block__header">
        <span className="nl2sql-sql-block__title">{title ?? name}</span>
        {actions}
        <CopyButton text={sql} label={messages.sqlCopy} what="sql" />
      </div>
      <pre className="nl2sql-sql-block__code nl2sql-code" dir="ltr" role="region" aria-label={name} tabIndex={0}>
        <code>
          {tokens.map(({ kind, text }, at) =>
            kind === 'other' || kind === 'name' ? text : <span key={at} className="nl2sql-sql-block__token" data-kind={kind}>{text}</span>,
          )}
        </code>
      </pre>
    </Surface>
  );
});
