'use client';
import type { Refusal, WireError } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

export interface ResultNoticesProps {
  readonly status: 'idle' | 'loading' | 'streaming' | 'ready' | 'cancelled' | 'failed' | 'denied';
  readonly hasRows: boolean;
  readonly error: WireError | null;
  readonly refusal: Refusal | null;
  readonly databaseStopped: boolean | null;
  /** The version of the rows and that of the statement shown, where they differ. */
  readonly stale: { readonly rows: number; readonly shown: number } | null;
  readonly onRetry: (() => void) | undefined;
  readonly onRunVersion: ((version: number) => void) | undefined;
}

/** What is to be known of the rows before they are read. */
export function ResultNotices({ status, hasRows, error, refusal, databaseStopped, stale, onRetry, onRunVersion }: ResultNoticesProps): ReactNode {
  const { messages } = usePresentation();
  return (
    <>
      {stale !== null && (
        <Notice tone="warning" title={messages.resultStale(stale)} actions={onRunVersion && <Button icon="refresh" onClick={() => onRunVersion(stale.shown)}>{messages.resultRunAgain}</Button>} />
      )}
      {status === 'failed' && (
        <Notice tone="danger" role="alert" title={error?.message ?? messages.resultFailed} actions={onRetry && error?.retryable !== false && <Button icon="refresh" onClick={onRetry}>{messages.retry}</Button>}>
          {error?.hint ?? undefined}
        </Notice>
      )}
      {status === 'denied' && <Notice tone="warning" icon="lock" title={messages.resultDenied}>{refusal?.message}</Notice>}
      {status === 'cancelled' && (
        <Notice tone={databaseStopped === true ? 'neutral' : 'warning'} icon="stop" title={databaseStopped === true ? messages.resultCancelledConfirmed : messages.resultCancelledUnconfirmed}>
          {hasRows ? messages.resultCancelledKept : undefined}
        </Notice>
      )}
    </>
  );
}
