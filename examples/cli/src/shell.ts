import type { Readable, Writable } from 'node:stream';
import type { OutputStream } from './terminal.ts';

/** What a command is run in: where it reads and writes, and how it is told to stop. */
export interface Shell {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & OutputStream;
  readonly stderr: Writable & OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
