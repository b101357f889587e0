import { json, scriptedServer, type Answer, type ReceivedRequest, type ScriptedServer } from './scripted-server.ts';

/** Starts a server that speaks the wire format of Ollama, and refuses what Ollama would. */
export async function ollamaServer(answers: readonly Answer[]): Promise<ScriptedServer> {
  return scriptedServer(answers, refuse);
}

function refuse({ method, path, body }: ReceivedRequest): Answer | null {
  if (method !== 'POST' || (path !== '/api/chat' && path !== '/api/embed')) return (response) => void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
  const { model, messages, input } = body as { readonly model?: unknown; readonly messages?: unknown; readonly input?: unknown };
  if (typeof model !== 'string' || model === '') return failure(400, 'model is required');
  if (path === '/api/chat' ? !Array.isArray(messages) : !Array.isArray(input)) return failure(400, 'invalid input type');
  return null;
}

export interface ChatParts {
  readonly doneReason?: 'stop' | 'length';
  /** Figures that the server leaves out where they are null. */
  readonly tokens?: readonly [prompt: number | null, reply: number | null];
}

/** An answer of `/api/chat`: one object, or lines of them unless the request says not to stream. */
export function chat(content: string, { doneReason = 'stop', tokens: [prompt, reply] = [100, 20] }: ChatParts = {}): Answer {
  return (response, request) => {
    const { model, stream } = request.body as { readonly model: string; readonly stream?: boolean };
    const head = { model, created_at: '2026-01-31T12:00:00.000000Z' };
    const end = {
      done: true,
      done_reason: doneReason,
      total_duration: 4_883_583_458,
      load_duration: 1_334_875,
      ...(prompt === null ? {} : { prompt_eval_count: prompt, prompt_eval_duration: 342_546_000 }),
      ...(reply === null ? {} : { eval_count: reply, eval_duration: 4_535_599_000 }),
    };
    const message = (text: string) => ({ message: { role: 'assistant', content: text } });
    if (stream === false) return json(200, { ...head, ...message(content), ...end })(response, request);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const line of [{ ...head, ...message(content), done: false }, { ...head, ...message(''), ...end }]) response.write(`${JSON.stringify(line)}\n`);
    response.end();
  };
}

/** An answer of `/api/embed`. */
export function embeddings(vectors: readonly unknown[]): Answer {
  return json(200, { model: 'test-model', embeddings: vectors, total_duration: 14_143_917, load_duration: 1_019_500, prompt_eval_count: 8 });
}

/** An error in Ollama's form. */
export function failure(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { error: message }, headers);
}
