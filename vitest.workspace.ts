import { defineConfig } from 'vitest/config';

// Node takes these as `--conditions` for `require` as well, where `import` would hand ES modules to CommonJS packages.
const source = { resolve: { conditions: ['@nl2sql/source'] }, ssr: { resolve: { conditions: ['@nl2sql/source'] } } };

const project = (name: string, root: string, folders = ['src', 'test']) => ({
  ...source,
  root,
  test: {
    name,
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    typecheck: {
      enabled: true,
      include: folders.map((folder) => `${folder}/**/*.test-d.ts`),
      tsconfig: new URL('./tsconfig.json', import.meta.url).pathname,
    },
    testTimeout: 20_000,
  },
});

const report = process.env['NL2SQL_TEST_REPORT'];

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      project('core', './packages/core'),
      project('adapters', './packages/adapters'),
      project('benchmarks', './packages/benchmarks'),
      project('cli', './examples/cli'),
      project('demo-data', './examples/demo-data'),
      project('quickstart', './examples/quickstart'),
      project('custom-stage', './examples/custom-stage'),
      project('custom-adapter', './examples/custom-adapter'),
      // The rules of the repository itself, and what was built from it (`pnpm build` first).
      project('repository', '.', ['tests/repository']),
      project('built', '.', ['tests/built']),
    ],
  },
});
