import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './notice.tsx';

export interface BadgeProps {
  /** What the colour says; `neutral` says nothing. */
  readonly tone?: Tone;
  /** A picture before the words. */
  readonly icon?: IconName;
  readonly children: ReactNode;
}

/**
 * One or two words about a thing, with a picture where the colour says something.
 *
 * @example
 * ```tsx
 * import { Badge } from '@nl2sql/react';
 *
 * export const Verified = () => <Badge tone="success" icon="check">Verified</Badge>;
 * ```
 */
export function Badge({ tone = 'neutral', icon, children }: BadgeProps): ReactNode {
  return (
    <span className="nl2sql-badge" data-tone={tone}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}
