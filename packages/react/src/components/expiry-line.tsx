'use client';
import type { ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import type { Expiry } from '../session/use-expiry.ts';
import { Icon } from './icon.tsx';

/** From how many minutes on the time left is shown, and when it is said aloud. */
const WARNED_AT = [1, 5];

/** Until when something is open. The time left is only spoken five minutes and one minute before the end. */
export function ExpiryLine({ expiresAt, expiry }: { readonly expiresAt: string | null; readonly expiry: Expiry }): ReactNode {
  const { messages, format, timeZone } = usePresentation();
  if (expiresAt === null || expiry.isExpired || Number.isNaN(Date.parse(expiresAt))) return null;
  const { minutesLeft } = expiry;
  const warning = minutesLeft === null ? undefined : WARNED_AT.find((minutes) => minutesLeft <= minutes);
  return (
    <p className="nl2sql-expiry" data-soon={warning !== undefined || undefined}>
      <Icon name="clock" />
      <span>
        {messages.expiresAt} <time dateTime={expiresAt}>{format.dateTime(expiresAt, timeZone)}</time>
        {warning !== undefined && <> · {messages.minutesLeft({ minutes: minutesLeft ?? 0 }, format)}</>}
      </span>
      <span className="nl2sql-visually-hidden" role="status">
        {warning === undefined ? '' : messages.lessThanMinutesLeft({ minutes: warning }, format)}
      </span>
    </p>
  );
}
