#!/usr/bin/env -S node --conditions=@nl2sql/source --import tsx
import { exitOnBrokenPipe } from './broken-pipe.ts';
import { runDoctor } from './run-doctor.ts';

exitOnBrokenPipe(process.stdout, process.stderr);
const { stdout, stderr, env: environment } = process;
process.exitCode = await runDoctor(process.argv.slice(2), { stdout, stderr, environment });
