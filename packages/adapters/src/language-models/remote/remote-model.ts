import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName, TokenUsage } from '@nl2sql/core/contracts';
import { ModelError } from '@nl2sql/core/errors';
import { callWithRetries } from '../../remote/call-with-retries.ts';
import { connectOnce } from '../../remote/connect-once.ts';
import { contextLength, readFailure, refused, toModelError, type Failure, type FailureMeaning } from '../../remote/failure.ts';
import { readReply } from './reply-text.ts';
import type { RemoteModelSettings } from '../../remote/settings.ts';

/** One answer of a provider, in the terms of none. */
export interface Answer {
  /** The text that should be the reply as JSON; empty when there is none. */
  readonly text: string;
  /** The model or its provider declined to answer. */
  readonly refused: boolean;
  /** The text ends where the model ran out of tokens. */
  readonly cutOff: boolean;
  readonly usage: TokenUsage | null;
}

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** How the schema of a reply is put to a provider. */
export interface ReplyForm {
  /** What to add to the system text, for servers that do not take a schema. */
  readonly instructions: string | null;
  /** Takes a reply out of the object that it was wrapped in. */
  unwrap(value: unknown): unknown;
}

/** What a model is asked: `system` is the same for every call of a task, the messages are not. */
export interface Conversation<Form> {
  readonly system: string;
  readonly messages: readonly Message[];
  readonly form: Form;
}

/** What differs between the services that language models are behind. */
export interface Provider<Client, Form extends ReplyForm> {
  /** Makes the client; called at the first use, and again when it failed. */
  connect(): Promise<Client> | Client;
  formOf(request: Pick<ModelRequest, 'task' | 'schema'>): Form;
  /** Makes one call and reads the answer. It does not retry; an exception goes to `readFailure` and `meaningOf`, a ModelError is thrown as it is. */
  ask(client: Client, conversation: Conversation<Form>, signal: AbortSignal): Promise<Answer>;
  /** What a failure means, where its HTTP status does not say; null where it does. */
  meaningOf(failure: Failure): FailureMeaning | null;
  /** Default: reads `status`, `code`, `message` and `headers` of an exception. */
  readFailure?(thrown: unknown): Failure;
}

/** How often a model is asked for one reply, when the first does not match its schema. */
const ASKS = 2;

/**
 * A language model behind a server: retries, time limits, usage, the second request after a reply that
 * does not match its schema, and errors without secrets are the same for all of them.
 */
export function remoteModel<Client, Form extends ReplyForm>(settings: Pick<RemoteModelSettings, 'id' | 'limits' | 'redact'>, provider: Provider<Client, Form>): LanguageModel {
  const { id, limits, redact } = settings;
  const clientOf = connectOnce(() => provider.connect());

  async function ask(conversation: Conversation<Form>, signal: AbortSignal | undefined): Promise<Answer> {
    const client = await clientOf();
    return callWithRetries(
      (attemptSignal) => provider.ask(client, conversation, attemptSignal),
      (thrown) => {
        const failure = (provider.readFailure ?? readFailure)(thrown);
        return toModelError(failure, provider.meaningOf(failure), id, redact);
      },
      limits,
      signal,
    );
  }

  return {
    id,
    async generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>> {
      const form = provider.formOf(request);
      const system = form.instructions === null ? request.system : `${request.system}\n\n${form.instructions}`;
      const messages: Message[] = [{ role: 'user', content: request.prompt }];
      let usage: TokenUsage | null = null;
      let problem = '';
      for (let asked = 1; asked <= ASKS; asked++) {
        const answer = await ask({ system, messages, form }, request.signal);
        usage = sum(usage, answer.usage);
        if (answer.refused) throw refused(id);
        if (answer.cutOff) {
          if (answer.text === '') throw contextLength(id);
          throw new ModelError('MODEL_INVALID_REPLY', `The reply of ${id} was cut off at the most tokens that it may write.`, {
            hint: 'Raise the token limit of the model or the server, or ask for less.',
          });
        }
        const reply = await readReply(answer.text, request, form.unwrap);
        if (reply.ok) return { value: reply.value, usage };
        problem = reply.problem;
        // Some servers refuse a message without content, or with nothing but spaces.
        if (answer.text.trim() !== '') messages.push({ role: 'assistant', content: answer.text });
        messages.push({ role: 'user', content: `That reply cannot be used. ${problem} Reply again with the corrected JSON only.` });
      }
      throw new ModelError('MODEL_INVALID_REPLY', `${id} was asked ${ASKS} times and gave no reply that can be used. ${redact(problem)}`, {
        hint: 'Try again, or use a model that follows schemas more closely.',
      });
    },
  };
}

function sum(left: TokenUsage | null, right: TokenUsage | null): TokenUsage | null {
  if (left === null || right === null) return left ?? right;
  return { inputTokens: left.inputTokens + right.inputTokens, outputTokens: left.outputTokens + right.outputTokens };
}
