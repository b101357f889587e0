import { describe, expect, it } from 'vitest';
import { confinedPackages } from '../repository/import-rules.ts';
import { builtPackages, loadedWith } from './built-packages.ts';

const [core, adapters] = builtPackages as [(typeof builtPackages)[number], (typeof builtPackages)[number]];

describe.each(builtPackages)('$name', ({ entries, manifest }) => {
  it.each(entries)('$specifier loads only what the package depends on', ({ specifier }) => {
    const allowed = Object.keys({ ...manifest.dependencies, ...core.manifest.dependencies });
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
});
