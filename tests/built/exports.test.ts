import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, root } from '../repository/sources.ts';
import { builtPackages, loadedWith } from './built-packages.ts';

describe.each(builtPackages)('$name', ({ name, folder, bundled, manifest, entries, built, sources }) => {
  it('builds what it exports, and names it by its path', () => {
    for (const { specifier, source, types, file } of entries) {
      const path = source.slice('./src/'.length, -'.ts'.length);
      expect([types, file]).toEqual([`./dist/${path}.d.ts`, `./dist/${path}.js`]);
      expect(['index', `${specifier.slice(name.length + 1)}/index`, specifier.slice(name.length + 1)]).toContain(path);
      expect(built).toEqual(expect.arrayContaining([`${path}.d.ts`, `${path}.js`]));
    }
  });

  it('builds every source and nothing else', () => {
    const code = built.filter((file) => file.endsWith('.js'));
    const modules = sources.map((source) => source.replace(/\.(tsx?|js)$/, ''));
    expect(built.filter((file) => file.endsWith('.d.ts')).toSorted()).toEqual(modules.map((module) => `${module}.d.ts`).toSorted());
    expect(code.toSorted()).toEqual((bundled ? filesOfEntries() : modules.map((module) => `${module}.js`)).toSorted());
    const styles = Object.values(manifest.exports)
      .map((target) => (typeof target === 'string' ? target : target.default))
      .flatMap((file) => (file.endsWith('.css') ? [file.slice('./dist/'.length)] : []));
    expect(built).toEqual(expect.arrayContaining(styles));
    // What only hands on has no code to lead back from.
    const mapped = code.filter((file) => /^(?!import|export|['"]use client)\s*\S/m.test(read(`${folder}/dist/${file}`)));
    expect(built).toHaveLength(modules.length + code.length + mapped.length + styles.length);
    expect(built).toEqual(expect.arrayContaining(mapped.map((file) => `${file}.map`)));
  });

  function filesOfEntries(): string[] {
    const loaded = new Set(entries.flatMap(({ specifier }) => [...loadedWith(specifier, { later: true }).files]));
    return [...loaded].filter((file) => file.startsWith(`${folder}/dist/`)).map((file) => file.slice(`${folder}/dist/`.length));
  }

  it('loads in Node, every entry', () => {
    const program = `for (const entry of ${JSON.stringify(entries.map(({ specifier }) => specifier))}) await import(entry);`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: join(root, folder), stdio: 'pipe' })).not.toThrow();
  });
});

it('calls errors by the names of their classes', () => {
  const program = `
    const { ERROR_CODES, ...exported } = await import('@nl2sql/core/errors');
    const classes = Object.entries(exported).filter(([name]) => name.endsWith('Error') && !name.startsWith('is'));
    process.stdout.write(JSON.stringify(classes.map(([name, Class]) => [name, Class.name])));`;
  const names = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: join(root, 'packages/core'), encoding: 'utf8' })) as [string, string][];
  expect(names.length).toBeGreaterThan(5);
  for (const [exported, name] of names) expect(name).toBe(exported);
});
