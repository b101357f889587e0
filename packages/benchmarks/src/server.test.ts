import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('./server.ts', import.meta.url));

it('prints one JSON object; every run ends, and nothing is left over', { timeout: 120_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', COMMAND, '--runs', '5', '--rounds', '1', '--json']);
  const figures = JSON.parse(stdout) as Record<string, number>;
  expect(figures).toMatchObject({ runs: 5, rounds: 1, problems: [], readersLeft: 0, connectionsLeft: 0, heapMb: [expect.any(Number), expect.any(Number)] });
  expect(figures['p95Ms']).toBeGreaterThanOrEqual(figures['p50Ms']!);
  expect(figures['eventsPerSecond']).toBeGreaterThan(0);
});
