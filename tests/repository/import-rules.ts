/**
 * Who may import whom. The tests beside this file hold every source of the repository to it; a new
 * folder has to find its place here before anything can import it.
 */

/** Folders and files of `packages/core/src`, lowest first: each imports its own layer and those below. */
export const coreLayers: readonly (readonly string[])[] = [
  ['text'],
  ['protocol'],
  ['errors', 'charts'],
  ['contracts'],
  ['settings.ts'],
  ['schema', 'sql', 'access'],
  ['guard.ts'],
  ['stages', 'prompts'],
  ['pipeline'],
  ['options.ts', 'create-pipeline.ts'],
  ['index.ts'],
];

/** All that these folders may import, whatever their layer. One that has no layer is imported by no other. */
export const coreNarrowFolders: Readonly<Record<string, readonly string[]>> = {
  charts: ['protocol', 'text'],
  client: ['protocol'],
  server: ['protocol', 'errors', 'text', 'contracts', 'create-pipeline.ts'],
  testing: ['contracts', 'errors', 'protocol', 'text', 'pipeline/memory-run-store.ts'],
};

/** Folders of `packages/core/src` that run in a browser: no Node built-in and no package. */
export const browserSafe: readonly string[] = ['protocol', 'text', 'charts', 'client'];

/** Folders of `packages/core/src` that run wherever the web's own interfaces do: of Node only types, and no package but these. */
export const edgeSafe: Readonly<Record<string, readonly string[]>> = { server: ['zod'] };

/** Files of core of which a folder may take types alone. */
export const coreTypesOnly: Readonly<Record<string, readonly string[]>> = { server: ['contracts', 'create-pipeline.ts'] };

/** Entries of core that an adapter may import, and those that only its tests may. */
export const coreEntriesForAdapters = {
  sources: ['@nl2sql/core/contracts', '@nl2sql/core/errors', '@nl2sql/core/text'],
  tests: ['@nl2sql/core', '@nl2sql/core/testing'],
} as const;

/** Files of one adapter that others may import. Files that belong to no adapter are shared anyway. */
export const sharedAdapterFiles: readonly string[] = ['databases/sqlite/errors.ts'];

/** Files that load other adapters, each when it is asked for: only `import()` and `import type`. */
export const adapterPickers: readonly string[] = ['language-models/from-settings.ts'];

/** Folders and files of `packages/react/src`, lowest first: each imports its own layer and those below. */
export const reactLayers: readonly (readonly string[])[] = [
  ['messages'],
  ['presentation'],
  ['session'],
  ['headless.ts'],
  ['primitives'],
  ['components'],
  ['index.ts'],
];

/** Entries of core that run in a browser, which is all that the components know of it; stories and tests may build with more. */
export const coreEntriesForReact: readonly string[] = ['@nl2sql/core/protocol', '@nl2sql/core/client', '@nl2sql/core/charts'];

/** Packages that only the named places may import. Tests are free to. */
export const confinedPackages: readonly {
  readonly packages: readonly string[];
  /** Prefixes of paths in the repository. */
  readonly allowedIn: readonly string[];
  /** The package loads when it is needed: only `import()` and `import type`. */
  readonly lazily: boolean;
}[] = [
  { packages: ['@langchain/langgraph', '@langchain/core'], allowedIn: ['packages/core/src/pipeline/graph.ts'], lazily: true },
  {
    packages: ['node-sql-parser', 'libpg-query'],
    allowedIn: ['packages/adapters/src/sql-parsers/'],
    lazily: false,
  },
  // The headless entry draws nothing, so it needs neither.
  { packages: ['@radix-ui/react-dialog', '@tanstack/react-virtual'], allowedIn: ['packages/react/src/primitives/', 'packages/react/src/components/'], lazily: false },
];

/** Lines of a source file: over `aim` is printed, over `limit` fails. */
export const sourceLines = { aim: 300, limit: 400 } as const;
