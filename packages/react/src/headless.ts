export { PresentationProvider, usePresentation } from './presentation/presentation-context.tsx';
export type { Density, Direction, Presentation, PresentationOptions, Theme } from './presentation/presentation.ts';
export type { UiEvent } from './presentation/ui-event.ts';
export { Nl2SqlProvider, useThreadStore, type Nl2SqlProviderProps, type SessionOptions } from './session/session-context.tsx';
export { useExpiry, type Expiry } from './session/use-expiry.ts';
export { useCapabilities, useThread, useThreadActions, useThreadSelector, useTurn } from './session/use-thread.ts';
export { en } from './messages/en.ts';
export { formattersFor, type Formatters } from './messages/format.ts';
export type { Nl2SqlMessages } from './messages/messages.ts';
