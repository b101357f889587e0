import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('./overhead.ts', import.meta.url));

/** A process of its own starts slowly on a busy machine. */
const timeout = 120_000;

describe('bench:overhead', { timeout }, () => {
  it('prints one JSON object; every run completes and keeps its prompt to the lock', async () => {
    const args = ['--conditions=@nl2sql/source', '--import', 'tsx', COMMAND, '--runs', '5', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const figures = JSON.parse(stdout) as Record<string, number> & { stages: object };
    expect(figures).toMatchObject({ runs: 5, tables: 200 });
    expect(figures['p50Ms']).toBeGreaterThan(0);
    expect(figures['p95Ms']).toBeGreaterThanOrEqual(figures['p50Ms']!);
    expect(figures['langGraphImportMs']).toBeGreaterThan(0);
    expect(Object.keys(figures.stages)).toContain('validate-sql');
  });
});
