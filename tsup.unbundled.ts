import { defineConfig } from 'tsup';

/**
 * Builds a package file by file: every source keeps its own output, so that importing one entry
 * loads nothing else. Declarations come from `tsc`, which also writes one file a source.
 */
export const unbundled = defineConfig({
  entry: ['src/**/*.{ts,js}', '!src/**/*{.test,.test-d,.fixture,-fixtures}.ts'],
  format: 'esm',
  target: 'es2023',
  tsconfig: 'tsconfig.build.json',
  clean: true,
  sourcemap: true,
  splitting: false,
  skipNodeModulesBundle: true,
  // `node:` stays, which is how a bundler tells a built-in from a package.
  removeNodeProtocol: false,
  silent: true,
  esbuildOptions(options) {
    options.outbase = 'src';
  },
  esbuildPlugins: [
    {
      name: 'keep-relative-imports',
      setup(build) {
        build.onResolve({ filter: /^\.\.?\// }, ({ kind, path }) =>
          kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
        );
      },
    },
  ],
  onSuccess: 'tsc --project tsconfig.build.json',
});
