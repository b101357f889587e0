'use client';
import type { ClarificationOption } from '@nl2sql/core/protocol';
import { useId, type ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { Badge } from './badge.tsx';

export interface ChoiceCardProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly badge?: ReactNode;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onChoose: () => void;
  /** What is read out after the label. */
  readonly children?: ReactNode;
}

/** A radio button as a card: all of it can be clicked, and only its label is its name. */
export function ChoiceCard({ name, label, badge, checked, disabled, onChoose, children }: ChoiceCardProps): ReactNode {
  const id = useId();
  return (
    <label className="nl2sql-choice" htmlFor={id} data-checked={checked || undefined} data-disabled={disabled || undefined}>
      <input
        className="nl2sql-choice__input"
        type="radio"
        id={id}
        name={name}
        checked={checked}
        disabled={disabled}
        onChange={onChoose}
        aria-labelledby={`${id}-label`}
        aria-describedby={children === undefined ? undefined : `${id}-details`}
      />
      <span className="nl2sql-choice__body">
        <span className="nl2sql-choice__label" id={`${id}-label`}>
          <bdi>{label}</bdi> {badge}
        </span>
        {children !== undefined && (
          <span className="nl2sql-choice__details" id={`${id}-details`}>
            {children}
          </span>
        )}
      </span>
    </label>
  );
}

export interface ClarificationOptionCardProps extends Omit<ChoiceCardProps, 'label' | 'badge' | 'children'> {
  readonly option: ClarificationOption;
  readonly suggested: boolean;
}

/** Where a reading lies; nothing where its label says so already. */
function placeOf({ label, table, column, value }: ClarificationOption): string {
  const place = [table, column].filter((part) => part !== undefined).join('.');
  return place === label && value === undefined ? '' : place;
}

/** One reading: what it is called, where it lies, what it means for the answer, and what speaks for it. */
export function ClarificationOptionCard({ option, suggested, ...card }: ClarificationOptionCardProps): ReactNode {
  const { messages } = usePresentation();
  const place = placeOf(option);
  return (
    <ChoiceCard {...card} label={option.label} badge={suggested && <Badge tone="info">{messages.clarifySuggested}</Badge>}>
      {place !== '' && (
        <span className="nl2sql-choice__place">
          <code className="nl2sql-code">{option.value === undefined ? place : `${place} = ${option.value}`}</code>
        </span>
      )}
      <span><bdi>{option.consequence}</bdi></span>
      {option.evidence.map((line) => (
        <span className="nl2sql-choice__evidence" key={line}><bdi>{line}</bdi></span>
      ))}
    </ChoiceCard>
  );
}
