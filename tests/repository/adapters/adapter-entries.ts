import { imports, isTest, packageOf, read } from '../sources.ts';

const FOLDER = 'packages/adapters';

export interface AdapterEntry {
  /** What a program imports: `@nl2sql/adapters/databases/mysql`. */
  readonly specifier: string;
  /** `databases/mysql`. */
  readonly subpath: string;
  /** `databases`. */
  readonly group: string;
  /** Files relative to the root. */
  readonly source: string;
  readonly built: string;
  /** The optional peers that it loads when it is used. */
  readonly peers: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<'@nl2sql/source' | 'default', string>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const { name, exports: entries, peerDependencies } = JSON.parse(read(`${FOLDER}/package.json`)) as Manifest;

/** The optional peers of the adapters, with the versions that they take. */
export const peerRanges: Readonly<Record<string, string>> = peerDependencies;

/** Every adapter, as `package.json` exports it. */
export const adapterEntries: readonly AdapterEntry[] = Object.entries(entries).flatMap(([entry, target]) => {
  if (typeof target === 'string') return [];
  const subpath = entry.slice('./'.length);
  const source = `${FOLDER}/${target['@nl2sql/source'].slice('./'.length)}`;
  const built = `${FOLDER}/${target.default.slice('./'.length)}`;
  return [{ specifier: `${name}/${subpath}`, subpath, group: subpath.split('/')[0]!, source, built, peers: peersOf(source) }];
});

function peersOf(source: string): readonly string[] {
  const files = new Set<string>();
  const peers = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file) || isTest(file)) return;
    files.add(file);
    for (const { specifier, kind, target } of imports.filter((found) => found.file === file)) {
      if (kind === 'type') continue;
      if (target !== null) visit(target);
      else if (packageOf(specifier) in peerRanges) peers.add(packageOf(specifier));
    }
  };
  visit(source);
  return [...peers].sort();
}
