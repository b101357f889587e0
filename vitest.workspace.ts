import { fileURLToPath } from 'node:url';
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BROWSER_FLAGS, findBrowser } from './tests/support/browser.ts';

// Node takes these as `--conditions` for `require` as well, where `import` would hand ES modules to CommonJS packages.
const source = { resolve: { conditions: ['@nl2sql/source'] }, ssr: { resolve: { conditions: ['@nl2sql/source'] } } };

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const project = (name: string, root: string, folders = ['src', 'test']) => ({
  ...source,
  root,
  test: {
    name,
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    typecheck: {
      enabled: true,
      include: folders.map((folder) => `${folder}/**/*.test-d.ts`),
      tsconfig: path('./tsconfig.json'),
    },
    testTimeout: 20_000,
  },
});

/** The components in Node, with the React of the package or with an older one. */
const react = (name: string, older?: string) => ({
  ...source,
  root: './packages/react',
  resolve: {
    ...source.resolve,
    // A CommonJS build would get its React from where the package lies.
    ...(older !== undefined && { mainFields: ['module', 'main'] }),
    alias: older === undefined ? {} : ['react', 'react-dom', '@testing-library/react'].map((id) => ({ find: new RegExp(`^${id}(?=/|$)`), replacement: path(`${older}/node_modules/${id}`) })),
  },
  test: {
    name,
    include: ['{src,test}/**/*.test.{ts,tsx}'],
    typecheck: { enabled: older === undefined, include: ['{src,test}/**/*.test-d.{ts,tsx}'], tsconfig: path('./packages/react/tsconfig.json') },
    // What imports React has to be resolved here as well, so that all of it gets the same one.
    server: { deps: { inline: older === undefined ? [] : [/@radix-ui|@tanstack|react-remove-scroll|react-style-singleton|use-callback-ref|use-sidecar|aria-hidden/] } },
    env: { NL2SQL_REACT: older === undefined ? '19' : '18' },
    testTimeout: 20_000,
  },
});

/** Every story as a test in a browser: its play function, then axe. */
const stories = (theme: 'light' | 'dark', executablePath: string): TestProjectConfiguration => ({
  root: './packages/react',
  cacheDir: `node_modules/.vite-stories-${theme}`,
  plugins: [storybookTest({ configDir: path('./packages/react/.storybook') })],
  define: { 'import.meta.env.NL2SQL_THEME': JSON.stringify(theme) },
  test: {
    name: `stories-${theme}`,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: [...BROWSER_FLAGS] } }),
      instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
    },
    testTimeout: 20_000,
  },
});

function inBrowser(): TestProjectConfiguration[] {
  const browser = findBrowser();
  if (browser !== null) return [stories('light', browser), stories('dark', browser), project('vite-embed', './examples/vite-embed', ['test']), project('next-embed', './examples/next-embed', ['test'])];
  const message = 'The stories and the examples in a browser are not tested: there is no Chromium. Install it (`apt-get install chromium`) or name one in CHROMIUM_PATH.';
  if (process.env['CI'] === 'true') throw new Error(message);
  console.warn(message);
  return [];
}

const report = process.env['NL2SQL_TEST_REPORT'];

export default defineConfig({
  test: {
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      project('core', './packages/core'),
      project('adapters', './packages/adapters'),
      react('react'),
      react('react-18', './tests/react-18'),
      project('benchmarks', './packages/benchmarks'),
      project('cli', './examples/cli'),
      project('demo-data', './examples/demo-data'),
      project('quickstart', './examples/quickstart'),
      project('custom-stage', './examples/custom-stage'),
      project('custom-adapter', './examples/custom-adapter'),
      // The rules of the repository itself, and what was built from it (`pnpm build` first).
      project('repository', '.', ['tests/repository']),
      project('built', '.', ['tests/built']),
      ...inBrowser(),
    ],
  },
});
