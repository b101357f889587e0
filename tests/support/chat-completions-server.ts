import { json, scriptedServer, type Answer, type ScriptedServer } from './scripted-server.ts';

/** Starts a server that speaks the wire format of the chat completions API; its address goes up to `/v1`. */
export async function chatCompletionsServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const server = await scriptedServer(answers, ({ method, path }) =>
    method === 'POST' && path === '/v1/chat/completions' ? null : failure(404, { message: `Invalid URL (${method} ${path})` }),
  );
  return { ...server, url: `${server.url}/v1` };
}

export interface CompletionParts {
  readonly finishReason?: string;
  readonly refusal?: string;
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}

/** A completion whose message has this content; a value that is not a text is sent as JSON. */
export function completion(content: unknown, { finishReason = 'stop', refusal, usage = { prompt_tokens: 100, completion_tokens: 20 } }: CompletionParts = {}): Answer {
  return json(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'test-model',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: typeof content === 'string' || content === null ? content : JSON.stringify(content), refusal: refusal ?? null },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    ...(usage === null ? {} : { usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } }),
  });
}

/** An error in OpenAI's form. */
export function failure(status: number, error: { readonly message: string; readonly code?: string | null; readonly type?: string }, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { error: { type: 'invalid_request_error', param: null, code: null, ...error } }, headers);
}
