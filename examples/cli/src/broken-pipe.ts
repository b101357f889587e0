import type { Writable } from 'node:stream';

/** Ends the process without a word when nobody reads its output any more, as in `… | head -1`. */
export function exitOnBrokenPipe(...streams: readonly Writable[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}
