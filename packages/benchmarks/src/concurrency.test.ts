import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../tests/support/services.ts';

const COMMAND = fileURLToPath(new URL('./concurrency.ts', import.meta.url));
const run = (...args: readonly string[]) => promisify(execFile)(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', COMMAND, ...args]);

/** A process of its own starts slowly on a busy machine. */
const timeout = 120_000;

describeWithPostgres('bench:concurrency', (url) => {
  it('prints one JSON object; every run completes, and the pool keeps to its size', { timeout }, async () => {
    const { stdout } = await run('--db', url, '--runs', '12', '--rounds', '1', '--connections', '2', '--json');
    const figures = JSON.parse(stdout) as Record<string, number>;
    expect(figures).toMatchObject({ runs: 12, rounds: 1, problems: [], connectionsLeft: 0, heapMb: [expect.any(Number), expect.any(Number)] });
    expect(figures['peakConnections']).toBeGreaterThan(0);
    expect(figures['peakConnections']).toBeLessThanOrEqual(2);
    expect(figures['p95Ms']).toBeGreaterThanOrEqual(figures['p50Ms']!);
  });
});

describe('bench:concurrency', { timeout }, () => {
  it('ends with one sentence where no server answers', async () => {
    const failed = await run('--db', 'postgres://nobody@127.0.0.1:1/postgres').then(
      () => '',
      (error: { stderr: string }) => error.stderr,
    );
    expect(failed.trim().split('\n')).toEqual([expect.stringMatching(/^No PostgreSQL answers/)]);
  });
});
