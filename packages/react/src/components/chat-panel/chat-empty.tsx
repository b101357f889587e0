'use client';
import type { SchemaStructure } from '@nl2sql/core/protocol';
import type { HTMLAttributes, ReactNode } from 'react';
import type { Nl2SqlMessages } from '../../messages/messages.ts';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { classNames } from '../class-names.ts';
import { Icon } from '../icon.tsx';
import { useChatSetup, type Suggestion } from './chat-context.tsx';

/** Table names that fit into a line or two. */
const NAMED_TABLES = 6;
const SUGGESTED = 4;

/** Where nothing was asked: what can be asked about, and how to begin. */
export function ChatEmpty({ className, children, ...attributes }: HTMLAttributes<HTMLDivElement>): ReactNode {
  const { messages } = usePresentation();
  const { schema } = useChatSetup();
  return (
    <div className={classNames('nl2sql-chat__empty', className)} {...attributes}>
      <h2 className="nl2sql-chat__empty-title">{messages.chatEmptyTitle}</h2>
      <p className="nl2sql-chat__empty-text">{messages.chatEmptyText}</p>
      {schema !== null && <Scope schema={schema} />}
      {children ?? <ChatSuggestions />}
    </div>
  );
}

function Scope({ schema }: { readonly schema: SchemaStructure }): ReactNode {
  const { messages, format } = usePresentation();
  const { tables } = schema;
  return (
    <div className="nl2sql-chat__scope">
      <p className="nl2sql-chat__scope-text">
        <Icon name="lock" />
        {messages.chatScope({ tables: tables.length }, format)}
      </p>
      <ul className="nl2sql-chat__tables">
        {tables.slice(0, NAMED_TABLES).map(({ table, comment }) => (
          <li key={table} className="nl2sql-chat__table nl2sql-code" dir="ltr" title={comment ?? undefined}>{table}</li>
        ))}
        {tables.length > NAMED_TABLES && <li className="nl2sql-chat__more-tables">{messages.chatMoreTables({ tables: tables.length - NAMED_TABLES }, format)}</li>}
      </ul>
    </div>
  );
}

/** Questions to begin with; one is asked when it is chosen. Nothing is shown where nothing can be asked. */
export function ChatSuggestions({ className, ...attributes }: HTMLAttributes<HTMLUListElement>): ReactNode {
  const { messages } = usePresentation();
  const { suggestions, schema, ask } = useChatSetup();
  const offered = suggestions === 'auto' ? suggestionsOf(schema, messages) : suggestions;
  if (ask === undefined || offered.length === 0) return null;
  return (
    <ul className={classNames('nl2sql-chat__suggestions', className)} aria-label={messages.chatSuggestions} {...attributes}>
      {offered.map((suggestion) => {
        const { label, question } = typeof suggestion === 'string' ? { label: suggestion, question: suggestion } : suggestion;
        return (
          <li key={question}>
            <button type="button" className="nl2sql-chat__suggestion" onClick={() => ask(question)}>
              <span dir="auto">{label}</span>
              <Icon name="chevron-end" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Questions that any schema can answer, about its largest tables. */
function suggestionsOf(schema: SchemaStructure | null, messages: Nl2SqlMessages): readonly Suggestion[] {
  const largest = [...(schema?.tables ?? [])].sort((first, second) => (second.rowCount ?? 0) - (first.rowCount ?? 0)).slice(0, SUGGESTED / 2);
  return largest.flatMap(({ table, columns }) => [
    messages.chatSuggestCount({ table }),
    ...(columns.some(({ type }) => /date|time/i.test(type)) ? [messages.chatSuggestNewest({ table })] : []),
  ]);
}
