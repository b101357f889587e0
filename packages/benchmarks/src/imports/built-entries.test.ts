import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { builtEntries } from './built-entries.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

function packageWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-built-entries-'));
  folders.push(folder);
  const manifest = {
    name: '@shop/parts',
    exports: { '.': { default: './dist/index.js' }, './deep': { default: './dist/deep.js' }, './package.json': './package.json' },
    peerDependencies: { pg: '1', '@scope/driver': '1', openai: '1', threaded: '1' },
  };
  for (const [file, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

it('finds what an entry loads of its peers, through its files, and nothing that it only names', () => {
  const folder = packageWith({
    'dist/index.js': `import { a } from "./a.js";\nexport { b } from './b.js';\n// an 'openai' of its own\nconst name = 'openai';\n`,
    'dist/a.js': `import "./index.js";\nconst load = () => import("pg");\nconst late = () => import('./late.js');\nnew Worker(new URL("./thread.js", import.meta.url));\n`,
    'dist/b.js': `import { x } from "node:fs";\nimport { y } from 'pgsql';\n`,
    'dist/late.js': `require2.resolve("@scope/driver/build/one.js");\n`,
    'dist/thread.js': `import("threaded");\n`,
    'dist/deep.js': 'export const nothing = 0;\n',
  });
  expect(builtEntries(folder)).toEqual([
    { entry: '@shop/parts', sdks: ['@scope/driver/build/one.js', 'pg', 'threaded'] },
    { entry: '@shop/parts/deep', sdks: [] },
  ]);
});

it('says what to do when the files are not built', () => {
  const folder = packageWith({ 'dist/index.js': '' });
  expect(() => builtEntries(folder)).toThrow(expect.objectContaining({ exitCode: 2, message: '@shop/parts/deep is not built, and only built files are measured: run `pnpm build` first.' }));
});
