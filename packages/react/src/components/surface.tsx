'use client';
import { forwardRef, type HTMLAttributes } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { RootedPresentation, usePresentation } from '../presentation/presentation-context.tsx';

export interface SurfaceProps extends HTMLAttributes<HTMLElement> {
  readonly as?: 'div' | 'section' | 'figure' | 'form' | 'span';
  /** `always` where the element leaves its place in the page, as a dialog does. */
  readonly root?: 'when-needed' | 'always';
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/**
 * The outermost element of a component. It carries the tokens where nothing around it does, so that
 * each component works on its own.
 */
export const Surface = /* @__PURE__ */ forwardRef<HTMLElement, SurfaceProps>(function Surface({ as = 'div', root = 'when-needed', messages, children, ...attributes }, ref) {
  const { rooted, theme, density, dir, locale } = usePresentation();
  // One element of many names: what it has in common with them all is what a component may rely on.
  const Element = as as 'div';
  const tokens = rooted && root === 'when-needed' ? {} : { 'data-nl2sql-root': '', 'data-theme': theme, 'data-density': density, dir, lang: locale };
  return (
    <RootedPresentation messages={messages}>
      <Element ref={ref as React.Ref<HTMLDivElement>} {...tokens} {...attributes}>
        {children}
      </Element>
    </RootedPresentation>
  );
});
