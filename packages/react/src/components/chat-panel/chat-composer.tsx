'use client';
import { isUnderWay } from '@nl2sql/core/client';
import { useCallback, useEffect, useId, type HTMLAttributes, type ReactNode } from 'react';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { useAnnounce } from '../../primitives/announcer.tsx';
import { useComposer, type ComposerOptions } from '../../primitives/use-composer.ts';
import { Button } from '../button.tsx';
import { classNames } from '../class-names.ts';
import { useChatDraft, useChatSetup, useChatState } from './chat-context.tsx';

export interface ChatComposerProps extends Omit<HTMLAttributes<HTMLFormElement>, 'onSubmit'>, Pick<ComposerOptions, 'submitMode' | 'newlineOnTouchEnter'> {
  /** Characters; by default what the server takes. */
  readonly maxLength?: number | undefined;
  /** What stands in the empty field. */
  readonly placeholder?: string | undefined;
}

/** From this share of its limit on, the length of a text is shown. */
const NEARLY_FULL = 0.9;

/**
 * Where a question is written. It is never disabled: while a run is on the text is kept, and the button that
 * sends stops instead. Nothing is shown where nothing can be asked.
 */
export function ChatComposer({ maxLength, placeholder, submitMode = 'enter', newlineOnTouchEnter = true, className, ...attributes }: ChatComposerProps): ReactNode {
  const { messages, format, onEvent } = usePresentation();
  const { turns, capabilities } = useChatState();
  const { actions, ask, inputRef } = useChatSetup();
  const { draft, setDraft } = useChatDraft();
  const announce = useAnnounce();
  const id = useId();
  const last = turns.at(-1);
  const isRunning = isUnderWay(last);
  const isStopping = last?.phase === 'stopping';
  const limit = maxLength ?? capabilities?.limits.questionLength;
  const { stop: stopNow } = actions;

  const stop = useCallback(() => {
    onEvent({ type: 'stop' });
    void stopNow?.();
  }, [stopNow, onEvent]);
  const composer = useComposer({
    ...{ value: draft, onValueChange: setDraft, isRunning, submitMode, newlineOnTouchEnter, inputRef },
    onSend: ask ?? (() => undefined),
    onStop: stopNow && !isStopping ? stop : undefined,
    lastText: last?.question,
  });
  useEffect(() => {
    if (composer.isHeld) announce(messages.chatStopFirst);
  }, [composer.isHeld, announce, messages]);

  if (ask === undefined) return null;
  const stops = isRunning && stopNow !== undefined;
  const hint = composer.isHeld ? messages.chatStopFirst : isRunning ? stops && messages.chatHintRunning : submitMode === 'enter' ? messages.chatHint : messages.chatHintMod;
  return (
    <form
      className={classNames('nl2sql-chat__composer', className)}
      data-state={isStopping ? 'stopping' : isRunning ? 'running' : 'ready'}
      onSubmit={(event) => {
        event.preventDefault();
        composer.submit();
      }}
      {...attributes}
    >
      {last?.phase === 'awaitingInput' && <GoToQuestion />}
      <div className="nl2sql-chat__field" data-value={`${draft} `}>
        <textarea
          className="nl2sql-chat__input"
          id={id}
          rows={1}
          dir="auto"
          aria-label={messages.chatQuestion}
          aria-describedby={`${id}-hint`}
          placeholder={placeholder ?? (turns.length === 0 ? messages.chatPlaceholder : messages.chatFollowUp)}
          maxLength={limit}
          enterKeyHint="send"
          ref={inputRef}
          {...composer.inputProps}
        />
      </div>
      <div className="nl2sql-chat__bar">
        <span className="nl2sql-chat__hint" id={`${id}-hint`} data-held={composer.isHeld || undefined}>{hint}</span>
        {limit !== undefined && draft.length > limit * NEARLY_FULL && <span className="nl2sql-chat__length">{messages.chatLength({ length: draft.length, limit }, format)}</span>}
        <Button
          className="nl2sql-chat__send"
          type="submit"
          tone={stops ? 'secondary' : 'primary'}
          icon={stops ? 'stop' : 'send'}
          iconOnly
          aria-disabled={isStopping || (stops ? false : isRunning || draft.trim() === '') || undefined}
          title={stops ? messages.chatStop : messages.chatSend}
        >
          {isStopping ? messages.chatStopping : stops ? messages.chatStop : messages.chatSend}
        </Button>
      </div>
    </form>
  );
}

/** Focus does not move because a question came: this is the way to it. */
function GoToQuestion(): ReactNode {
  const { messages } = usePresentation();
  return (
    <Button
      className="nl2sql-chat__go"
      tone="quiet"
      icon="info"
      onClick={({ currentTarget }) => {
        const answers = currentTarget.closest('.nl2sql-chat')?.querySelectorAll<HTMLElement>('.nl2sql-chat__answer');
        answers?.[answers.length - 1]?.focus();
      }}
    >
      {messages.chatGoToQuestion}
    </Button>
  );
}
