'use client';
import type { Problem } from '@nl2sql/core/client';
import type { ReactNode } from 'react';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { Button } from '../button.tsx';
import { Disclosure } from '../disclosure.tsx';
import { Notice, type Tone } from '../notice.tsx';
import type { IconName } from '../icon.tsx';
import { isGone, type TurnPartProps } from './chat-context.tsx';

/** What the server says to an answer that another one came before. */
const CAME_LATE: ReadonlySet<string> = new Set(['ALREADY_RESUMED', 'RUN_NOT_WAITING']);

/** What has become of a turn that has no answer: what happened, what is safe to assume, what to do next. */
export function TurnOutcome(props: TurnPartProps): ReactNode {
  const { messages } = usePresentation();
  const { phase, problem } = props.turn;
  const cameLate = problem !== null && CAME_LATE.has(problem.code) && (phase === 'succeeded' || phase === 'cancelled' || phase === 'refused');
  return (
    <>
      {cameLate && <Notice tone="info" title={messages.chatCameLate}>{messages.chatCameLateText}</Notice>}
      <Outcome {...props} />
    </>
  );
}

function Outcome(props: TurnPartProps): ReactNode {
  const { messages, format } = usePresentation();
  const { turn, isLast, actions } = props;
  const { phase, run, problem, reconnect } = turn;
  switch (phase) {
    case 'reconnecting':
    case 'offline': {
      const isTrying = phase === 'reconnecting';
      return (
        <Notice
          tone={isTrying ? 'info' : 'warning'}
          icon={isTrying ? 'refresh' : 'warning'}
          title={isTrying && reconnect !== null ? messages.chatReconnecting(reconnect, format) : messages.chatOffline}
          actions={actions.reconnect && isLast && <Button icon="refresh" onClick={() => void actions.reconnect?.()}>{messages.chatReconnect}</Button>}
        >
          {isTrying ? messages.chatReconnectingText : messages.chatOfflineText}
        </Notice>
      );
    }
    case 'failed': {
      const error = run.error ?? problem;
      return (
        <Ended {...props} tone="danger" title={run.runId === null ? messages.chatNotSent : messages.chatFailed} details={error && { ...error, stage: run.error?.stage ?? null }}>
          {error?.message} {error?.hint}
        </Ended>
      );
    }
    case 'refused': {
      const { reason = 'unanswerable', message = '' } = run.refusal ?? {};
      return <Ended {...props} tone="neutral" icon="info" title={messages[`chatRefused:${reason}`]} canRetry={false}>{message} {messages[`chatInstead:${reason}`]}</Ended>;
    }
    case 'cancelled': {
      // The rows say themselves that they are not all.
      if (run.result !== null) return <div className="nl2sql-chat__actions"><NextSteps {...props} /></div>;
      const told = { true: messages.chatStoppedConfirmed, false: messages.chatStoppedUnconfirmed, null: messages.chatStoppedBefore };
      return <Ended {...props} tone={run.databaseStopped === false ? 'warning' : 'neutral'} icon="stop" title={messages.chatStopped}>{told[`${run.databaseStopped}`]}</Ended>;
    }
    case 'expired':
      return <Ended {...props} tone="neutral" icon="clock" title={messages.expired}>{messages.expiredText}</Ended>;
    case 'succeeded':
      if (isGone(turn)) return <Ended {...props} tone="neutral" icon="clock" title={messages.chatGone}>{messages.chatGoneText}</Ended>;
      return problem && turn.nextRows !== null && !CAME_LATE.has(problem.code) && <Notice tone="warning" title={messages.chatRowsFailed} actions={actions.loadRows && <Button icon="refresh" onClick={() => void actions.loadRows?.(turn.id)}>{messages.retry}</Button>}>{problem.message} {problem.hint}</Notice>;
    default:
      return null;
  }
}

interface EndedProps extends TurnPartProps {
  readonly tone: Tone;
  readonly icon?: IconName;
  readonly title: string;
  readonly canRetry?: boolean;
  readonly details?: (Problem & { readonly stage: keyof StageWords | null }) | null;
  readonly children: ReactNode;
}

type StageWords = Readonly<Record<NonNullable<NonNullable<TurnPartProps['turn']['run']['error']>['stage']>, string>>;

function Ended({ tone, icon, title, canRetry = true, details, children, ...part }: EndedProps): ReactNode {
  const { messages } = usePresentation();
  return (
    <Notice
      tone={tone}
      {...(icon !== undefined && { icon })}
      title={title}
      actions={<NextSteps {...part} canRetry={canRetry} />}
    >
      <p className="nl2sql-chat__outcome" dir="auto">{children}</p>
      {details != null && (
        <Disclosure component="turn-error" summary={messages.showDetails}>
          <dl className="nl2sql-chat__details">
            <dt>{messages.chatErrorCode}</dt>
            <dd className="nl2sql-code">{details.code}</dd>
            {details.stage !== null && (
              <>
                <dt>{messages.chatErrorStage}</dt>
                <dd>{messages[`stage:${details.stage}`]}</dd>
              </>
            )}
            {part.turn.run.runId !== null && (
              <>
                <dt>{messages.chatErrorRun}</dt>
                <dd className="nl2sql-code">{part.turn.run.runId}</dd>
              </>
            )}
          </dl>
        </Disclosure>
      )}
    </Notice>
  );
}

/** What can be done about a turn that has no answer. */
function NextSteps({ turn, isBusy, actions, editQuestion, canRetry = true }: TurnPartProps & { readonly canRetry?: boolean }): ReactNode {
  const { messages, onEvent } = usePresentation();
  const retry = (): void => {
    if (isBusy) return;
    onEvent({ type: 'retry' });
    void actions.retry?.(turn.id);
  };
  return (
    <>
      {canRetry && actions.retry && <Button icon="refresh" aria-disabled={isBusy || undefined} onClick={retry}>{messages.chatAskAgain}</Button>}
      {actions.ask && <Button icon="pencil" tone={canRetry ? 'quiet' : 'secondary'} onClick={() => editQuestion(turn.question)}>{messages.chatEdit}</Button>}
    </>
  );
}
