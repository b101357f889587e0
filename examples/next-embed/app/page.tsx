import { ChatPanel } from '@nl2sql/react';
import { pipeline } from '../server/nl2sql.ts';
import { currentUser, signIn } from '../server/session.ts';
import { Conversation } from './conversation.tsx';

const SUGGESTIONS = ['How many support tickets are there for each priority?', 'How many customers are there in each segment?'];

export default async function Page() {
  const user = await currentUser();
  if (user === null) {
    return (
      <form action={signIn}>
        <button>Sign in as Ann</button>
      </form>
    );
  }
  const schema = await pipeline.structure({ principal: user });
  return (
    <Conversation key={user.id}>
      <ChatPanel schema={schema} suggestions={SUGGESTIONS} />
    </Conversation>
  );
}
