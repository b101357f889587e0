import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { adapterEntries, peerRanges } from '../repository/adapters/adapter-entries.ts';
import { packageOf, root } from '../repository/sources.ts';
import { builtPackages } from './built-packages.ts';

it('can be measured for every entry, and for what each loads at its first use', { timeout: 300_000 }, async () => {
  const command = ['--conditions=@nl2sql/source', '--import', 'tsx', 'packages/benchmarks/src/imports.ts', '--runs', '1', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root, timeout: 280_000 });
  const { entries, bareNodeMs } = JSON.parse(stdout) as { entries: { entry: string; importMs: number; sdks: string[]; sdkMs: number | null }[]; bareNodeMs: number };
  expect(bareNodeMs).toBeGreaterThan(0);
  // Components go through a bundler, and their budget is a size.
  const imported = builtPackages.filter(({ name }) => name !== '@nl2sql/react');
  expect(entries.map(({ entry }) => entry)).toEqual(imported.flatMap((built) => built.entries.map(({ specifier }) => specifier)));
  for (const { entry, importMs, sdks, sdkMs } of entries) {
    expect(importMs, entry).toBeGreaterThan(0);
    expect(sdks.map(packageOf).filter((peer) => !(peer in peerRanges))).toEqual([]);
    expect([...new Set(sdks.map(packageOf))].sort(), entry).toEqual(adapterEntries.find(({ specifier }) => specifier === entry)?.peers ?? []);
    expect(sdkMs === null).toBe(sdks.length === 0);
  }
});
