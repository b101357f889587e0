import { forwardRef, type ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once a view; `danger` for what cannot be undone; `quiet` within other controls. */
  readonly tone?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** A picture before the words. */
  readonly icon?: IconName;
  /** Shows the icon alone; the children stay the accessible name. */
  readonly iconOnly?: boolean;
}

/**
 * A button in the look of the kit. It never submits a form unless told to.
 *
 * @example
 * ```tsx
 * import { Button } from '@nl2sql/react';
 *
 * export const Again = ({ ask }: { ask: () => void }) => <Button tone="primary" icon="refresh" onClick={ask}>Ask again</Button>;
 * ```
 */
export const Button = /* @__PURE__ */ forwardRef<HTMLButtonElement, ButtonProps>(function Button({ tone = 'secondary', icon, iconOnly = false, className, children, ...attributes }, ref) {
  return (
    <button ref={ref} type="button" className={classNames('nl2sql-button', className)} data-tone={tone} data-icon-only={iconOnly || undefined} {...attributes}>
      {icon && <Icon name={icon} />}
      <span className={iconOnly ? 'nl2sql-visually-hidden' : 'nl2sql-button__label'}>{children}</span>
    </button>
  );
});
