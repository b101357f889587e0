import type { LanguageModel } from '@nl2sql/core/contracts';
import { ConfigurationError } from '@nl2sql/core/errors';
import { meaningOf, readFailure } from '../langchain/failure.ts';
import { secretsOf } from '../langchain/secrets-of.ts';
import { redactor } from '../remote/redact.ts';
import { callLimits, type CallOptions } from '../remote/settings.ts';
import { readMessage, readStructured } from './langchain/read-message.ts';
import { remoteModel, type ReplyForm } from './remote/remote-model.ts';
import { replySchema, schemaAsText } from './remote/reply-schema.ts';

export type { CallOptions };

/** What can be asked for an answer to messages. */
export interface LangChainRunnable {
  invoke(messages: [role: 'system' | 'user' | 'assistant', content: string][], options: { readonly signal: AbortSignal }): Promise<unknown>;
}

/** The part of LangChain's chat models that is used. */
export interface LangChainChatModel extends LangChainRunnable {
  withStructuredOutput?(schema: Record<string, unknown>, config: { readonly name: string; readonly includeRaw: true }): LangChainRunnable;
}

export interface LangChainModelOptions extends CallOptions {
  /** For events and logs. Default: the name of the model, as the object tells it. */
  readonly id?: string;
  /** Whether the object is asked for structured output, where it has `withStructuredOutput`; otherwise the prompt asks for JSON. Default true. */
  readonly structuredOutput?: boolean;
  /** Repeats beside those of the object itself, which LangChain makes 6 of. Default 0. */
  readonly maxRetries?: number;
}

interface Form extends ReplyForm {
  /** What is asked, and how its answer is read. */
  readonly runnable: LangChainRunnable;
  readonly read: typeof readMessage;
}

/**
 * Any chat model of LangChain as a language model. It needs no package of its own.
 *
 * The signal is passed on; where the object does not heed it, the call is left behind. Keys that the object
 * holds in a field are kept out of errors. What LangChain is told to trace, it traces: prompts hold names
 * and values of the database.
 *
 * `generate` throws `ModelError` with the code that fits the status or LangChain's own code of the error:
 * `MODEL_AUTHENTICATION`, `MODEL_RATE_LIMITED`, `MODEL_CONTEXT_LENGTH`, `MODEL_CONTENT_FILTER`,
 * `MODEL_REJECTED_REQUEST`, else `MODEL_UNAVAILABLE`; `MODEL_TIMEOUT` when one attempt takes longer than
 * `timeoutMs`; `MODEL_INVALID_REPLY` when two replies in a row did not match the schema, or one was cut
 * off; and `CancelledError` as soon as the signal is aborted.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value.
 *
 * @example
 * ```ts
 * import { fromLangChain, type LangChainChatModel } from '@nl2sql/adapters/language-models/langchain';
 *
 * declare const chat: LangChainChatModel; // new ChatMistralAI(…), for example
 * const model = fromLangChain(chat, { timeoutMs: 30_000 });
 * ```
 */
export function fromLangChain(chat: LangChainChatModel, options: LangChainModelOptions = {}): LanguageModel {
  const name = 'fromLangChain';
  if (typeof chat?.invoke !== 'function') throw new ConfigurationError(`${name}() needs an object with invoke.`, { hint: 'Pass a chat model of LangChain.' });
  const { structuredOutput = true } = options;
  const settings = {
    id: options.id ?? `langchain:${nameOf(chat)}`,
    limits: callLimits(name, { maxRetries: 0, ...options }),
    redact: redactor(secretsOf(chat)),
  };
  return remoteModel<LangChainChatModel, Form>(settings, {
    connect: () => chat,
    formOf({ schema, task }) {
      const reply = replySchema(schema);
      const structured = structuredOutput ? structuredRunnable(chat, reply.schema, task) : null;
      return structured === null ? { ...schemaAsText(reply), runnable: chat, read: readMessage } : { instructions: null, unwrap: reply.unwrap, runnable: structured, read: readStructured };
    },
    async ask(_, { system, messages, form }, signal) {
      const conversation = messages.map(({ role, content }): [typeof role, string] => [role, content]);
      return form.read(await form.runnable.invoke([['system', system], ...conversation], { signal }), settings.id);
    },
    meaningOf,
    readFailure,
  });
}

/** Null where the object has no structured output, which some say only when they are asked for it. */
function structuredRunnable(chat: LangChainChatModel, schema: Readonly<Record<string, unknown>>, name: string): LangChainRunnable | null {
  try {
    return chat.withStructuredOutput?.({ ...schema }, { name, includeRaw: true }) ?? null;
  } catch {
    return null;
  }
}

/** What LangChain's classes call their model: no field is promised. */
function nameOf(chat: LangChainChatModel): string {
  const { model, modelName, _llmType } = chat as { readonly model?: unknown; readonly modelName?: unknown; readonly _llmType?: unknown };
  const type: unknown = typeof _llmType === 'function' ? _llmType.call(chat) : undefined;
  const found = [model, modelName, type].find((name) => typeof name === 'string' && name !== '');
  return String(found ?? 'chat-model').replace(/\s+/g, '-');
}
