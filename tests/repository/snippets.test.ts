import { expect, it } from 'vitest';
import { compileSnippets, snippets } from './snippets.ts';
import { read } from './sources.ts';

it('compiles every TypeScript block of the documents and doc comments', { timeout: 120_000 }, () => {
  expect(snippets.length).toBeGreaterThan(10);
  expect(compileSnippets(snippets)).toEqual([]);
});

it('notices a block that does not compile, and where', { timeout: 120_000 }, () => {
  const wrong = { file: 'packages/core/src/text/words.ts', line: 7, code: "import { foldText } from '@nl2sql/core/text';\nfoldText(1);\n", jsx: false };
  expect(compileSnippets([wrong])).toEqual([expect.stringMatching(/^packages\/core\/src\/text\/words\.ts:8: Argument of type 'number'/)]);
});

it('shows in the README the quickstart that runs', () => {
  const program = read('examples/quickstart/src/quickstart.ts');
  expect(snippets.filter(({ file }) => file === 'README.md').map(({ code }) => code)).toContain(program);
  expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(20);
});

it('shows in the README an answer as the types have it', { timeout: 120_000 }, () => {
  const answers = [...read('README.md').matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, json]) => json!);
  expect(answers).toHaveLength(1);
  const code = `import type { CompletedResult } from '@nl2sql/core';\nexport const answer: Partial<CompletedResult> = ${answers[0]};\n`;
  expect(compileSnippets([{ file: 'README.md', line: 1, code, jsx: false }])).toEqual([]);
});
