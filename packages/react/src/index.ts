export { Nl2SqlRoot, type Nl2SqlRootProps } from './components/nl2sql-root.tsx';
export { Badge, type BadgeProps } from './components/badge.tsx';
export { Button, type ButtonProps } from './components/button.tsx';
export { Notice, type NoticeProps, type Tone } from './components/notice.tsx';
export { PresentationProvider, en, formattersFor, usePresentation } from './headless.ts';
export type { Density, Direction, Formatters, Nl2SqlMessages, Presentation, PresentationOptions, Theme, UiEvent } from './headless.ts';
