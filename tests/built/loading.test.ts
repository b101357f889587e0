import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { confinedPackages } from '../repository/import-rules.ts';
import { root } from '../repository/sources.ts';
import { builtPackages, loadedWith } from './built-packages.ts';

const [core, adapters] = builtPackages as [(typeof builtPackages)[number], (typeof builtPackages)[number]];

describe.each(builtPackages)('$name', ({ entries, manifest }) => {
  it.each(entries)('$specifier loads only what the package depends on', ({ specifier }) => {
    const required = Object.keys(manifest.peerDependencies ?? {}).filter((peer) => manifest.peerDependenciesMeta?.[peer]?.optional !== true);
    const allowed = [...required, ...Object.keys({ ...manifest.dependencies, ...core.manifest.dependencies })];
    expect([...loadedWith(specifier).packages].filter((name) => !name.startsWith('node:') && !allowed.includes(name))).toEqual([]);
  });

  it.each(entries)('$specifier does not load at once what is to be loaded when it is used', ({ specifier }) => {
    const lazy = new Set(confinedPackages.filter(({ lazily }) => lazily).flatMap(({ packages }) => packages));
    expect([...loadedWith(specifier).packages].filter((name) => lazy.has(name))).toEqual([]);
  });
});

describe('an adapter', () => {
  it.each(adapters.entries)('$specifier loads no other adapter and no optional peer', ({ specifier, file }) => {
    const { files, packages } = loadedWith(specifier);
    const others = adapters.entries.filter((entry) => entry.file !== file).map((entry) => `packages/adapters/${entry.file.slice(2)}`);
    expect(others.filter((other) => files.has(other))).toEqual([]);
    expect(Object.keys(adapters.manifest.peerDependencies ?? {}).filter((peer) => packages.has(peer))).toEqual([]);
  });

  it.each(adapters.entries)('$specifier loads neither of them by another way than an import statement', { timeout: 60_000 }, async ({ file }) => {
    const loaded = await loadedInProcess(join(root, adapters.folder, file));
    const ownFile = /\/packages\/adapters\/dist\/(.*)$/;
    const files = loaded.flatMap((address) => ownFile.exec(address)?.slice(1) ?? []);
    expect(files).toContain(file.slice('./dist/'.length));
    expect(adapters.entries.filter((entry) => entry.file !== file && files.includes(entry.file.slice('./dist/'.length)))).toEqual([]);
    const packages = loaded.flatMap((address) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(address)?.slice(1) ?? []);
    expect(Object.keys(adapters.manifest.peerDependencies ?? {}).filter((peer) => packages.includes(peer))).toEqual([]);
  });
});

/** The addresses of all that a process loads which imports a file and does nothing else. */
async function loadedInProcess(file: string): Promise<readonly string[]> {
  const program = fileURLToPath(new URL('./programs/list-loaded.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, pathToFileURL(file).href], { timeout: 50_000 });
  return JSON.parse(stdout) as readonly string[];
}
