import { builtinModules } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  adapterPickers,
  browserSafe,
  confinedPackages,
  coreEntriesForAdapters,
  coreEntriesForReact,
  coreLayers,
  coreNarrowFolders,
  coreTypesOnly,
  edgeSafe,
  reactLayers,
  sharedAdapterFiles,
} from './import-rules.ts';
import { imports, isTest, packageOf, read, typeScriptFiles, type Import } from './sources.ts';

const core = 'packages/core/src/';
const adapters = 'packages/adapters/src/';
const sourceImports = imports.filter(({ file }) => !isTest(file));
const show = (violations: readonly Import[]): string[] => violations.map(({ file, specifier, kind }) => `${file} imports ${specifier} (${kind})`);

it('sees the sources and what they import', () => {
  expect(typeScriptFiles.length).toBeGreaterThan(30);
  for (const kind of ['static', 'type', 'dynamic']) expect(imports.some((found) => found.kind === kind)).toBe(true);
});

describe('core', () => {
  const placeOf = (file: string): string => file.slice(core.length).split('/')[0]!;
  const rankOf = (place: string): number => coreLayers.findIndex((layer) => layer.includes(place));
  const inner = sourceImports.filter(({ file, target }) => file.startsWith(core) && target?.startsWith(core));

  it('has a place for each of its folders', () => {
    const places = new Set(typeScriptFiles.filter((file) => file.startsWith(core) && !isTest(file)).map(placeOf));
    expect([...places].filter((place) => rankOf(place) === -1 && !(place in coreNarrowFolders))).toEqual([]);
  });

  it('imports only its own layer and those below', () => {
    const violations = inner.filter(({ file, target }) => {
      const [from, to] = [placeOf(file), placeOf(target!)];
      const allowed = coreNarrowFolders[from];
      if (allowed) return to !== from && !allowed.includes(to) && !allowed.includes(target!.slice(core.length));
      return rankOf(to) === -1 || rankOf(to) > rankOf(from);
    });
    expect(show(violations)).toEqual([]);
  });

  it('loads neither a Node built-in nor a package where a browser must be able to', () => {
    const violations = sourceImports.filter(
      ({ file, target }) => file.startsWith(core) && browserSafe.includes(placeOf(file)) && target === null,
    );
    expect(show(violations)).toEqual([]);
  });

  it('loads neither a Node built-in nor a package where an edge runtime must be able to', () => {
    const violations = sourceImports.filter(
      ({ file, specifier, target, kind }) =>
        file.startsWith(core) && placeOf(file) in edgeSafe && target === null && kind !== 'type' && !edgeSafe[placeOf(file)]!.includes(packageOf(specifier)),
    );
    expect(show(violations)).toEqual([]);
  });

  it('takes types alone of what it must not load', () => {
    const violations = inner.filter(({ file, target, kind }) => kind !== 'type' && coreTypesOnly[placeOf(file)]?.includes(placeOf(target!)));
    expect(show(violations)).toEqual([]);
  });
});

describe('adapters', () => {
  const entries = Object.keys((JSON.parse(read('packages/adapters/package.json')) as { exports: object }).exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => entry.slice(2));
  const adapterOf = (file: string): string | undefined => {
    const path = file.slice(adapters.length);
    return entries.find((entry) => path === `${entry}.ts` || path.startsWith(`${entry}/`));
  };
  const own = imports.filter(({ file }) => file.startsWith(adapters));

  it('know of core only its contracts, errors and words', () => {
    const allowed = (file: string): readonly string[] => [...coreEntriesForAdapters.sources, ...(isTest(file) ? coreEntriesForAdapters.tests : [])];
    const violations = own.filter(({ file, specifier }) => packageOf(specifier) === '@nl2sql/core' && !allowed(file).includes(specifier));
    expect(show(violations)).toEqual([]);
  });

  it('do not know each other', () => {
    const violations = own.filter(({ file, target, kind }) => {
      if (adapterPickers.includes(file.slice(adapters.length)) && kind !== 'static') return false;
      if (isTest(file) || !target?.startsWith(adapters)) return false;
      const [from, to] = [adapterOf(file), adapterOf(target)];
      return to !== undefined && from !== to && !sharedAdapterFiles.includes(target.slice(adapters.length));
    });
    expect(show(violations)).toEqual([]);
  });

  it('load an optional peer only when it is used', () => {
    const { peerDependencies } = JSON.parse(read('packages/adapters/package.json')) as { peerDependencies: Record<string, string> };
    const violations = own.filter(({ file, specifier, kind }) => !isTest(file) && kind === 'static' && packageOf(specifier) in peerDependencies);
    expect(show(violations)).toEqual([]);
  });
});

