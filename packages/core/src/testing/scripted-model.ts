import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName, ModelTasks, TokenUsage } from '../contracts/index.ts';
import { CancelledError, ConfigurationError, ModelError } from '../errors/index.ts';

type Reply<T extends ModelTaskName> = ModelTasks[T]['reply'];

/** One answer of a scripted model: a reply, an error to throw, or a function of the request that gives either. */
export type ScriptedReply<T extends ModelTaskName = ModelTaskName> =
  | Reply<T>
  | Error
  | ((request: ModelRequest<T>) => Reply<T> | Error | Promise<Reply<T> | Error>);

/** What to answer for each task: one answer for every call, or a list of which each call takes the next. */
export type ScriptedReplies = { readonly [T in ModelTaskName]?: ScriptedReply<T> | readonly ScriptedReply<T>[] };

export interface ScriptedModelOptions {
  /** Default `scripted`. */
  readonly id?: string;
  /** Refuse a reply that does not match the schema of its request, as every real adapter does. Default true. */
  readonly validate?: boolean;
  /** What every call claims to have cost. Default null. */
  readonly usage?: TokenUsage | null;
}

/** A {@link LanguageModel} that remembers what it was asked. */
export interface ScriptedModel extends LanguageModel {
  /** Every request so far, oldest first, including those that were answered with an error. */
  readonly requests: readonly ModelRequest[];
}

/**
 * A language model for tests, which answers what it was told to.
 *
 * `generate` throws a scripted error as it is, `ModelError` `MODEL_INVALID_REPLY` when a reply does
 * not match the schema of its request, `ConfigurationError` when no answer is scripted (any more)
 * for the task, and `CancelledError` when the signal of the request is aborted.
 *
 * @example
 * ```ts
 * import { scriptedModel } from '@nl2sql/core/testing';
 *
 * const model = scriptedModel({
 *   'classify-intent': (request) => ({ intent: 'read', standaloneQuestion: request.input.question, reason: 'It asks for data.' }),
 *   'generate-sql': [
 *     { kind: 'sql', sql: 'SELECT nam FROM customers LIMIT 10', assumptions: [], unused: [] },
 *     { kind: 'insufficient', reason: 'There is no such column.', missing: ['name'] },
 *   ],
 * });
 * ```
 */
export function scriptedModel(replies: ScriptedReplies, options: ScriptedModelOptions = {}): ScriptedModel {
  const { id = 'scripted', validate = true, usage = null } = options;
  const requests: ModelRequest[] = [];

  function nextReply<T extends ModelTaskName>(task: T): ScriptedReply<T> {
    const scripted = replies[task] as ScriptedReply<T> | readonly ScriptedReply<T>[] | undefined;
    if (scripted === undefined) {
      throw new ConfigurationError(`The scripted model has no reply for the task ${task}.`, {
        hint: `Add '${task}' to the replies of scriptedModel().`,
      });
    }
    if (!Array.isArray(scripted)) return scripted as ScriptedReply<T>;
    const calls = requests.filter((request) => request.task === task).length;
    const reply = (scripted as readonly ScriptedReply<T>[])[calls - 1];
    if (reply === undefined) {
      throw new ConfigurationError(`The scripted model was asked ${calls} times for ${task}, and ${scripted.length} replies are scripted.`, {
        hint: 'Add another reply to the list, or give one reply instead of a list to use it for every call.',
      });
    }
    return reply;
  }

  return {
    id,
    requests,
    async generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>> {
      if (request.signal?.aborted === true) throw new CancelledError();
      requests.push(request as unknown as ModelRequest);
      const scripted = nextReply(request.task);
      const reply = typeof scripted === 'function' ? await unlessAborted(scripted(request), request.signal) : scripted;
      if (reply instanceof Error) throw reply;
      if (!validate) return { value: reply, usage };
      const parsed = request.schema.safeParse(reply);
      if (parsed.success) return { value: parsed.data, usage };
      const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the reply'}: ${issue.message}`);
      throw new ModelError('MODEL_INVALID_REPLY', `The scripted reply for ${request.task} does not match its schema: ${problems.join('; ')}.`);
    },
  };
}

async function unlessAborted<V>(work: V | Promise<V>, signal: AbortSignal | undefined): Promise<V> {
  if (signal === undefined) return work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new CancelledError());
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
