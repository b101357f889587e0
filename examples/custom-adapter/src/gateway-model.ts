import { setTimeout as pause } from 'node:timers/promises';
import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName } from '@nl2sql/core/contracts';
import { CancelledError, ConfigurationError, ModelError } from '@nl2sql/core/errors';

export interface GatewayOptions {
  /** The address of the gateway. */
  readonly url: string;
  /** The name of the model, as the gateway knows it. */
  readonly model: string;
  /** Goes into a header and nowhere else: not into an error, and not into a property of the model. */
  readonly token: string;
  /** Milliseconds that one attempt may take, its body included. Default 60,000. */
  readonly timeoutMs?: number;
  /** Repeats after a rate limit, a failure of the gateway or a lost connection. Default 2. */
  readonly maxRetries?: number;
  /** Milliseconds before the first repeat, doubled each time. Default 500. */
  readonly retryDelayMs?: number;
}

/** What the gateway answers with. */
interface Answer {
  readonly text: string;
  readonly finish: 'done' | 'length' | 'declined';
  readonly tokens: { readonly in: number; readonly out: number };
}

const PASSING: ReadonlySet<string> = new Set(['MODEL_RATE_LIMITED', 'MODEL_UNAVAILABLE']);
/** When the gateway asks for more patience than this, the caller hears of it instead of waiting. */
const LONGEST_WAIT_MS = 30_000;

/**
 * A language model behind the gateway of a company: one POST with the texts and the JSON Schema of the
 * reply, answered with `{ text, finish, tokens }`.
 */
export function gatewayModel({ url, model, token, timeoutMs = 60_000, maxRetries = 2, retryDelayMs = 500 }: GatewayOptions): LanguageModel {
  if (!URL.canParse(url)) throw new ConfigurationError('gatewayModel({ url }) needs an address.');
  const id = `gateway:${model}`;

  /** One attempt. What the gateway says of a failure is left alone: it may repeat the token. */
  async function post(body: object, signal: AbortSignal | undefined): Promise<Answer> {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      });
      const text = await response.text();
      if (!response.ok) throw failureOf(response, id);
      return JSON.parse(text) as Answer;
    } catch (error) {
      if (signal?.aborted === true) throw new CancelledError();
      if (late.aborted) throw new ModelError('MODEL_TIMEOUT', `${id} did not answer within ${timeoutMs} ms.`, { hint: 'Try again, or raise timeoutMs.' });
      if (error instanceof ModelError) throw error;
      throw new ModelError('MODEL_UNAVAILABLE', `The gateway of ${id} could not be reached, or broke off its answer.`, { hint: 'Try again.' });
    }
  }

  async function postWithRetries(body: object, signal: AbortSignal | undefined): Promise<Answer> {
    for (let retry = 0; ; retry++) {
      try {
        return await post(body, signal);
      } catch (error) {
        if (!(error instanceof ModelError) || !PASSING.has(error.code) || retry >= maxRetries) throw error;
        const { retryAfterMs } = error;
        if (retryAfterMs !== null && retryAfterMs > LONGEST_WAIT_MS) throw error;
        await pause(retryAfterMs ?? retryDelayMs * 2 ** retry, undefined, signal === undefined ? {} : { signal }).catch(() => {
          throw new CancelledError();
        });
      }
    }
  }

  return {
    id,
    async generate<T extends ModelTaskName>({ system, prompt, schema, signal }: ModelRequest<T>): Promise<ModelReply<T>> {
      const form = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' });
      const complaints: string[] = [];
      const spent = { inputTokens: 0, outputTokens: 0 };
      // A reply that does not fit is asked for once more, with what was wrong with it.
      while (complaints.length < 2) {
        if (signal?.aborted === true) throw new CancelledError();
        const answer = await postWithRetries({ model, system, texts: [prompt, ...complaints], form }, signal);
        spent.inputTokens += answer.tokens.in;
        spent.outputTokens += answer.tokens.out;
        const parsed = schema.safeParse(valueOf(answer, id));
        if (parsed.success) return { value: parsed.data, usage: spent };
        complaints.push(`That reply does not match the form. Reply again: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
      }
      throw new ModelError('MODEL_INVALID_REPLY', `${id} was asked twice and gave no reply of the form that was asked for.`, { hint: 'Try again, or use another model.' });
    },
  };
}

/** The reply as JSON; undefined, which matches no schema, where it is none. */
function valueOf({ text, finish }: Answer, id: string): unknown {
  if (finish === 'declined') throw new ModelError('MODEL_CONTENT_FILTER', `${id} declined to answer.`, { hint: 'Put the question in other words.' });
  if (finish === 'length' && text === '') throw new ModelError('MODEL_CONTEXT_LENGTH', `The request leaves ${id} no room for a reply.`, { hint: 'Use a model with a longer context.' });
  if (finish === 'length') throw new ModelError('MODEL_INVALID_REPLY', `The reply of ${id} was cut off.`, { hint: 'Raise the token limit of the gateway.' });
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failureOf({ status, headers }: Response, id: string): ModelError {
  if (status === 401) return new ModelError('MODEL_AUTHENTICATION', `The gateway of ${id} did not accept the token.`, { hint: 'Check the token.' });
  if (status === 413) return new ModelError('MODEL_CONTEXT_LENGTH', `The request is too long for ${id}.`, { hint: 'Use a model with a longer context.' });
  if (status === 429) {
    const seconds = Number.parseFloat(headers.get('retry-after') ?? '');
    return new ModelError('MODEL_RATE_LIMITED', `The gateway of ${id} gets too many requests.`, { hint: 'Wait and try again.', ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1_000 } : {}) });
  }
  if (status < 500) return new ModelError('MODEL_REJECTED_REQUEST', `The gateway refused the request for ${id} (HTTP ${status}).`, { hint: 'Check the name of the model and the address.' });
  return new ModelError('MODEL_UNAVAILABLE', `The gateway of ${id} failed (HTTP ${status}).`, { hint: 'Try again.' });
}
