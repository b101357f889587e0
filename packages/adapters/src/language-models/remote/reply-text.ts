import type { ModelRequest, ModelTaskName, ModelTasks } from '@nl2sql/core/contracts';

/** A reply read from a model's text, or what is wrong with the text, in words for the model. */
export type ReadReply<T extends ModelTaskName> =
  | { readonly ok: true; readonly value: ModelTasks[T]['reply'] }
  | { readonly ok: false; readonly problem: string };

const MOST_ISSUES = 8;

/** Reads JSON out of a model's text and checks it against the schema of the request. */
export async function readReply<T extends ModelTaskName>(
  text: string,
  request: ModelRequest<T>,
  unwrap: (value: unknown) => unknown,
): Promise<ReadReply<T>> {
  const json = jsonIn(text);
  if (json === undefined) return { ok: false, problem: 'It is not valid JSON.' };
  const parsed = await request.schema.safeParseAsync(unwrap(json.value));
  if (parsed.success) return { ok: true, value: parsed.data };
  const issues = parsed.error.issues.slice(0, MOST_ISSUES).map((issue) => `${issue.path.length === 0 ? 'the reply' : issue.path.join('.')}: ${issue.message}`);
  return { ok: false, problem: `It does not match the schema: ${issues.join('; ')}.` };
}

/** The JSON value that a text is, or that stands in a code fence or between other words, after any thoughts. */
function jsonIn(reply: string): { readonly value: unknown } | undefined {
  const text = reply.replace(/^\s*<think>[\s\S]*?<\/think>/, '');
  const fenced = /```(?:json)?\s*\n([\s\S]*?)```/.exec(text)?.[1];
  const braced = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const candidate of [text, fenced, braced]) {
    if (candidate === undefined || candidate.trim() === '') continue;
    try {
      return { value: JSON.parse(candidate) as unknown };
    } catch {
      // The next candidate may be JSON.
    }
  }
  return undefined;
}
