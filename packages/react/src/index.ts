export { Nl2SqlRoot, type Nl2SqlRootProps } from './components/nl2sql-root.tsx';
export { Badge, type BadgeProps } from './components/badge.tsx';
export { Button, type ButtonProps } from './components/button.tsx';
export { Notice, type NoticeProps, type Tone } from './components/notice.tsx';
export { TableDisambiguation, type TableDisambiguationProps } from './components/table-disambiguation.tsx';
export { TableDisambiguationDialog, type TableDisambiguationDialogProps } from './components/table-disambiguation-dialog.tsx';
export type { ClarificationResponse } from './primitives/use-clarification.ts';
export { Nl2SqlProvider, PresentationProvider, en, formattersFor, useCapabilities, useExpiry, usePresentation, useThread, useThreadActions, useThreadSelector, useThreadStore, useTurn } from './headless.ts';
export type { Density, Direction, Expiry, Formatters, Nl2SqlMessages, Nl2SqlProviderProps, Presentation, PresentationOptions, SessionOptions, Theme, UiEvent } from './headless.ts';
