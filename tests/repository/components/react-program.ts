import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../sources.ts';

/** The sources of the kit, relative to the root. */
export const SOURCES = 'packages/react/src/';
const ENTRIES = ['index.ts', 'primitives/index.ts', 'headless.ts'] as const;

const { options } = ts.parseJsonConfigFileContent({ extends: './packages/react/tsconfig.json', files: [] }, ts.sys, root);
const program = ts.createProgram(ENTRIES.map((entry) => join(root, SOURCES, entry)), options);

/** What TypeScript knows of the kit. */
export const checker = program.getTypeChecker();

/** The path of a node's file relative to the root. */
export const fileOf = (node: ts.Node): string => relative(root, node.getSourceFile().fileName);

/** The kit's own files, from the root. */
export const sources: ReadonlyMap<string, ts.SourceFile> = new Map(
  program.getSourceFiles().map((source) => [fileOf(source), source] as const).filter(([file]) => file.startsWith(SOURCES)),
);

/** What an entry exports, by name; each as it was declared. */
export function exportsOf(entry: (typeof ENTRIES)[number]): ReadonlyMap<string, ts.Symbol> {
  const module = checker.getSymbolAtLocation(sources.get(SOURCES + entry)!)!;
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol]));
}

/** Every node within another, itself included. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

/** The types that a type may be, without `undefined`. */
export const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]).filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));

/** The doc comment of a symbol in one line, without what it links to. */
export function commentOf(symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

/** The examples of a doc comment as they are written. */
export function examplesOf(symbol: ts.Symbol): string[] {
  return symbol.getJsDocTags(checker).filter(({ name }) => name === 'example').map(({ text }) => ts.displayPartsToString(text).trim());
}
