import { expect, it } from 'vitest';
import { STAGE_NAMES } from '../../packages/core/src/protocol/index.ts';
import { coreLayers, coreNarrowFolders } from './import-rules.ts';
import { read } from './sources.ts';

it('draws every stage in the README, in its order', () => {
  const readme = read('README.md');
  const places = STAGE_NAMES.map((name) => readme.indexOf(name));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

it('lists every command in CONTRIBUTING, and none that is not there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const { bin } = JSON.parse(read('examples/cli/package.json')) as { bin: Record<string, string> };
  const rows = read('CONTRIBUTING.md').split('\n').filter((line) => line.startsWith('| `pnpm '));
  const listed = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`pnpm ([\w:]+)`/g)].map((command) => command[1]!));
  expect(listed.toSorted()).toEqual(Object.keys({ ...scripts, ...bin }).toSorted());
});

it('maps every folder of core in CONTRIBUTING', () => {
  const map = read('CONTRIBUTING.md');
  const folders = [...coreLayers.flat(), ...Object.keys(coreNarrowFolders)].filter((place) => place !== 'access' && place !== 'index.ts');
  expect(folders.filter((place) => !map.includes(`\n  ${place}${place.endsWith('.ts') ? '' : '/'}`))).toEqual([]);
});

it('lists every stage in the README of core, by the option that replaces it', () => {
  const options = STAGE_NAMES.map((name) => name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
  const rows = read('packages/core/README.md').split('\n').filter((line) => /^\| `\w+` \|/.test(line));
  expect(rows.map((row) => row.split('`')[1]).filter((name) => options.includes(name!))).toEqual(options);
});

it('lists every adapter in its README', () => {
  const { exports: entries } = JSON.parse(read('packages/adapters/package.json')) as { exports: Record<string, unknown> };
  const readme = read('packages/adapters/README.md');
  expect(Object.keys(entries).filter((entry) => entry !== './package.json' && !readme.includes(`@nl2sql/adapters${entry.slice(1)}\``))).toEqual([]);
});
