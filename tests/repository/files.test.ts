import { expect, it } from 'vitest';
import { sourceLines } from './import-rules.ts';
import { isTest, read, repositoryFiles, typeScriptFiles } from './sources.ts';

const isText = (file: string): boolean => !/\.(png|jpg|gif|ico|woff2?|sqlite|bin|gz)$/.test(file);
const matching = (files: readonly string[], pattern: RegExp): string[] =>
  files.filter(isText).flatMap((file) => read(file).split('\n').flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim().slice(0, 120)}`] : [])));

it('keeps source files short enough to be read in one go', () => {
  const sizes = typeScriptFiles
    .filter((file) => /^(packages|examples)\/[^/]+\/src\//.test(file) && !isTest(file))
    .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > sourceLines.aim);
  if (sizes.length > 0) console.warn(`Longer than ${sourceLines.aim} lines:\n${sizes.map(({ file, lines }) => `  ${lines} ${file}`).join('\n')}`);
  expect(sizes.filter(({ lines }) => lines > sourceLines.limit)).toEqual([]);
});

it('installs from whatever registry a machine is set to', () => {
  expect(matching(repositoryFiles, /\bregistry\.[a-z0-9-]+\.[a-z]{2,}/i)).toEqual([]);
  expect(matching(['pnpm-lock.yaml'], /https?:|tarball:/)).toEqual([]);
  expect(matching(repositoryFiles.filter((file) => file.endsWith('.npmrc')), /registry\s*=/)).toEqual([]);
});

it('needs nothing from beside the repository', () => {
  const files = repositoryFiles.filter((file) => !file.startsWith('packages/benchmarks/') && !file.endsWith('.md'));
  expect(matching(files, new RegExp(String.raw`\.\.[/]shared\b`))).toEqual([]);
});

it('compiles without escape hatches', () => {
  expect(matching(typeScriptFiles, /@ts-(ignore|nocheck)|(ox|es)lint-disable/)).toEqual([]);
});
