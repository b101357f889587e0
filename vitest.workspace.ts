import { defineConfig } from 'vitest/config';

const source = { resolve: { conditions: ['@nl2sql/source'] }, ssr: { resolve: { conditions: ['@nl2sql/source', 'node', 'import', 'module', 'default'] } } };

const project = (name: string, root: string) => ({
  ...source,
  root,
  test: {
    name,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts', 'test/**/*.test-d.ts'], tsconfig: new URL('./tsconfig.json', import.meta.url).pathname },
    testTimeout: 20_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('core', './packages/core'),
      project('adapters', './packages/adapters'),
      project('benchmarks', './packages/benchmarks'),
      project('cli', './examples/cli'),
      project('demo-data', './examples/demo-data'),
    ],
  },
});
