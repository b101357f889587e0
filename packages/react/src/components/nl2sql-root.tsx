import { forwardRef, type HTMLAttributes } from 'react';
import { PresentationProvider } from '../presentation/presentation-context.tsx';
import type { PresentationOptions } from '../presentation/presentation.ts';
import { Surface } from './surface.tsx';

export interface Nl2SqlRootProps extends PresentationOptions, Omit<HTMLAttributes<HTMLDivElement>, keyof PresentationOptions> {}

/**
 * The element around several components that carries their theme, density, language and direction.
 * Setting a token on it, such as `--nl2sql-accent`, changes all of them.
 *
 * @example
 * ```tsx
 * import { Nl2SqlRoot } from '@nl2sql/react';
 * import '@nl2sql/react/styles.css';
 *
 * export const App = () => <Nl2SqlRoot theme="dark" density="compact" locale="en-GB" timeZone="Europe/London" />;
 * ```
 */
export const Nl2SqlRoot = /* @__PURE__ */ forwardRef<HTMLElement, Nl2SqlRootProps>(function Nl2SqlRoot(
  { locale, timeZone, dir, theme, density, messages, portalContainer, redact, onEvent, nonce, ...attributes },
  ref,
) {
  return (
    <PresentationProvider {...{ locale, timeZone, dir, theme, density, messages, portalContainer, redact, onEvent, nonce }}>
      <Surface root="always" ref={ref} {...attributes} />
    </PresentationProvider>
  );
});
