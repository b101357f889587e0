import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { adapterEntries, peerRanges } from '../repository/adapters/adapter-entries.ts';
import { root } from '../repository/sources.ts';
import type { Outcome } from './programs/call-without.ts';

const PROGRAM = fileURLToPath(new URL('./programs/call-without.ts', import.meta.url));
const timeout = 120_000;

describe.each(Object.keys(peerRanges))('without %s', (peer) => {
  const needing = adapterEntries.filter(({ peers }) => peers.includes(peer));

  it('every adapter that needs it says so in one sentence, with the command that installs it', { timeout }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', PROGRAM, peer, JSON.stringify(needing)], { cwd: root, timeout });
    const outcomes = JSON.parse(stdout) as Readonly<Record<string, readonly Outcome[]>>;
    expect(Object.keys(outcomes)).toEqual(needing.map(({ subpath }) => subpath));
    const sentence = new RegExp(`^[^.]+ needs the package (${peer}(?:@[\\d.]+)?), which is not installed: run \`npm install \\1\`\\.$`);
    for (const [subpath, calls] of Object.entries(outcomes)) {
      expect(calls, subpath).toContainEqual({ code: 'MISSING_DEPENDENCY', message: expect.stringMatching(sentence) });
    }
  });
});
