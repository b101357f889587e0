'use client';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { defaultPresentation, withOptions, type Presentation, type PresentationOptions } from './presentation.ts';

const PresentationContext = /* @__PURE__ */ createContext<Presentation>(defaultPresentation);

/**
 * Hands a presentation on to the components within. It renders no element.
 *
 * @example
 * ```tsx
 * import { PresentationProvider } from '@nl2sql/react';
 * import { de } from '@nl2sql/react/messages/de';
 * import type { ReactNode } from 'react';
 *
 * export const German = ({ children }: { children: ReactNode }) => (
 *   <PresentationProvider locale="de" timeZone="Europe/Berlin" messages={de}>{children}</PresentationProvider>
 * );
 * ```
 */
export function PresentationProvider({ children, ...options }: PresentationOptions & { readonly children: ReactNode }): ReactNode {
  const outer = useContext(PresentationContext);
  const { locale, timeZone, dir, theme, density, messages, portalContainer, redact, onEvent, nonce } = options;
  const presentation = useMemo(
    () => withOptions(outer, { locale, timeZone, dir, theme, density, messages, portalContainer, redact, onEvent, nonce }),
    [outer, locale, timeZone, dir, theme, density, messages, portalContainer, redact, onEvent, nonce],
  );
  return <PresentationContext.Provider value={presentation}>{children}</PresentationContext.Provider>;
}

/** Tells the components within that an element around them carries the tokens. */
export function RootedPresentation({ children, messages }: { readonly children: ReactNode; readonly messages?: Partial<Nl2SqlMessages> | undefined }): ReactNode {
  const presentation = usePresentation(messages);
  const rooted = useMemo(() => ({ ...presentation, rooted: true }), [presentation]);
  return <PresentationContext.Provider value={presentation.rooted ? presentation : rooted}>{children}</PresentationContext.Provider>;
}

/**
 * How a component looks and reads: what the providers around it say, and the defaults without any.
 * `messages` are the component's own replacements.
 */
export function usePresentation(messages?: Partial<Nl2SqlMessages>): Presentation {
  const presentation = useContext(PresentationContext);
  return useMemo(() => (messages === undefined ? presentation : withOptions(presentation, { messages })), [presentation, messages]);
}
