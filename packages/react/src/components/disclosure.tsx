'use client';
import type { ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { Icon } from './icon.tsx';

export interface DisclosureProps {
  readonly summary: ReactNode;
  readonly children: ReactNode;
  readonly defaultOpen?: boolean | undefined;
  /** What is opened, for `onEvent`. */
  readonly component: string;
}

/** One line that opens what it sums up. It is the browser's own element, so it opens without scripts and by searching the page. */
export function Disclosure({ summary, children, defaultOpen = false, component }: DisclosureProps): ReactNode {
  const { onEvent } = usePresentation();
  return (
    <details className="nl2sql-disclosure" open={defaultOpen} onToggle={({ currentTarget }) => currentTarget.open !== defaultOpen && onEvent({ type: 'disclose', component, open: currentTarget.open })}>
      <summary className="nl2sql-disclosure__summary">
        <Icon name="chevron-end" className="nl2sql-disclosure__chevron" />
        <span>{summary}</span>
      </summary>
      <div className="nl2sql-disclosure__content">{children}</div>
    </details>
  );
}
