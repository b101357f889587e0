import { createHttpTransport } from '@nl2sql/core/client';
import { ChatPanel, Nl2SqlProvider } from '@nl2sql/react';
import '@nl2sql/react/styles.css';
import { useState } from 'react';
import { useSchema } from './use-schema.ts';
import { useSession } from './use-session.ts';

const transport = createHttpTransport({ baseUrl: '/api/nl2sql' });
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const SUGGESTIONS = ['How many support tickets are there for each priority?', 'total revenue last year', 'How many customers are there in each segment?'];

export function App() {
  const [session, signIn] = useSession();
  const [theme, setTheme] = useState<'light' | 'dark' | 'system'>('system');
  const schema = useSchema(transport, session?.user ?? null);
  if (!session) return null;
  const { user, users } = session;
  return (
    <div className="app" data-theme={theme}>
      <header className="app__header">
        <strong>Shop admin</strong>
        <label>
          Signed in as
          <select value={user ?? ''} onChange={(event) => void signIn(event.target.value)}>
            {user === null && <option value="">nobody</option>}
            {users.map(({ id, name }) => (
              <option key={id} value={id}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Theme
          <select value={theme} onChange={(event) => setTheme(event.target.value as typeof theme)}>
            <option value="system">System</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </label>
      </header>
      <main className="app__main">
        {user === null ? (
          <p>Sign in to ask the shop’s database.</p>
        ) : (
          <Nl2SqlProvider key={user} transport={transport} theme={theme} locale="en" timeZone={timeZone}>
            <ChatPanel schema={schema} suggestions={SUGGESTIONS} />
          </Nl2SqlProvider>
        )}
      </main>
    </div>
  );
}
