import { json, scriptedServer, type Answer, type ReceivedRequest, type ScriptedServer } from './scripted-server.ts';

/** Starts a server that speaks the wire format of Anthropic's Messages API, and refuses what that would refuse. */
export function anthropicServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  return scriptedServer(answers, (request) => {
    if (request.method !== 'POST' || request.path !== '/v1/messages') return failure(404, 'not_found_error', `Not Found: ${request.method} ${request.path}`);
    const problem = problemOf(request);
    return problem === null ? null : failure(400, 'invalid_request_error', problem);
  });
}

/** The key that a request came with: newer clients send it as a bearer token. */
export function keyOf({ headers }: ReceivedRequest): string | undefined {
  const given = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  return Array.isArray(given) ? given[0] : given;
}

export interface MessageParts {
  readonly stopReason?: string;
  readonly usage?: Readonly<Record<string, number | null>> | null;
}

const USAGE = { input_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 20 };

/** A message with these content blocks; a text stands for a block of text, and an empty one for none. */
export function message(content: string | readonly object[], { stopReason = 'end_turn', usage = USAGE }: MessageParts = {}): Answer {
  return json(200, {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'test-model',
    content: typeof content === 'string' ? (content === '' ? [] : [{ type: 'text', text: content }]) : content,
    stop_reason: stopReason,
    stop_sequence: null,
    ...(usage === null ? {} : { usage }),
  });
}

/** An error in Anthropic's form. */
export function failure(status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { type: 'error', error: { type, message: text }, request_id: 'req_1' }, { 'request-id': 'req_1', ...headers });
}

type Fields = Readonly<Record<string, unknown>>;

/** What the API would say is wrong with a request. */
function problemOf({ headers, body }: ReceivedRequest): string | null {
  const { model, max_tokens: maxTokens, system, messages, tools, tool_choice: choice, output_config: config } = body as Fields;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(String(headers['anthropic-version']))) return 'anthropic-version: header is required';
  if (typeof model !== 'string' || model === '') return 'model: Field required';
  if (!Number.isInteger(maxTokens) || (maxTokens as number) < 1) return 'max_tokens: Field required';
  for (const block of Array.isArray(system) ? (system as Fields[]) : []) {
    if (block['type'] !== 'text' || typeof block['text'] !== 'string') return 'system: Input should be a list of text blocks';
    if (JSON.stringify(block['cache_control']) !== '{"type":"ephemeral"}') return 'system: the stable part should be marked for the cache';
  }
  if (!Array.isArray(messages) || (messages[0] as Fields | undefined)?.['role'] !== 'user') return 'messages: first message must use the "user" role';
  if ((messages as Fields[]).some(({ content }) => typeof content !== 'string' || content.trim() === '')) return 'messages: text content blocks must contain non-whitespace text';
  if ((messages as Fields[]).at(-1)?.['role'] !== 'user') return 'This model does not support assistant message prefill.';

  const format = (config as Fields | undefined)?.['format'] as Fields | undefined;
  if (format !== undefined && format['type'] !== 'json_schema') return 'output_config.format.type: Input should be "json_schema"';
  if (format !== undefined) return problemOfSchema(format['schema']);
  if (choice === undefined) return JSON.stringify(system).includes('JSON Schema') ? null : 'The test expects a schema.';
  const names = (Array.isArray(tools) ? (tools as Fields[]) : []).map(({ name }) => name);
  return names.includes((choice as Fields)['name']) ? null : 'tool_choice: Tool not found in provided tools';
}

const KEYWORDS: readonly string[] = ['type', 'description', 'enum', 'const', 'anyOf', 'allOf', '$ref', '$defs', 'properties', 'required', 'additionalProperties', 'items'];

/** Structured outputs take closed objects, and no limits on numbers, texts and lists. */
function problemOfSchema(schema: unknown): string | null {
  if (typeof schema !== 'object' || schema === null) return 'output_config.format.schema: Input should be an object';
  const fields = schema as Fields;
  const unknown = Object.keys(fields).find((keyword) => !KEYWORDS.includes(keyword));
  if (unknown !== undefined) return `output_config.format.schema: property '${unknown}' is not supported`;
  if (fields['type'] === 'object' && fields['additionalProperties'] !== false) return "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false";
  const nested = [...Object.values((fields['properties'] ?? {}) as object), ...((fields['anyOf'] ?? []) as unknown[]), ...(fields['items'] === undefined ? [] : [fields['items']])];
  return nested.map(problemOfSchema).find((problem) => problem !== null) ?? null;
}
