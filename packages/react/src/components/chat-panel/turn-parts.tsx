'use client';
import type { JsonRunState, ResultColumn } from '@nl2sql/core/protocol';
import { useCallback, type ReactNode } from 'react';
import type { Formatters } from '../../messages/format.ts';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { cellText, isGrouped } from '../../primitives/cell-text.ts';
import { AssumptionChips } from '../assumption-chips.tsx';
import { Badge } from '../badge.tsx';
import { Button } from '../button.tsx';
import { ConfidenceIndicator } from '../confidence-indicator.tsx';
import { CopyButton } from '../copy-button.tsx';
import { Disclosure } from '../disclosure.tsx';
import { ExplainabilityPanel } from '../explainability-panel.tsx';
import { Notice } from '../notice.tsx';
import { ResultTable } from '../result-table.tsx';
import { SqlBlock } from '../sql-block.tsx';
import { StageProgress } from '../stage-progress.tsx';
import { isGone, type ChatParts, type TurnPartProps } from './chat-context.tsx';
import { TurnInterrupt } from './turn-interrupt.tsx';
import { TurnOutcome } from './turn-outcome.tsx';

function TurnQuestion({ turn, isRevised }: TurnPartProps): ReactNode {
  const { messages } = usePresentation();
  return (
    <>
      <p className="nl2sql-chat__asked" dir="auto">{turn.question}</p>
      {turn.revises !== null && <Badge tone="info" icon="pencil">{messages.chatRevision}</Badge>}
      {isRevised && <Badge icon="refresh">{messages.chatRevised}</Badge>}
    </>
  );
}

function TurnProgress({ turn, isLast }: TurnPartProps): ReactNode {
  const { messages } = usePresentation();
  const { phase, run } = turn;
  if (phase === 'expired' || (phase === 'awaitingInput' && !isLast)) return null;
  if (phase === 'submitting') return <p className="nl2sql-chat__sending">{messages.chatSending}</p>;
  // Of a run that the server no longer holds no step is known.
  if (run.phase !== 'streaming' && run.steps.length === 0) return null;
  // A run that this side has given up on goes on counting otherwise.
  return <StageProgress state={phase === 'failed' && run.phase === 'streaming' ? { ...run, phase } : run} />;
}

interface OnlyValue {
  readonly column: ResultColumn;
  readonly cell: NonNullable<NonNullable<JsonRunState['result']>['rows'][number][number]>;
}

/** The one value of a result that has no more than one. A missing value is left to the table, which says that it is. */
function onlyValue({ result }: JsonRunState): OnlyValue | null {
  const [column, ...others] = result?.columns ?? [];
  const cell = result?.rowCount === 1 ? result.rows[0]?.[0] : undefined;
  return column === undefined || others.length > 0 || cell === undefined || cell === null ? null : { column, cell };
}

function textOf({ column, cell }: OnlyValue, format: Formatters): string {
  const text = cellText(cell) ?? '';
  return isGrouped(column) ? format.exactNumber(text) : text;
}

function TurnHeadline({ turn }: TurnPartProps): ReactNode {
  const { format, redact } = usePresentation();
  const { run, phase } = turn;
  const value = onlyValue(run);
  const summary = run.explanation?.summary;
  if (run.result === null) return null;
  return (
    <div className="nl2sql-chat__headline">
      {value !== null && (
        <p className="nl2sql-chat__value">
          <strong dir="auto">{redact(value.cell, value.column) ?? textOf(value, format)}</strong>
          <span dir="auto">{value.column.name}</span>
        </p>
      )}
      {/* The sentence comes after the rows: its line is kept for it. */}
      {(summary !== undefined || phase === 'streaming') && <p className="nl2sql-chat__summary" data-quiet={value !== null || undefined} dir="auto">{summary}</p>}
    </div>
  );
}