describe('the components', () => {
  const folder = 'packages/react/src/';
  const own = sourceImports.filter(({ file }) => file.startsWith(folder));
  const rankOf = (file: string): number => reactLayers.findIndex((layer) => layer.includes(file.slice(folder.length).split('/')[0]!));

  it('have a place for each of their folders', () => {
    const sources = typeScriptFiles.filter((file) => file.startsWith(folder) && !isTest(file));
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter((file) => rankOf(file) === -1)).toEqual([]);
  });

  it('import only their own layer and those below', () => {
    expect(show(own.filter(({ file, target }) => target !== null && rankOf(target) > rankOf(file)))).toEqual([]);
  });

  it('know of core only what runs in a browser, and of Node nothing', () => {
    const violations = own.filter(
      ({ specifier }) => specifier.startsWith('node:') || (packageOf(specifier) === '@nl2sql/core' && !coreEntriesForReact.includes(specifier)),
    );
    expect(show(violations)).toEqual([]);
  });

  it('draw nothing in the headless entry', () => {
    expect(show(own.filter(({ file, specifier }) => rankOf(file) <= rankOf(`${folder}headless.ts`) && /^react-dom|\.css$/.test(specifier)))).toEqual([]);
  });
});

describe('every package', () => {
  it.each(['packages/core', 'packages/adapters', 'packages/react'])('%s ships no source that no entry reaches', (folder) => {
    const { exports: entries } = JSON.parse(read(`${folder}/package.json`)) as { exports: Record<string, string | { '@nl2sql/source': string }> };
    const reached = new Set<string>();
    const reach = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const found of imports) if (found.file === file && found.target !== null) reach(found.target);
    };
    for (const entry of Object.values(entries)) if (typeof entry !== 'string') reach(`${folder}/${entry['@nl2sql/source'].slice(2)}`);
    expect(typeScriptFiles.filter((file) => file.startsWith(`${folder}/src/`) && !isTest(file) && !reached.has(file))).toEqual([]);
  });

  it.each(confinedPackages)('leaves $packages to $allowedIn', ({ packages, allowedIn, lazily }) => {
    const violations = sourceImports.filter(
      ({ file, specifier, kind }) =>
        file.startsWith('packages/') &&
        packages.includes(packageOf(specifier)) &&
        (!allowedIn.some((prefix) => file.startsWith(prefix)) || (lazily && kind === 'static')),
    );
    expect(show(violations)).toEqual([]);
  });

  it('reaches another package through a published entry, never through its files', () => {
    const packageFolder = (file: string): string => file.split('/').slice(0, 2).join('/');
    const violations = imports.filter(
      ({ file, target }) => target !== null && packageFolder(target) !== packageFolder(file) && !(isTest(file) && target.startsWith('tests/support/')),
    );
    expect(show(violations.filter(({ file }) => !file.endsWith('/tsup.config.ts')))).toEqual([]);
  });

  it('writes the extension of a file that it imports, as the built files need it', () => {
    expect(show(imports.filter(({ target }) => target !== null && !/\.(ts|tsx|js|json|css)$/.test(target)))).toEqual([]);
  });

  it('names a built-in of Node as one', () => {
    expect(show(imports.filter(({ specifier }) => builtinModules.includes(specifier)))).toEqual([]);
  });
});
