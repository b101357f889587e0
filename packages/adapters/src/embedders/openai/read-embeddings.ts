import { record } from '../../remote/record.ts';

/**
 * The vectors of an answer of the embeddings API in the order of their texts; undefined when it has none,
 * or when it does not tell which is whose. An error with status 200, which some servers send, is thrown.
 */
export function readEmbeddings(answer: unknown): unknown {
  const body = record(answer);
  const error = record(body?.['error']);
  if (error !== null) throw Object.assign(new Error(), { status: error['code'], ...error });
  const data = body?.['data'];
  if (!Array.isArray(data)) return undefined;
  const vectors: unknown[] = [];
  for (const [position, item] of data.map(record).entries()) {
    // Some servers leave the index out, and keep the order.
    const { index = position, embedding } = item ?? {};
    if (typeof index !== 'number' || !(index in data) || index in vectors) return undefined;
    vectors[index] = embedding;
  }
  return vectors;
}