function TurnResult({ turn, actions }: TurnPartProps): ReactNode {
  const { messages } = usePresentation();
  const { run, phase, id, nextRows, question, revises } = turn;
  const { result, versions, warnings } = run;
  const { loadRows } = actions;
  const loadMore = useCallback(() => loadRows?.(id), [loadRows, id]);
  // Rows that were cut short by a failure say nothing about the rest.
  if (result === null || (phase === 'failed' && result.rowCount === null)) return null;
  const doubts = warnings.filter(({ code }) => code !== 'truncated');
  return (
    <>
      {onlyValue(run) === null && (
        <ResultTable
          result={result}
          // Of several tables on a page each has a name of its own.
          caption={revises === null ? question : `${question} · ${messages.chatRevision}`}
          status={phase === 'cancelled' ? 'cancelled' : undefined}
          currentVersion={versions.at(-1)?.version ?? null}
          totalRows={result.truncated ? null : result.rowCount}
          databaseStopped={run.databaseStopped}
          onLoadMore={nextRows === null || loadRows === undefined ? undefined : loadMore}
        />
      )}
      {doubts.length > 0 && (
        <Notice tone="warning">
          {doubts.map(({ code, text }) => (
            <p key={code} className="nl2sql-chat__doubt" dir="auto">{text}</p>
          ))}
        </Notice>
      )}
    </>
  );
}

function TurnTrust({ turn, isBusy, isRevised, actions }: TurnPartProps): ReactNode {
  const { run, id } = turn;
  if (run.confidence === null && (run.assumptions.length === 0 || run.result === null)) return null;
  return (
    <div className="nl2sql-chat__trust">
      {run.confidence !== null && <ConfidenceIndicator confidence={run.confidence} />}
      <AssumptionChips
        assumptions={run.assumptions}
        busy={isBusy}
        onChange={actions.revise && !isRevised ? (assumption, readingId) => void actions.revise?.(id, assumption.id, readingId) : undefined}
      />
    </div>
  );
}

function TurnExplanation({ turn }: TurnPartProps): ReactNode {
  const { messages, format } = usePresentation();
  const { explanation, versions } = turn.run;
  const version = versions.at(-1);
  if (explanation === null) {
    const hasEnded = turn.phase === 'failed' || turn.phase === 'cancelled';
    if (version === undefined || !hasEnded) return null;
    return (
      <Disclosure component="turn-sql" summary={messages.chatSqlTried}>
        <SqlBlock sql={version.sql} version={version.version} />
      </Disclosure>
    );
  }
  const filters = explanation.steps.filter(({ kind }) => kind === 'filter').length;
  const facts = [
    ...(explanation.tables.length > 0 ? [messages.chatTables({ tables: explanation.tables.length }, format)] : []),
    ...(filters > 0 ? [messages.chatFilters({ filters }, format)] : []),
  ];
  return (
    <Disclosure
      component="turn-explanation"
      summary={
        <>
          {messages.explanationLabel}
          {facts.length > 0 && <span className="nl2sql-chat__facts"> · {facts.join(' · ')}</span>}
        </>
      }
    >
      <ExplainabilityPanel className="nl2sql-chat__explanation" explanation={explanation} sql={version?.sql} version={version?.version} defaultOpen={['steps', 'sql']} />
    </Disclosure>
  );
}

function TurnActions({ turn, isBusy, actions, editQuestion }: TurnPartProps): ReactNode {
  const { messages, format, redact } = usePresentation();
  const { phase, run, id, question } = turn;
  if (phase !== 'succeeded' || isGone(turn)) return null;
  const value = onlyValue(run);
  // What is not shown does not leave the page either.
  const shown = value !== null && redact(value.cell, value.column) === undefined ? [textOf(value, format)] : [];
  const answer = [...shown, ...(run.explanation === null ? [] : [run.explanation.summary])].join('\n');
  return (
    <div className="nl2sql-chat__actions">
      {answer !== '' && <CopyButton text={answer} label={messages.chatCopyAnswer} what="answer" iconOnly />}
      {actions.retry && <Button tone="quiet" icon="refresh" iconOnly title={messages.chatAskAgain} aria-disabled={isBusy || undefined} onClick={() => !isBusy && void actions.retry?.(id)}>{messages.chatAskAgain}</Button>}
      {actions.ask && <Button tone="quiet" icon="pencil" iconOnly title={messages.chatEdit} onClick={() => editQuestion(question)}>{messages.chatEdit}</Button>}
    </div>
  );
}

/** What the parts of a turn are unless a host has its own. */
export const defaultParts: ChatParts = {
  question: TurnQuestion,
  progress: TurnProgress,
  headline: TurnHeadline,
  result: TurnResult,
  trust: TurnTrust,
  explanation: TurnExplanation,
  outcome: TurnOutcome,
  interrupt: TurnInterrupt,
  actions: TurnActions,
};
