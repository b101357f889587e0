import type { ReactNode } from 'react';
import { ChatComposer, type ChatComposerProps } from './chat-composer.tsx';
import { ChatEmpty, ChatSuggestions } from './chat-empty.tsx';
import { ChatMessages } from './chat-messages.tsx';
import { ChatRoot, type ChatRootProps } from './chat-root.tsx';
import { ChatScrollButton } from './chat-scroll-button.tsx';
import { ChatTurn } from './chat-turn.tsx';

export interface ChatPanelProps extends Omit<ChatRootProps, 'children'> {
  /** How the field for questions behaves. */
  readonly composer?: Pick<ChatComposerProps, 'submitMode' | 'newlineOnTouchEnter' | 'maxLength' | 'placeholder'> | undefined;
  /** What stands where nothing was asked, in place of the greeting. */
  readonly empty?: ReactNode;
}

/**
 * A conversation with a database: questions, what is being done about them, answers with how sure they are, and
 * what the user is asked back. It shows the conversation of the `Nl2SqlProvider` around it, or the one of
 * `turns`. Its height is that of its place.
 *
 * @example
 * ```tsx
 * import { createHttpTransport } from '@nl2sql/core/client';
 * import { ChatPanel, Nl2SqlProvider } from '@nl2sql/react';
 * import '@nl2sql/react/styles.css';
 *
 * const transport = createHttpTransport({ baseUrl: '/api/nl2sql' });
 *
 * export const Assistant = () => (
 *   <Nl2SqlProvider transport={transport}>
 *     <ChatPanel suggestions={['How many orders are open?']} style={{ blockSize: '40rem' }} />
 *   </Nl2SqlProvider>
 * );
 * ```
 *
 * @example
 * Put together otherwise, with a part of one's own:
 * ```tsx
 * import { ChatPanel, type TurnPartProps } from '@nl2sql/react';
 *
 * const Rows = ({ turn }: TurnPartProps) => <p>{turn.run.result?.rowCount} rows</p>;
 *
 * export const Narrow = () => (
 *   <ChatPanel.Root parts={{ result: Rows }}>
 *     <ChatPanel.Composer />
 *     <ChatPanel.Messages empty={<ChatPanel.Suggestions />} />
 *   </ChatPanel.Root>
 * );
 * ```
 */
export function ChatPanel({ composer, empty, ...root }: ChatPanelProps): ReactNode {
  return (
    <ChatRoot {...root}>
      <ChatMessages {...(empty !== undefined && { empty })} />
      <div className="nl2sql-chat__foot">
        <ChatScrollButton />
        <ChatComposer {...composer} />
      </div>
    </ChatRoot>
  );
}

ChatPanel.Root = ChatRoot;
ChatPanel.Messages = ChatMessages;
ChatPanel.Turn = ChatTurn;
ChatPanel.Composer = ChatComposer;
ChatPanel.Suggestions = ChatSuggestions;
ChatPanel.Empty = ChatEmpty;
ChatPanel.ScrollButton = ChatScrollButton;
