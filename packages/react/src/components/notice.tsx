import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

const ICONS: Readonly<Record<Tone, IconName>> = { neutral: 'info', info: 'info', success: 'check', warning: 'warning', danger: 'warning' };

export interface NoticeProps {
  /** What the colour says, and the picture unless `icon` names another. */
  readonly tone?: Tone;
  /** The picture; by default the one of the tone. */
  readonly icon?: IconName;
  /** What happened, in a few words. */
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons for what can be done next. */
  readonly actions?: ReactNode;
  readonly className?: string;
  /** `alert` interrupts a screen reader and `status` waits for its turn; by default it is only there to be read. */
  readonly role?: 'alert' | 'status';
}

/**
 * A sentence about the state of things, which stays: what happened, what is safe to assume, what to do next.
 *
 * @example
 * ```tsx
 * import { Button, Notice } from '@nl2sql/react';
 *
 * export const Lost = ({ retry }: { retry: () => void }) => (
 *   <Notice tone="warning" title="Not connected" actions={<Button onClick={retry}>Try again</Button>}>
 *     Your question was not sent.
 *   </Notice>
 * );
 * ```
 */
export function Notice({ tone = 'neutral', icon = ICONS[tone], title, children, actions, className, role }: NoticeProps): ReactNode {
  return (
    <div className={classNames('nl2sql-notice', className)} data-tone={tone} role={role}>
      <Icon name={icon} className="nl2sql-notice__icon" />
      <div className="nl2sql-notice__body">
        {title !== undefined && <strong className="nl2sql-notice__title">{title}</strong>}
        {children !== undefined && <div className="nl2sql-notice__text">{children}</div>}
        {actions !== undefined && <div className="nl2sql-notice__actions">{actions}</div>}
      </div>
    </div>
  );
}
