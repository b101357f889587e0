import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { importsOf, isTest, packageOf, read, repositoryFiles, root } from '../repository/sources.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly '@nl2sql/source': string; readonly types?: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
}

export interface BuiltEntry {
  /** What a program imports: `@nl2sql/core/errors`. */
  readonly specifier: string;
  /** Files relative to the package's folder. */
  readonly source: string;
  readonly types: string;
  readonly file: string;
}

export interface BuiltPackage {
  readonly name: string;
  readonly folder: string;
  /** Whether its files hold many sources each. */
  readonly bundled: boolean;
  readonly manifest: Manifest;
  readonly entries: readonly BuiltEntry[];
  /** Files of `dist` and of `src` (without tests), relative to those folders. */
  readonly built: readonly string[];
  readonly sources: readonly string[];
}

export const builtPackages: readonly BuiltPackage[] = ['packages/core', 'packages/adapters', 'packages/react'].map((folder) => {
  const manifest = JSON.parse(read(`${folder}/package.json`)) as Manifest;
  return {
    name: manifest.name,
    folder,
    bundled: folder !== 'packages/adapters',
    manifest,
    entries: Object.entries(manifest.exports).flatMap(([subpath, target]) =>
      typeof target === 'string' || target.types === undefined
        ? []
        : [{ specifier: posix.join(manifest.name, subpath), source: target['@nl2sql/source'], types: target.types, file: target.default }],
    ),
    built: filesIn(posix.join(root, folder, 'dist')),
    sources: repositoryFiles
      .filter((file) => file.startsWith(`${folder}/src/`) && /\.(tsx?|js)$/.test(file) && !isTest(file))
      .map((file) => file.slice(`${folder}/src/`.length)),
  };
});

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) throw new Error(`${folder} does not exist: \`pnpm build\` makes it.`);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(folder, posix.join(entry.parentPath, entry.name)));
}

/**
 * Everything that loads with an entry: files relative to the root, and packages and built-ins by name. With
 * `later`, also what is loaded when it is needed.
 */
export function loadedWith(specifier: string, { later = false } = {}): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const load = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const { specifier: imported, kind, target } of importsOf(file)) {
      if (kind === 'dynamic' && !later) continue;
      const next = target ?? builtFile(imported);
      if (next === undefined) packages.add(imported.startsWith('node:') ? imported : packageOf(imported));
      else load(next);
    }
  };
  load(builtFile(specifier)!);
  return { files, packages };
}

function builtFile(specifier: string): string | undefined {
  for (const { folder, entries } of builtPackages) {
    const entry = entries.find((candidate) => candidate.specifier === specifier);
    if (entry) return posix.join(folder, entry.file);
  }
  return undefined;
}
