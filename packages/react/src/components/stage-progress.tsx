'use client';
import type { JsonRunState } from '@nl2sql/core/protocol';
import { forwardRef, useId, useState, type HTMLAttributes, type ReactNode } from 'react';
import type { Formatters } from '../messages/format.ts';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { useElapsed } from '../primitives/use-elapsed.ts';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { Surface } from './surface.tsx';

/** What the component reads of a run. */
export type ProgressState = Pick<JsonRunState, 'phase' | 'steps' | 'startedAt' | 'endedAt'>;

export interface StageProgressProps extends Omit<HTMLAttributes<HTMLElement>, 'children'> {
  /** The run, as `Turn.run` has it. */
  readonly state: ProgressState;
  /** Whether the list is open at first; closed by default, so that the line alone is seen. */
  readonly defaultOpen?: boolean | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/**
 * What a run is doing, in one line that names the step; the whole list on request. When it has ended the
 * line says how, and how long it took. Nothing is shown of a run that has not begun.
 *
 * @example
 * ```tsx
 * import { StageProgress } from '@nl2sql/react';
 * import { initialRunState } from '@nl2sql/core/protocol';
 *
 * export const Progress = () => <StageProgress state={initialRunState} />;
 * ```
 */
export const StageProgress = /* @__PURE__ */ forwardRef<HTMLElement, StageProgressProps>(function StageProgress({ state, defaultOpen = false, messages: own, className, ...attributes }, ref) {
  const { messages, format, onEvent } = usePresentation(own);
  const [open, setOpen] = useState(defaultOpen);
  const list = useId();
  const running = state.phase === 'streaming';
  const elapsed = useElapsed(state.startedAt, running);
  if (state.phase === 'idle') return null;

  return (
    <Surface ref={ref} messages={own} className={classNames('nl2sql-progress', className)} data-state={state.phase} {...attributes}>
      <button
        type="button"
        className="nl2sql-progress__line"
        aria-expanded={open}
        aria-controls={list}
        onClick={() => {
          setOpen(!open);
          onEvent({ type: 'disclose', component: 'stage-progress', open: !open });
        }}
      >
        <Icon name={LINE_ICONS[state.phase]} className="nl2sql-progress__icon" />
        <span className="nl2sql-progress__text">{lineOf(state, elapsed, messages, format)}</span>
        <Icon name={open ? 'chevron-down' : 'chevron-end'} className="nl2sql-progress__chevron" />
      </button>
      {running && <span className="nl2sql-progress__bar" aria-hidden="true" />}
      {open && (
        <ol className="nl2sql-progress__steps" id={list} aria-label={messages.progressSteps}>
          {state.steps.map((step, at) => (
            <StepItem key={at} step={step} running={running} />
          ))}
        </ol>
      )}
    </Surface>
  );
});

const LINES = {
  idle: 'progressDone',
  succeeded: 'progressDone',
  awaitingInput: 'progressWaiting',
  cancelled: 'progressStopped',
  refused: 'progressRefused',
} as const satisfies Partial<Record<ProgressState['phase'], keyof Nl2SqlMessages>>;

const LINE_ICONS: Readonly<Record<ProgressState['phase'], IconName>> = {
  idle: 'clock',
  streaming: 'clock',
  succeeded: 'check',
  awaitingInput: 'info',
  cancelled: 'stop',
  refused: 'info',
  failed: 'warning',
};

type Step = ProgressState['steps'][number];

function StepItem({ step, running }: { readonly step: Step; readonly running: boolean }): ReactNode {
  const { messages, format } = usePresentation();
  const status = step.status === 'done' ? 'done' : running ? 'running' : 'stopped';
  const [icon, word] = ({ done: ['check', 'stepDone'], running: ['clock', 'stepRunning'], stopped: ['stop', 'stepStopped'] } as const)[status];
  return (
    <li className="nl2sql-progress__step" data-state={status} aria-current={status === 'running' ? 'step' : undefined}>
      <Icon name={icon} className="nl2sql-progress__step-icon" />
      <span className="nl2sql-progress__stage">{messages[`stage:${step.step}`]}</span>
      <span className="nl2sql-visually-hidden">{messages[word]}</span>
      {step.ms !== null && <span className="nl2sql-progress__time">{format.duration(step.ms)}</span>}
      {step.text && <span className="nl2sql-progress__detail" dir="auto">{step.text}</span>}
    </li>
  );
}

function lineOf({ phase, steps, startedAt, endedAt }: ProgressState, running: number | null, messages: Nl2SqlMessages, format: Formatters): string {
  const current = steps.findLast((step) => step.status === 'running') ?? null;
  const stage = current === null ? null : messages[`stage:${current.step}`];
  if (phase === 'streaming') {
    return messages.progressRunning({ stage: stage ?? messages.progressStarting, elapsed: running === null ? null : format.duration(running) });
  }
  const total = startedAt === null || endedAt === null ? steps.reduce((sum, { ms }) => sum + (ms ?? 0), 0) : Date.parse(endedAt) - Date.parse(startedAt);
  const elapsed = format.duration(total);
  return phase === 'failed' ? messages.progressFailed({ stage, elapsed }) : messages[LINES[phase]]({ elapsed, steps: steps.length }, format);
}
