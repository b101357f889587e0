'use client';
import type { WireError } from '@nl2sql/core/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';

/** What went wrong with an answer, in words for its sender. */
export type ResponseProblem = Pick<WireError, 'code' | 'message' | 'hint' | 'retryable'>;

export type ResponseStatus = 'idle' | 'pending' | 'sent' | 'failed';

export interface ResponseState<Answer> {
  readonly status: ResponseStatus;
  /** Null where nothing went wrong, and where what went wrong has no words for a reader. */
  readonly problem: ResponseProblem | null;
  /** Does nothing while an answer is under way or has been taken. */
  readonly respond: (answer: Answer) => void;
}

/**
 * Sends an answer once, and says what became of it from the promise alone: nothing is taken as recorded
 * before it resolves. `problem` is what the host knows to be wrong with the last answer; a client that
 * keeps failures in its state resolves and says so there.
 */
export function useResponse<Answer>(onRespond: (answer: Answer) => Promise<void> | void, problem: ResponseProblem | null): ResponseState<Answer> {
  const [own, setOwn] = useState<{ readonly status: ResponseStatus; readonly problem: ResponseProblem | null }>({ status: 'idle', problem: null });
  const isUnderWay = useRef(false);
  const failed = own.status === 'failed' || (own.status !== 'pending' && problem !== null);
  const status = failed ? 'failed' : own.status;
  const latest = useRef({ onRespond, status });
  useEffect(() => {
    latest.current = { onRespond, status };
  });

  const respond = useCallback((answer: Answer) => {
    if (isUnderWay.current || latest.current.status === 'sent') return;
    isUnderWay.current = true;
    setOwn({ status: 'pending', problem: null });
    const settle = (status: ResponseStatus, thrown?: unknown): void => {
      isUnderWay.current = false;
      setOwn({ status, problem: problemOf(thrown) });
    };
    void answered(latest.current.onRespond, answer).then(
      () => settle('sent'),
      (thrown: unknown) => settle('failed', thrown),
    );
  }, []);

  return { status, problem: failed ? (own.problem ?? problem) : null, respond };
}

/** What a host throws at once is a failure as well. */
async function answered<Answer>(onRespond: (answer: Answer) => Promise<void> | void, answer: Answer): Promise<void> {
  await onRespond(answer);
}

/** Only an error of the product has words that are meant to be read; others may say anything. */
function problemOf(thrown: unknown): ResponseProblem | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('hint' in thrown)) return null;
  const { code, message, hint } = thrown;
  if (typeof code !== 'string') return null;
  return { code, message, hint: typeof hint === 'string' ? hint : null, retryable: 'retryable' in thrown && thrown.retryable === true };
}
