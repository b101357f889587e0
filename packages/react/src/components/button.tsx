import { forwardRef, type ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once a view; `danger` for what cannot be undone; `quiet` within other controls. */
  readonly tone?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Shows the icon alone; the children stay the accessible name. */
  readonly iconOnly?: boolean;
}

/** A button in the look of the kit. It never submits a form unless told to. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button({ tone = 'secondary', icon, iconOnly = false, className, children, ...attributes }, ref) {
  return (
    <button ref={ref} type="button" className={classNames('nl2sql-button', className)} data-tone={tone} data-icon-only={iconOnly || undefined} {...attributes}>
      {icon && <Icon name={icon} />}
      <span className={iconOnly ? 'nl2sql-visually-hidden' : 'nl2sql-button__label'}>{children}</span>
    </button>
  );
});
