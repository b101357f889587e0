import type { Cell, ResultColumn } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import { en } from '../messages/en.ts';
import { formattersFor, type Formatters } from '../messages/format.ts';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import type { UiEvent } from './ui-event.ts';

export type Theme = 'light' | 'dark' | 'system';
export type Density = 'compact' | 'comfortable';
export type Direction = 'ltr' | 'rtl' | 'auto';

/** How the components look and read. Everything has a default; a provider within another changes what it names. */
export interface PresentationOptions {
  /** A BCP 47 language tag for numbers, dates and plurals; `en` by default, and where it is none. The texts are those of `messages`. */
  readonly locale?: string | undefined;
  /** The IANA zone in which instants are shown; `UTC` by default, so that a server and a browser render the same, and where it is none. */
  readonly timeZone?: string | undefined;
  /** The direction of the texts; by default that of the locale's script. */
  readonly dir?: Direction | undefined;
  /** `system` by default: what the operating system is set to. */
  readonly theme?: Theme | undefined;
  /** `comfortable` by default. */
  readonly density?: Density | undefined;
  /** Texts in place of the English ones. */
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
  /** Where dialogs are put; by default the body. Inside a shadow root it has to be an element of that root. */
  readonly portalContainer?: HTMLElement | null | undefined;
  /** Shows something else for a cell, or `undefined` for the cell as it is. It is display only: the server decides what is sent. */
  readonly redact?: ((cell: Cell, column: ResultColumn) => ReactNode | undefined) | undefined;
  /** Told what a user does with the kit, without contents. The kit itself sends nothing anywhere. */
  readonly onEvent?: ((event: UiEvent) => void) | undefined;
  /** For a content security policy: put on every style and script element that the kit makes. */
  readonly nonce?: string | undefined;
}

/** What a component reads: the options of all providers around it, with the defaults. */
export interface Presentation {
  readonly locale: string;
  readonly timeZone: string;
  readonly dir: Direction;
  readonly theme: Theme;
  readonly density: Density;
  readonly messages: Nl2SqlMessages;
  readonly format: Formatters;
  readonly portalContainer: HTMLElement | null;
  readonly redact: (cell: Cell, column: ResultColumn) => ReactNode | undefined;
  readonly onEvent: (event: UiEvent) => void;
  readonly nonce: string | undefined;
  /** Whether an element around the component carries the tokens already. */
  readonly rooted: boolean;
}

const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|iw|ps|sd|ug|ur|yi)\b|-(Arab|Hebr)\b/;

export const defaultPresentation: Presentation = {
  locale: 'en',
  timeZone: 'UTC',
  dir: 'ltr',
  theme: 'system',
  density: 'comfortable',
  messages: en,
  format: formattersFor('en'),
  portalContainer: null,
  redact: () => undefined,
  onEvent: () => undefined,
  nonce: undefined,
  rooted: false,
};

/** What `Intl` takes, or undefined: these come from profiles of users, and a page is not to fail over one. */
function usable<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** A language tag, also from one that is written as an operating system does: `en_US`. */
const languageTag = (tag: string): string | undefined => usable(() => Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0]);

/** As it was given: a server and a browser may have another name for the same zone. */
const zoneName = (timeZone: string): string | undefined =>
  usable(() => {
    Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  });

/** A presentation with some options changed. */
export function withOptions(outer: Presentation, options: PresentationOptions): Presentation {
  const own = options.locale === undefined ? undefined : languageTag(options.locale);
  const locale = own ?? outer.locale;
  const scriptDirection = own === undefined ? outer.dir : RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr';
  return {
    locale,
    timeZone: (options.timeZone === undefined ? undefined : zoneName(options.timeZone)) ?? outer.timeZone,
    dir: options.dir ?? scriptDirection,
    theme: options.theme ?? outer.theme,
    density: options.density ?? outer.density,
    messages: options.messages === undefined ? outer.messages : { ...outer.messages, ...options.messages },
    format: formattersFor(locale),
    portalContainer: options.portalContainer ?? outer.portalContainer,
    redact: options.redact ?? outer.redact,
    onEvent: options.onEvent ?? outer.onEvent,
    nonce: options.nonce ?? outer.nonce,
    rooted: outer.rooted,
  };
}
