#!/usr/bin/env -S node --conditions=@nl2sql/source --import tsx
import { exitOnBrokenPipe } from './broken-pipe.ts';
import { runAsk } from './run-ask.ts';

exitOnBrokenPipe(process.stdout, process.stderr);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const { stdin, stdout, stderr, env: environment } = process;
process.exitCode = await runAsk(process.argv.slice(2), { stdin, stdout, stderr, environment, signal: stop.signal });
