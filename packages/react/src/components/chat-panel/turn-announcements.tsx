'use client';
import type { Turn } from '@nl2sql/core/client';
import { useEffect, useRef } from 'react';
import type { Presentation } from '../../presentation/presentation.ts';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import type { Urgency } from '../../primitives/announcement-queue.ts';
import { useAnnounce } from '../../primitives/announcer.tsx';
import { useChatState } from './chat-context.tsx';

/** Says what has changed about the newest turn. What was there when the page was opened is there to be read. */
export function TurnAnnouncements(): null {
  const { turns, problem } = useChatState();
  const presentation = usePresentation();
  const announce = useAnnounce();
  const last = turns.at(-1);
  const step = last?.run.steps.findLast(({ status }) => status === 'running')?.step;
  const moment = last === undefined ? null : `${last.id} ${last.phase} ${step ?? ''} ${last.problem?.code ?? ''}`;
  const said = useRef<{ readonly moment: string | null; readonly turn: Turn | undefined }>(undefined);

  useEffect(() => {
    const before = said.current;
    if (before?.moment === moment) return;
    said.current = { moment, turn: last };
    // Several turns at once are a conversation that was there before.
    const isNews = before !== undefined && last !== undefined && (before.turn?.id === last.id || last.phase === 'submitting');
    const sentence = isNews ? sentenceOf(last, before.turn, presentation) : null;
    if (sentence !== null) announce(...sentence);
  }, [moment, last, presentation, announce]);

  useEffect(() => {
    if (problem !== null) announce(presentation.messages.chatSaidFailed({ message: problem.message }), 'failure');
  }, [problem, presentation, announce]);
  return null;
}

function sentenceOf(turn: Turn, before: Turn | undefined, { messages, format }: Presentation): readonly [string, Urgency] | null {
  const { phase, run, problem } = turn;
  const isNewPhase = before?.id !== turn.id || before.phase !== phase;
  switch (phase) {
    case 'submitting':
      return [messages.chatSaidWorking, 'boundary'];
    case 'streaming': {
      const step = run.steps.findLast(({ status }) => status === 'running')?.step;
      return step === undefined ? null : [messages[`stage:${step}`], 'progress'];
    }
    case 'reconnecting':
      return isNewPhase ? [messages.chatSaidReconnecting, 'boundary'] : null;
    case 'offline':
      return [messages.chatSaidFailed({ message: messages.chatOffline }), 'failure'];
    case 'stopping':
      return [messages.chatStopping, 'boundary'];
    case 'awaitingInput':
      return problem === null ? [waitingFor(turn, messages, format), 'boundary'] : [messages.chatSaidFailed({ message: problem.message }), 'failure'];
    case 'succeeded': {
      const confidence = run.confidence && `${messages[`confidence:${run.confidence.level}`]} ${format.percent(run.confidence.score)}`;
      return [messages.chatSaidReady({ rows: run.result?.rowCount ?? null, confidence }, format), 'boundary'];
    }
    case 'cancelled':
      return [messages.chatStopped, 'boundary'];
    case 'refused':
      return [messages.chatSaidRefused({ reason: run.refusal?.message ?? messages.chatFailed }), 'boundary'];
    case 'failed':
      return [messages.chatSaidFailed({ message: (problem ?? run.error)?.message ?? messages.chatFailed }), 'failure'];
    case 'expired':
      return [messages.expired, 'boundary'];
    case 'responding':
      return problem === null ? null : [messages.chatCameLate, 'failure'];
    default:
      return phase satisfies never;
  }
}

function waitingFor({ run }: Turn, messages: Presentation['messages'], format: Presentation['format']): string {
  const [interrupt] = run.interrupts;
  if (interrupt?.kind === 'approval') return messages.chatSaidApproval;
  if (interrupt?.kind !== 'clarification') return messages.chatSaidInput;
  const { question, options } = interrupt.clarification;
  return messages.chatSaidChoice({ question, options: options.length }, format);
}
