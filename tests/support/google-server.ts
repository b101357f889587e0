import { json, scriptedServer, type Answer, type ReceivedRequest, type ScriptedServer } from './scripted-server.ts';

/** Starts a server that speaks the wire format of the Gemini API, and refuses what that would refuse. */
export function googleServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  return scriptedServer(answers, (request) => {
    if (request.method !== 'POST' || !/^\/v1(?:beta)?\/models\/[\w.-]+:generateContent$/.test(request.path)) return failure(404, 'NOT_FOUND', `Not found: ${request.method} ${request.path}`);
    const problem = problemOf(request);
    return problem === null ? null : failure(400, 'INVALID_ARGUMENT', problem);
  });
}

export interface ContentParts {
  readonly finishReason?: string;
  readonly usage?: Readonly<Record<string, number>> | null;
}

/** A response whose only candidate has these parts; a text stands for a part of text, and an empty one for none. */
export function content(parts: string | readonly object[], { finishReason = 'STOP', usage = { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 } }: ContentParts = {}): Answer {
  const list = typeof parts === 'string' ? (parts === '' ? [] : [{ text: parts }]) : parts;
  return json(200, {
    candidates: [{ content: { role: 'model', ...(list.length === 0 ? {} : { parts: list }) }, finishReason, index: 0 }],
    ...(usage === null ? {} : { usageMetadata: usage }),
    modelVersion: 'test-model',
    responseId: 'response-1',
  });
}

/** A response to a prompt that was blocked. */
export function blocked(blockReason: string): Answer {
  return json(200, { promptFeedback: { blockReason }, usageMetadata: { promptTokenCount: 100, totalTokenCount: 100 }, modelVersion: 'test-model' });
}

/** An error in Google's form. */
export function failure(code: number, status: string, message: string, details: readonly object[] = []): Answer {
  return json(code, { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } });
}

export const retryInfo = (retryDelay: string): object => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

export const errorInfo = (reason: string): object => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' });

type Fields = Readonly<Record<string, unknown>>;

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && (value as Fields[]).every(({ text }) => typeof text === 'string' && text !== '');

/** What the API would say is wrong with a request. */
function problemOf({ headers, body }: ReceivedRequest): string | null {
  const { contents, systemInstruction, generationConfig, ...others } = body as Fields;
  if (headers['x-goog-api-key'] === undefined) return 'Method does not allow unregistered callers.';
  const unknown = Object.keys(others).find((name) => !['safetySettings', 'tools', 'toolConfig', 'cachedContent'].includes(name));
  if (unknown !== undefined) return `Invalid JSON payload received. Unknown name "${unknown}"`;
  if (!areTexts((systemInstruction as Fields | undefined)?.['parts'])) return 'systemInstruction: should have text';
  const turns = (Array.isArray(contents) ? contents : []) as Fields[];
  if (turns.length === 0 || turns.some(({ role, parts }) => (role !== 'user' && role !== 'model') || !areTexts(parts))) return 'contents: each needs a valid role and text';
  if (turns.at(-1)?.['role'] !== 'user') return 'Please ensure that the last turn is of the user.';

  const { responseJsonSchema, responseMimeType } = (generationConfig ?? {}) as Fields;
  if (responseJsonSchema === undefined) return JSON.stringify(systemInstruction).includes('JSON Schema') ? null : 'The test expects a schema.';
  return responseMimeType === 'application/json' ? problemOfSchema(responseJsonSchema) : 'response_mime_type is required with response_json_schema';
}

const KEYWORDS: readonly string[] = [
  ...['$id', '$defs', '$ref', '$anchor', 'type', 'format', 'title', 'description', 'enum', 'items', 'prefixItems', 'minItems', 'maxItems'],
  ...['minimum', 'maximum', 'anyOf', 'oneOf', 'properties', 'additionalProperties', 'required'],
];

function problemOfSchema(schema: unknown): string | null {
  const fields = schema as Fields;
  const unknown = Object.keys(fields).find((keyword) => !KEYWORDS.includes(keyword));
  if (unknown !== undefined) return `response_json_schema: "${unknown}" is not supported`;
  const nested = [...Object.values((fields['properties'] ?? {}) as object), ...((fields['anyOf'] ?? []) as unknown[]), ...(fields['items'] === undefined ? [] : [fields['items']])];
  return nested.map(problemOfSchema).find((problem) => problem !== null) ?? null;
}
