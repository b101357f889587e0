'use client';
import type { AnswerReach } from '@nl2sql/core/protocol';
import { useId, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { markPhrase } from '../primitives/mark-phrase.ts';
import type { ClarificationState } from '../primitives/use-clarification.ts';
import { Button } from './button.tsx';
import { ChoiceCard, ClarificationOptionCard } from './clarification-option-card.tsx';
import { ExpiryLine } from './expiry-line.tsx';
import { Notice } from './notice.tsx';

const REACHES = { thread: 'clarifyReachThread', user: 'clarifyReachUser', tenant: 'clarifyReachTenant' } as const satisfies Record<AnswerReach, keyof Nl2SqlMessages>;

/** The user's own words, with those marked that have several readings. */
export function AskedSentence({ state, question }: { readonly state: ClarificationState; readonly question: string | undefined }): ReactNode {
  const { messages } = usePresentation();
  const { span } = state.interrupt.clarification;
  const sentence = question ?? span?.text;
  if (sentence === undefined) return null;
  const { before, marked, after } = markPhrase(sentence, span);
  return (
    <p className="nl2sql-clarification__asked">
      <span className="nl2sql-clarification__asked-label">{messages.clarifyYourQuestion}</span>
      <q className="nl2sql-clarification__sentence">
        <bdi>
          {before}
          {marked !== '' && <mark className="nl2sql-clarification__mark">{marked}</mark>}
          {after}
        </bdi>
      </q>
    </p>
  );
}

/** The readings, one's own words, and for how long the choice holds. `labelledBy` names the question above. */
export function ClarificationFields({ state, labelledBy }: { readonly state: ClarificationState; readonly labelledBy: string }): ReactNode {
  const { messages } = usePresentation();
  const id = useId();
  const { clarification } = state.interrupt;
  const { choice, isLocked, missing } = state;
  const card = { name: id, disabled: isLocked };
  const writes = choice?.kind === 'text';
  return (
    <>
      <div
        className="nl2sql-clarification__options"
        role="radiogroup"
        aria-labelledby={labelledBy}
        aria-invalid={missing === 'choice' || undefined}
        aria-describedby={missing === 'choice' ? `${id}-missing` : undefined}
      >
        {clarification.options.map((option) => (
          <ClarificationOptionCard
            key={option.id}
            {...card}
            option={option}
            suggested={option.id === clarification.suggested}
            checked={choice?.kind === 'option' && choice.optionId === option.id}
            onChoose={() => state.choose({ kind: 'option', optionId: option.id })}
          />
        ))}
        {clarification.allowFreeText && <ChoiceCard {...card} label={messages.clarifyNoneOfThese} checked={writes} onChoose={() => state.choose({ kind: 'text' })} />}
      </div>
      {writes && (
        <div className="nl2sql-field">
          <label className="nl2sql-field__label" htmlFor={`${id}-text`}>{messages.clarifyOwnWords}</label>
          <textarea
            className="nl2sql-field__input"
            id={`${id}-text`}
            dir="auto"
            rows={2}
            disabled={isLocked}
            value={state.text}
            onChange={(event) => state.setText(event.currentTarget.value)}
            aria-invalid={missing === 'text' || undefined}
            aria-describedby={missing === 'text' ? `${id}-missing` : undefined}
          />
        </div>
      )}
      <p className="nl2sql-field__error" id={`${id}-missing`} role="alert">
        {missing === 'choice' ? messages.clarifyChoiceMissing : missing === 'text' ? messages.clarifyTextMissing : ''}
      </p>
      {state.reaches.length > 0 && !writes && (
        <div className="nl2sql-clarification__remember">
          <label htmlFor={`${id}-reach`}>{messages.clarifyRemember}</label>
          <select
            className="nl2sql-field__input"
            id={`${id}-reach`}
            disabled={isLocked}
            value={state.reach === false ? '' : state.reach}
            onChange={(event) => state.setReach(state.reaches.find((reach) => reach === event.currentTarget.value) ?? false)}
          >
            <option value="">{messages.clarifyReachNever}</option>
            {state.reaches.map((reach) => (
              <option key={reach} value={reach}>{messages[REACHES[reach]]}</option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}

/** What became of the answer, until when there is time for one, and the two ways on. */
export function ClarificationFooter({ state }: { readonly state: ClarificationState }): ReactNode {
  const { messages } = usePresentation();
  const { status, problem, expiry, isLocked } = state;
  const busy = status === 'pending' ? messages.clarifySending : status === 'sent' ? messages.clarifySent : null;
  return (
    <>
      <div className="nl2sql-clarification__outcome" role="alert">
        {status === 'failed' && !expiry.isExpired && (
          <Notice tone="danger" title={messages.clarifyFailed}>
            {problem === null ? messages.clarifyFailedText : [problem.message, problem.hint ?? messages.clarifyFailedText].join(' ')}
          </Notice>
        )}
        {expiry.isExpired && status !== 'sent' && (
          <Notice tone="warning" icon="clock" title={messages.expired}>{messages.expiredText}</Notice>
        )}
      </div>
      <div className="nl2sql-clarification__actions">
        <ExpiryLine expiresAt={state.interrupt.expiresAt} expiry={expiry} />
        {!expiry.isExpired && (
          <>
            <Button aria-disabled={isLocked || undefined} onClick={state.cancel}>{messages.clarifyCancel}</Button>
            <Button tone="primary" aria-disabled={isLocked || undefined} onClick={state.submit}>{busy ?? messages.clarifySubmit}</Button>
          </>
        )}
      </div>
      <span className="nl2sql-visually-hidden" role="status">{busy}</span>
    </>
  );
}
