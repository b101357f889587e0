import type { Estimate } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { Badge } from './badge.tsx';

/**
 * A figure in words, with how it was come by. That it is not known is said as well.
 *
 * @param estimate - Null where nobody tried to find out.
 * @param show - How an amount reads; one that was only estimated is rounded.
 * @param inWords - Puts the amount into words with its unit.
 */
export function impactFigure(
  messages: Nl2SqlMessages,
  estimate: Estimate | null,
  show: (value: number, isRounded: boolean) => string,
  limit?: number,
  inWords: (amount: string, count: number) => string = (amount) => amount,
): ReactNode {
  const value = estimate?.value ?? null;
  const tooMuch = value !== null && limit !== undefined && (estimate?.high ?? value) > limit;
  return (
    <>
      {estimate === null || value === null ? messages.impactUnknown : known(messages, estimate, value, show, inWords)}
      {limit !== undefined && (tooMuch || value === null) && (
        <>
          {' '}
          <Badge tone="warning" icon="warning">{(tooMuch ? messages.impactAboveLimit : messages.impactUnknownLimit)({ amount: show(limit, false) })}</Badge>
        </>
      )}
    </>
  );
}

function known(messages: Nl2SqlMessages, { low, high, method }: Estimate, value: number, show: (value: number, isRounded: boolean) => string, inWords: (amount: string, count: number) => string): ReactNode {
  const isRounded = method === 'explain' || method === 'heuristic';
  const shown = show(value, isRounded);
  return (
    <>
      {inWords(isRounded ? messages.impactAbout({ amount: shown }) : shown, value)}
      {low !== undefined && high !== undefined && low !== high && ` (${messages.impactBetween({ low: show(low, isRounded), high: show(high, isRounded) })})`}
      <span className="nl2sql-impact__method">, {messages.impactMethod({ method })}</span>
    </>
  );
}
