import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { IndexError } from '@nl2sql/core/errors';
import type { VectorTableContents } from './vector-table.ts';

/** What a vector file holds: the vectors with their ids, and the search graph over them. */
export interface VectorFile extends VectorTableContents {
  readonly graph: Uint8Array;
}

// The layout: magic, SHA-256 of all that follows, length of the header, header, vectors, graph.
const MAGIC = Buffer.from('NL2SQLV1');
const HASH_BYTES = 32;
const HEADER_LENGTH_BYTES = 4;
const PREFIX_BYTES = MAGIC.length + HASH_BYTES + HEADER_LENGTH_BYTES;

interface Header {
  readonly dimensions: number;
  readonly slots: readonly (string | null)[];
}

/** Writes beside the file first and renames then, so that a reader sees the old file or the new one. */
export async function writeVectorFile(file: string, { dimensions, slots, matrix, graph }: VectorFile): Promise<void> {
  const header = Buffer.from(JSON.stringify({ dimensions, slots } satisfies Header));
  const headerLength = Buffer.alloc(HEADER_LENGTH_BYTES);
  headerLength.writeUInt32LE(header.length);
  const vectors = new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength);
  const body = [headerLength, header, vectors, graph];
  const hash = createHash('sha256');
  for (const part of body) hash.update(part);

  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(draft, 'w');
    try {
      for (const part of [MAGIC, hash.digest(), ...body]) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new IndexError('VECTOR_STORE_FAILED', `The vectors could not be written to ${file}.`, {
      hint: 'Check that the folder can be written to and that the disk has room; what was written before is unchanged.',
      cause,
    });
  }
}

/**
 * Reads a vector file; null when there is none.
 *
 * The check sum is not only against bad disks: the native index does not check what it loads, and a
 * cut-off file ends the process.
 *
 * @throws IndexError `VECTOR_STORE_FAILED`
 */
export async function readVectorFile(file: string): Promise<VectorFile | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new IndexError('VECTOR_STORE_FAILED', `The vectors in ${file} could not be read.`, { hint: 'Check that it is a file that this process may read.', cause });
  }
  const hash = bytes.subarray(MAGIC.length, MAGIC.length + HASH_BYTES);
  const body = bytes.subarray(MAGIC.length + HASH_BYTES);
  if (bytes.length < PREFIX_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw unusable(file, 'is not a vector file of this version');
  if (!createHash('sha256').update(body).digest().equals(hash)) throw unusable(file, 'is damaged');

  const headerEnd = PREFIX_BYTES + bytes.readUInt32LE(PREFIX_BYTES - HEADER_LENGTH_BYTES);
  const { dimensions, slots } = JSON.parse(bytes.toString('utf8', PREFIX_BYTES, headerEnd)) as Header;
  const graphStart = headerEnd + slots.length * dimensions * Float32Array.BYTES_PER_ELEMENT;
  // A copy, because the numbers must lie at a multiple of four in their buffer.
  const matrix = new Float32Array(new Uint8Array(bytes.subarray(headerEnd, graphStart)).buffer);
  return { dimensions, slots, matrix, graph: bytes.subarray(graphStart) };
}

/** Says that a vector file must be made again. */
export function unusable(file: string, why: string, cause?: unknown): IndexError {
  return new IndexError('VECTOR_STORE_FAILED', `The vector file ${file} ${why}.`, { hint: 'Delete it and ingest again.', cause });
}
