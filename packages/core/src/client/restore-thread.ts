import type { JsonRunState } from '../protocol/index.ts';
import { asClientError, problemOf } from './client-error.ts';
import type { Conversation } from './conversation.ts';
import type { ThreadMemory } from './thread-memory.ts';
import { turnOf } from './turns.ts';

/**
 * Asks the server what became of a conversation that was there before. A run that goes on is there as it
 * stood; reading on is the caller's.
 */
export async function restoreThread(conversation: Conversation, memory: ThreadMemory, signal: AbortSignal): Promise<void> {
  const kept = memory.load();
  const threadId = conversation.state().threadId ?? kept?.threadId ?? null;
  if (threadId === null) return;
  const runId = kept?.threadId === threadId ? kept.runId : null;
  conversation.change({ isRestoring: true, problem: null });
  conversation.publish();
  try {
    const runs = await runsOf(conversation, threadId, runId, signal);
    if (signal.aborted) return;
    if (runs.length === 0) memory.save(null);
    else conversation.change({ threadId, turns: runs.map((run) => turnOf(conversation.newId(), run, conversation.timestamp())) });
  } catch (cause) {
    if (!signal.aborted) conversation.change({ problem: problemOf(asClientError(cause)) });
  } finally {
    if (!signal.aborted) conversation.change({ isRestoring: false });
    conversation.publish();
  }
}

/** The runs of a thread, and of a thread that is not kept the one that was read last. */
async function runsOf({ transport }: Conversation, threadId: string, runId: string | null, signal: AbortSignal): Promise<readonly JsonRunState[]> {
  const runs = (await transport.thread(threadId, { signal }))?.runs ?? [];
  if (runId === null || runs.some((run) => run.runId === runId)) return runs;
  const last = await transport.run(runId, { signal });
  return last === null ? runs : [...runs, last];
}
