import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

/** Declarations come from `tsc`, which writes one file a source. */
const common = {
  format: 'esm',
  target: 'es2023',
  tsconfig: 'tsconfig.build.json',
  clean: true,
  sourcemap: true,
  skipNodeModulesBundle: true,
  // `node:` stays, which is how a bundler tells a built-in from a package.
  removeNodeProtocol: false,
  silent: true,
  esbuildOptions(options) {
    options.outbase = 'src';
  },
  onSuccess: 'tsc --project tsconfig.build.json',
} satisfies Options;

/**
 * Builds a package file by file: every source keeps its own output and its own place, which threads are
 * started by, so that importing one entry loads nothing else.
 */
export const unbundled = defineConfig({
  ...common,
  entry: ['src/**/*.{ts,tsx,js}', '!src/**/*{.test,.test-d,.fixture,-fixtures}.{ts,tsx}', '!src/**/*.stories.tsx'],
  splitting: false,
  esbuildPlugins: [
    {
      name: 'keep-relative-imports',
      setup(build) {
        build.onResolve({ filter: /^\.\.?\// }, ({ kind, path }) =>
          kind === 'entry-point' ? undefined : { path: path.replace(/\.tsx?$/, '.js'), external: true },
        );
      },
    },
  ],
});

/**
 * Builds one file for each entry of the package in the working directory, and one for what several of them
 * share. Importing an entry loads nothing else here either, from a few files: finding and opening a
 * file takes longer than running what most of them hold.
 */
export const bundled = defineConfig({
  ...common,
  entry: entriesOf('package.json'),
  splitting: true,
  // Errors are called by the names of their classes.
});

function entriesOf(manifest: string): string[] {
  const { exports: entries } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports: Record<string, string | { '@nl2sql/source': string }> };
  return Object.values(entries).flatMap((target) => (typeof target === 'string' ? [] : [target['@nl2sql/source']]));
}
