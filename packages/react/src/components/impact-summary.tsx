'use client';
import type { QueryImpact } from '@nl2sql/core/protocol';
import { useId, useState, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { useControlled } from '../primitives/use-controlled.ts';
import { Badge } from './badge.tsx';
import { classNames } from './class-names.ts';
import { Fact } from './fact.tsx';
import type { IconName } from './icon.tsx';
import { impactFigure } from './impact-figure.tsx';
import { ImpactSample } from './impact-sample.tsx';
import type { Tone } from './notice.tsx';
import { Surface } from './surface.tsx';

/** Figures above which a value is marked. A value that is not known is marked as well. */
export interface ImpactThresholds {
  readonly rows?: number;
  /** Milliseconds. */
  readonly durationMs?: number;
  /** In the currency of the cost. */
  readonly cost?: number;
}

export interface ImpactAcknowledgement {
  /** What a person has to do before they go on: nothing (the default), tick a box, or type a word. */
  readonly acknowledge?: 'none' | 'checkbox' | 'type-to-confirm' | undefined;
  /** The word to type; by default the name of the table that is written. */
  readonly confirmWith?: string | undefined;
}

export interface ImpactSummaryProps extends ImpactAcknowledgement {
  /** What was found out about the statement before it runs. */
  readonly impact: QueryImpact;
  /** Figures above which a value is marked; by default none is for being large. */
  readonly thresholds?: ImpactThresholds | undefined;
  /** Whether it is acknowledged, where the host says so; otherwise the component decides, from `defaultAcknowledged` on. */
  readonly acknowledged?: boolean | undefined;
  /** False by default. */
  readonly defaultAcknowledged?: boolean | undefined;
  /** Called when a person acknowledges, or takes it back. */
  readonly onAcknowledgedChange?: ((acknowledged: boolean) => void) | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
  readonly className?: string | undefined;
}

const RISKS: Readonly<Record<QueryImpact['risk'], { readonly tone: Tone; readonly icon: IconName }>> = {
  low: { tone: 'success', icon: 'check' },
  medium: { tone: 'warning', icon: 'half-circle' },
  high: { tone: 'danger', icon: 'warning' },
};

/**
 * What a statement would do to the database, each figure with how it was come by.
 *
 * @example
 * ```tsx
 * import type { QueryImpact } from '@nl2sql/core/protocol';
 * import { ImpactSummary } from '@nl2sql/react';
 *
 * export const Impact = ({ impact }: { impact: QueryImpact }) => (
 *   <ImpactSummary impact={impact} thresholds={{ rows: 10_000, durationMs: 30_000 }} acknowledge="checkbox" />
 * );
 * ```
 */
export function ImpactSummary({ impact, thresholds = {}, messages: own, className, ...acknowledgement }: ImpactSummaryProps): ReactNode {
  const { messages, format, timeZone } = usePresentation(own);
  const id = useId();
  const amount = (value: number, isRounded: boolean): string => (isRounded ? format.roundNumber(value) : format.number(value));
  const rows = (shown: string, count: number): string => messages.impactRowCount({ amount: shown, count }, format);
  const { cost } = impact;
  return (
    <Surface as="section" messages={own} className={classNames('nl2sql-impact', className)} data-risk={impact.risk} aria-labelledby={id}>
      <div className="nl2sql-impact__header">
        <h4 className="nl2sql-impact__title" id={id}>{messages.impactTitle}</h4>
        <Badge {...RISKS[impact.risk]}>{messages.impactRisk(impact)}</Badge>
        <span className="nl2sql-impact__at">
          {messages.impactAt} <time dateTime={impact.at}>{format.dateTime(impact.at, timeZone)}</time>
        </span>
      </div>
      {impact.reasons.length > 0 && (
        <ul className="nl2sql-impact__reasons">
          {impact.reasons.map((reason) => <li key={reason}><bdi>{reason}</bdi></li>)}
        </ul>
      )}
      <dl className="nl2sql-facts">
        <Fact term={messages.impactOperation}>{messages.impactOperationOf(impact)}</Fact>
        <Fact term={messages.tables}>
          {impact.tables.map(({ table, access, sensitive }) => (
            <span className="nl2sql-impact__line" key={`${table} ${access}`}>
              <code className="nl2sql-code">{table}</code> {access === 'write' ? <strong className="nl2sql-impact__access">{messages.impactWritten}</strong> : messages.impactRead}{' '}
              {sensitive && <Badge tone="warning" icon="lock">{messages.impactSensitive}</Badge>}
            </span>
          ))}
        </Fact>
        <Fact term={messages.impactRows}>{impactFigure(messages, impact.rows, amount, thresholds.rows, rows)}</Fact>
        {impact.cascades.length > 0 && (
          <Fact term={messages.impactCascades}>
            {impact.cascades.map((cascade) => (
              <span className="nl2sql-impact__line" key={cascade.table}>
                <code className="nl2sql-code">{cascade.table}</code>: {impactFigure(messages, cascade.rows, amount, undefined, rows)}
              </span>
            ))}
          </Fact>
        )}
        <Fact term={messages.impactDuration}>{impactFigure(messages, impact.durationMs, format.duration, thresholds.durationMs)}</Fact>
        {cost !== null && (
          <Fact term={messages.impactCost}>{impactFigure(messages, cost, (value) => format.money(value, cost.currency), thresholds.cost)}</Fact>
        )}
        <Fact term={messages.impactLocks}>{messages.impactLocksOf(impact)}</Fact>
        <Fact term={messages.impactReversible}>{messages.impactReversibleOf(impact)}</Fact>
      </dl>
      {impact.sample !== null && <ImpactSample sample={impact.sample} />}
      <Acknowledgement impact={impact} {...acknowledgement} />
    </Surface>
  );
}

type AcknowledgementProps = Pick<ImpactSummaryProps, 'impact' | 'acknowledge' | 'confirmWith' | 'acknowledged' | 'defaultAcknowledged' | 'onAcknowledgedChange'>;

function Acknowledgement({ impact, acknowledge = 'none', confirmWith, acknowledged, defaultAcknowledged = false, onAcknowledgedChange }: AcknowledgementProps): ReactNode {
  const { messages } = usePresentation();
  const id = useId();
  const [isAcknowledged, setAcknowledged] = useControlled(acknowledged, defaultAcknowledged, onAcknowledgedChange);
  const [typed, setTyped] = useState('');
  if (acknowledge === 'none') return null;
  if (acknowledge === 'checkbox') {
    return (
      <label className="nl2sql-impact__acknowledge">
        <input type="checkbox" className="nl2sql-choice__input" checked={isAcknowledged} onChange={(event) => setAcknowledged(event.currentTarget.checked)} />
        {messages.impactAcknowledge}
      </label>
    );
  }
  const word = confirmWith ?? (impact.tables.find(({ access }) => access === 'write') ?? impact.tables[0])?.table ?? impact.operation;
  return (
    <div className="nl2sql-field">
      <label className="nl2sql-field__label" htmlFor={id}>{messages.impactTypeToConfirm({ word })}</label>
      <input
        className="nl2sql-field__input"
        id={id}
        dir="auto"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          const matches = currentTarget.value.trim() === word;
          if (matches !== isAcknowledged) setAcknowledged(matches);
        }}
      />
    </div>
  );
}
