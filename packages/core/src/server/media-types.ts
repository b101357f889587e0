import { ProblemError } from './problem.ts';

/** Whether an `Accept` header takes a content type; without one, everything is taken. */
export function accepts(accept: string | null, type: string): boolean {
  if (accept === null || accept.trim() === '') return true;
  const [group] = type.split('/');
  const ranges = accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return { name, quality: Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1) };
  });
  // The most specific range decides, as RFC 9110 (12.5.1) has it.
  const range = [type, `${group}/*`, '*/*'].map((name) => ranges.find((candidate) => candidate.name === name)).find((found) => found !== undefined);
  return range !== undefined && range.quality > 0;
}

/** @throws ProblemError unless the body is said to be JSON: a type that no page may send to another site unasked. */
export function assertJson(headers: Headers): void {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (type.trim().toLowerCase() === 'application/json' && encoding === 'identity') return;
  throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', { headers: { accept: 'application/json' } });
}
