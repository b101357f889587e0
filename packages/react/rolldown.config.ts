import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { defineConfig } from 'rolldown';

const source = join(import.meta.dirname, 'src');

/** Whether a source says that it needs a browser. */
const isClient = (id: string): boolean => id.startsWith(source) && readFileSync(id, 'utf8').startsWith("'use client'");

/**
 * Builds a file for each folder of sources, and one for those in it that need a browser: what a browser loads is
 * smaller than from a file each, in which everything taken from React is named anew, and a server component
 * still renders what needs no browser. Whatever a host does not use its own bundler leaves out, for which
 * nothing may happen when a file is loaded: `forwardRef` and the like are marked as pure.
 */
export default defineConfig({
  input: { index: 'src/index.ts', headless: 'src/headless.ts', 'primitives/index': 'src/primitives/index.ts', 'messages/de': 'src/messages/de.ts' },
  external: /^[^./]/,
  platform: 'neutral',
  tsconfig: 'tsconfig.build.json',
  transform: { target: 'es2023' },
  treeshake: { moduleSideEffects: false },
  // What files share is exported by the one that holds it.
  preserveEntrySignatures: 'allow-extension',
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    sourcemap: true,
    // A browser's build shortens the names: here they stay, as do the lines.
    minify: { compress: true, mangle: false, codegen: false },
    chunkFileNames: '[name].js',
    banner: ({ moduleIds }) => (moduleIds.some(isClient) ? "'use client';" : ''),
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: 'by folder' }] },
  },
  logLevel: 'warn',
  checks: { moduleLevelDirective: false },
});

/** The file that a source is built into; entries have their own. */
function chunkOf(id: string): string | null {
  const [folder, ...rest] = relative(source, id).split(sep);
  if (folder === undefined || rest.length === 0 || id.endsWith('index.ts') || id.endsWith('de.ts') || rest[0] === 'de') return null;
  if (isClient(id)) return `${folder}.client`;
  // These hold what needs a browser without needing one themselves.
  return /(?:chat-panel|nl2sql-root)\.tsx$/.test(id) ? `${folder}.containers` : folder;
}
