'use client';
import type { Confidence, ConfidenceFactor, ConfidenceLevel } from '@nl2sql/core/protocol';
import { forwardRef, useCallback, useId, type HTMLAttributes, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { usePopover } from '../primitives/use-popover.ts';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { Surface } from './surface.tsx';

export interface ConfidenceIndicatorProps extends Omit<HTMLAttributes<HTMLElement>, 'children'> {
  /** Null where nothing was scored, which is shown as such. */
  readonly confidence: Confidence | null;
  /** Where the statement comes from; it is shown before the score. */
  readonly provenance?: 'verified' | 'similar' | 'generated' | undefined;
  /** Set it when the score was measured to be a probability; until then the panel says that it is none. */
  readonly calibrated?: boolean | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/** Shape and word say the level; the colour only repeats it. */
const SHAPES: Readonly<Record<ConfidenceLevel, { readonly icon: IconName; readonly tone: 'success' | 'warning' | 'danger'; readonly bars: number }>> = {
  green: { icon: 'shield-check', tone: 'success', bars: 3 },
  yellow: { icon: 'half-circle', tone: 'warning', bars: 2 },
  red: { icon: 'warning', tone: 'danger', bars: 1 },
};

/**
 * How far an answer may be trusted: a shape, a word and a number, and on request what speaks for and
 * against it, what pulls it down most first.
 *
 * @example
 * ```tsx
 * import { ConfidenceIndicator } from '@nl2sql/react';
 *
 * const confidence = { score: 0.86, level: 'green', factors: [] } as const;
 * export const Trust = () => <ConfidenceIndicator confidence={confidence} />;
 * ```
 */
export const ConfidenceIndicator = /* @__PURE__ */ forwardRef<HTMLElement, ConfidenceIndicatorProps>(function ConfidenceIndicator(
  { confidence, provenance, calibrated = false, messages: own, className, ...attributes },
  ref,
) {
  const { messages, format, onEvent } = usePresentation(own);
  const onOpenChange = useCallback((open: boolean) => onEvent({ type: 'disclose', component: 'confidence-indicator', open }), [onEvent]);
  const popover = usePopover({ onOpenChange });
  const heading = useId();

  if (confidence === null) {
    return (
      <Surface as="span" ref={ref} messages={own} className={classNames('nl2sql-confidence', className)} {...attributes}>
        <span className="nl2sql-confidence__badge" data-tone="neutral">
          <Icon name="info" />
          {messages.confidenceNone}
        </span>
      </Surface>
    );
  }

  const { icon, tone, bars } = SHAPES[confidence.level];
  return (
    <Surface as="span" ref={ref} messages={own} className={classNames('nl2sql-confidence', className)} {...attributes}>
      <span className="nl2sql-confidence__frame" {...popover.frame}>
        <button type="button" className="nl2sql-confidence__badge" data-tone={tone} data-level={confidence.level} {...popover.trigger}>
          <Icon name={icon} />
          {provenance !== undefined && <span className="nl2sql-confidence__provenance">{messages[`provenance:${provenance}`]}</span>}
          <span className="nl2sql-confidence__word">{messages[`confidence:${confidence.level}`]}</span>
          <span className="nl2sql-confidence__score">{format.percent(confidence.score)}</span>
          <span className="nl2sql-confidence__bars" data-bars={bars} aria-hidden="true">
            <span />
            <span />
            <span />
          </span>
        </button>
        {popover.open && (
          <div className="nl2sql-confidence__panel nl2sql-popover" role="group" aria-labelledby={heading} {...popover.panel}>
            <strong id={heading} className="nl2sql-confidence__heading">{messages.confidenceWhy}</strong>
            <Factors factors={confidence.factors} />
            {!calibrated && <p className="nl2sql-confidence__note">{messages.confidenceNotCalibrated}</p>}
          </div>
        )}
      </span>
    </Surface>
  );
});

/** How much of the score a factor takes away. */
const loss = ({ value, weight }: ConfidenceFactor): number => (1 - value) * weight;

function Factors({ factors }: { readonly factors: readonly ConfidenceFactor[] }): ReactNode {
  const { messages, format } = usePresentation();
  return (
    <ul className="nl2sql-confidence__factors">
      {[...factors].sort((first, second) => loss(second) - loss(first)).map(({ name, value, reason }) => (
        <li key={name} className="nl2sql-confidence__factor" data-tone={value >= 0.8 ? 'success' : value >= 0.6 ? 'warning' : 'danger'}>
          <span className="nl2sql-confidence__factor-name">{messages[`confidenceFactor:${name}`]}</span>
          <span className="nl2sql-confidence__factor-value">{format.percent(value)}</span>
          <span className="nl2sql-confidence__meter" aria-hidden="true">
            <span style={{ inlineSize: `${Math.round(value * 100)}%` }} />
          </span>
          <span className="nl2sql-confidence__reason">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
