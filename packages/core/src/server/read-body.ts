import type * as z from 'zod';
import { ProblemError } from './problem.ts';

/** Longer messages about a body are cut: they quote the names of its fields. */
const MESSAGE_LENGTH = 300;

/**
 * The text of a body.
 *
 * @throws ProblemError when it is longer than `most` bytes, which is found out while reading, or is not UTF-8.
 */
export async function readBody(request: Request, most: number): Promise<string> {
  const tooLarge = new ProblemError('BODY_TOO_LARGE', { detail: `The body is larger than ${most} bytes.` });
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge;
  if (request.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = request.body.getReader();
  let length = 0;
  let text = '';
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.byteLength;
      if (length > most) throw tooLarge;
      text += decoder.decode(part.value, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    // What is left of it is not read. A sender that is gone cannot be told of it either.
    await reader.cancel().catch(() => {});
    throw error === tooLarge ? error : new ProblemError('INVALID_INPUT', { detail: 'The body could not be read as UTF-8 text.' });
  }
}

/**
 * What a body says.
 *
 * @throws ProblemError that names the field which does not fit
 */
export function parseBody<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new ProblemError('INVALID_INPUT', { detail: 'The body is not JSON.' });
  }
  return parseWith(schema, value, 'body');
}

/** @throws ProblemError that names what does not fit */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = [where, ...(issue?.path ?? [])].map(String).join('.');
  throw new ProblemError('INVALID_INPUT', { detail: `${path}: ${issue?.message ?? 'not valid'}`.slice(0, MESSAGE_LENGTH) });
}
