import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../repository/sources.ts';
import { builtPackages } from './built-packages.ts';

describe.each(builtPackages)('$name', ({ name, folder, entries, built, sources }) => {
  it('builds what it exports, and names it by its path', () => {
    for (const { specifier, source, types, file } of entries) {
      const path = source.slice('./src/'.length, -'.ts'.length);
      expect([types, file]).toEqual([`./dist/${path}.d.ts`, `./dist/${path}.js`]);
      expect(['index', `${specifier.slice(name.length + 1)}/index`, specifier.slice(name.length + 1)]).toContain(path);
      expect(built).toEqual(expect.arrayContaining([`${path}.d.ts`, `${path}.js`]));
    }
  });

  it('builds every source and nothing else', () => {
    const expected = sources.flatMap((source) => ['.d.ts', '.js', '.js.map'].map((ending) => source.replace(/\.(ts|js)$/, ending)));
    expect(built.toSorted()).toEqual(expected.toSorted());
  });

  it('loads in Node, every entry', () => {
    const program = `for (const entry of ${JSON.stringify(entries.map(({ specifier }) => specifier))}) await import(entry);`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: join(root, folder), stdio: 'pipe' })).not.toThrow();
  });
});
