import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from '../command-line.ts';

export interface BuiltEntry {
  /** What a program imports: `@nl2sql/adapters/databases/postgres`. */
  readonly entry: string;
  /** What it imports of its optional peers when it is used. */
  readonly sdks: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<{ default: string }>>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * The entries of a built package.
 *
 * @throws CommandError when one is not built
 */
export function builtEntries(folder: string): readonly BuiltEntry[] {
  const { name, exports: entries, peerDependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  return Object.entries(entries).flatMap(([subpath, target]) => {
    if (typeof target === 'string') return [];
    const file = join(folder, target.default);
    const entry = name + subpath.slice(1);
    if (!existsSync(file)) throw new CommandError(`${entry} is not built, and only built files are measured: run \`pnpm build\` first.`, 2);
    return [{ entry, sdks: sdksOf(file, Object.keys(peerDependencies)) }];
  });
}

/** Every import of a built file, which the build writes with a literal, what `require.resolve` looks for, which it may rename, and the file of a thread. */
const IMPORTS = /\b(?:from|import|import\(|require\d*\.resolve\(|createRequire\(import\.meta\.url\)\.resolve\(|new URL\()\s*["']([^"'\n]+)["']/gu;

function sdksOf(entryFile: string, peers: readonly string[]): readonly string[] {
  const files = new Set<string>();
  const sdks = new Set<string>();
  const read = (file: string): void => {
    if (files.has(file) || !existsSync(file)) return;
    files.add(file);
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORTS)) {
      if (specifier.startsWith('.')) read(resolve(dirname(file), specifier));
      else if (peers.some((peer) => specifier === peer || specifier.startsWith(`${peer}/`))) sdks.add(specifier);
    }
  };
  read(entryFile);
  return [...sdks].sort();
}
