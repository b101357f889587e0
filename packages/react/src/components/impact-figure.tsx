'use client';
import type { Estimate } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { Badge } from './badge.tsx';

export interface ImpactFigureProps {
  /** Null where nobody tried to find out. */
  readonly estimate: Estimate | null;
  /** How an amount reads; one that was only estimated is rounded. */
  readonly show: (value: number, isRounded: boolean) => string;
  /** Puts the amount into words with its unit. */
  readonly inWords?: ((amount: string, count: number) => string) | undefined;
  readonly limit?: number | undefined;
}

/** A figure in words, with how it was come by. That it is not known is said as well. */
export function ImpactFigure({ estimate, show, inWords = (amount) => amount, limit }: ImpactFigureProps): ReactNode {
  const { messages } = usePresentation();
  const isKnown = estimate !== null && estimate.value !== null;
  const tooMuch = isKnown && limit !== undefined && (estimate.high ?? estimate.value ?? 0) > limit;
  return (
    <>
      {isKnown ? <KnownFigure estimate={estimate} value={estimate.value!} show={show} inWords={inWords} /> : messages.impactUnknown}
      {limit !== undefined && (tooMuch || !isKnown) && (
        <>
          {' '}
          <Badge tone="warning" icon="warning">{(tooMuch ? messages.impactAboveLimit : messages.impactUnknownLimit)({ amount: show(limit, false) })}</Badge>
        </>
      )}
    </>
  );
}

function KnownFigure({ estimate, value, show, inWords }: { readonly estimate: Estimate; readonly value: number } & Required<Pick<ImpactFigureProps, 'show'>> & { readonly inWords: (amount: string, count: number) => string }): ReactNode {
  const { messages } = usePresentation();
  const { low, high, method } = estimate;
  const isRounded = method === 'explain' || method === 'heuristic';
  const isRange = low !== undefined && high !== undefined && low !== high;
  const shown = show(value, isRounded);
  return (
    <>
      {inWords(isRounded ? messages.impactAbout({ amount: shown }) : shown, value)}
      {isRange && ` (${messages.impactBetween({ low: show(low, isRounded), high: show(high, isRounded) })})`}
      <span className="nl2sql-impact__method">, {messages.impactMethod({ method })}</span>
    </>
  );
}
