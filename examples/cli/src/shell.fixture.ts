import { PassThrough } from 'node:stream';

/** A shell whose output is kept. At a terminal, `onPrompt` types each time that an answer is asked for. */
export function createShell(folder: string, onPrompt?: (stdin: PassThrough, stop: AbortController) => void) {
  const isTTY = onPrompt !== undefined;
  const stop = new AbortController();
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const written = { stdout: '', stderr: '' };
  stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => {
    written.stderr += chunk.toString();
    if (/› (?:\u001B\[\d+G)?$/u.test(written.stderr)) onPrompt?.(stdin, stop);
  });
  return { shell: { stdin, stdout, stderr, environment: { INIT_CWD: folder, NO_COLOR: '1' }, signal: stop.signal }, written };
}
