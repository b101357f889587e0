export { PresentationProvider, usePresentation } from './presentation/presentation-context.tsx';
export type { Density, Direction, Presentation, PresentationOptions, Theme } from './presentation/presentation.ts';
export type { UiEvent } from './presentation/ui-event.ts';
export { en } from './messages/en.ts';
export { formattersFor, type Formatters } from './messages/format.ts';
export type { Nl2SqlMessages } from './messages/messages.ts';
