import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * Copies files of an application into a folder, and puts beside them what `npm install` would: of the packages of this
 * repository what they publish, apart from their sources and from the optional peers that only the repository has.
 */
export function install(application: string, files: readonly string[], folder: string): void {
  for (const file of files) cpSync(join(application, file), join(folder, file), { recursive: true });
  const { dependencies, devDependencies } = manifestOf(application);
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) add(name, application, folder);
}

function add(name: string, neededBy: string, folder: string): void {
  const source = realpathSync(join(neededBy, 'node_modules', name));
  const target = join(folder, 'node_modules', name);
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const { files, dependencies = {} } = manifestOf(source);
  if (!name.startsWith('@nl2sql/') || files === undefined) return symlinkSync(source, target);
  for (const file of ['package.json', ...files]) cpSync(join(source, file), join(target, file), { recursive: true });
  for (const dependency of Object.keys(dependencies)) add(dependency, source, folder);
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
