import { posix } from 'node:path';
import ts from 'typescript';
import { checker, commentOf, examplesOf, exportsOf, fileOf, SOURCES, sources } from './react-program.ts';
import { partsOf, sheetsOf, type Part } from './read-looks.ts';
import { propertiesOf, type Properties } from './read-properties.ts';
import { textsOf, type Text } from './read-texts.ts';

export interface Component extends Properties {
  readonly name: string;
  /** Its source, from the root. */
  readonly file: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Components that are its properties, as `ChatPanel.Composer`. */
  readonly pieces: readonly Component[];
  /** The names of the public components that it is made of. */
  readonly madeOf: readonly string[];
  readonly parts: readonly Part[];
  readonly sheets: readonly string[];
  readonly texts: readonly Text[];
}

/** A component is a function with a name in capitals; what it is made with tells nothing more. */
const isComponent = (symbol: ts.Symbol): boolean =>
  /^[A-Z][a-z]/.test(symbol.name) && Boolean(symbol.flags & ts.SymbolFlags.Value) && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0;

const published = [...exportsOf('index.ts')].filter(([, symbol]) => isComponent(symbol));
const publicFiles = new Map(published.map(([name, symbol]) => [fileOf(symbol.declarations![0]!), name]));

/** Every component that `@nl2sql/react` exports, by name. */
export const components: readonly Component[] = published.map(([name, symbol]) => describe(name, symbol)).toSorted((a, b) => a.name.localeCompare(b.name));

function describe(name: string, symbol: ts.Symbol): Component {
  const file = fileOf(symbol.declarations![0]!);
  const type = checker.getTypeOfSymbol(symbol);
  const [parameter] = type.getCallSignatures()[0]!.parameters;
  const { files, madeOf } = reach(file);
  const parts = partsOf(files);
  const pieces = type.getProperties().filter((property) => property.name !== 'displayName' && isComponent(property));
  return {
    ...(parameter === undefined ? { own: [], element: null } : propertiesOf(checker.getTypeOfSymbol(parameter))),
    name,
    file,
    summary: commentOf(symbol),
    examples: examplesOf(symbol),
    pieces: pieces.map((piece) => describe(`${name}.${piece.name}`, declared(piece))),
    madeOf,
    parts,
    sheets: sheetsOf(new Set(parts.map(({ className }) => className))),
    texts: textsOf(files),
  };
}

/** What `ChatPanel.Root = ChatRoot` names. */
function declared(piece: ts.Symbol): ts.Symbol {
  const assignment = piece.valueDeclaration?.parent;
  const right = assignment !== undefined && ts.isBinaryExpression(assignment) ? checker.getSymbolAtLocation(assignment.right) : undefined;
  if (right === undefined) return piece;
  return right.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(right) : right;
}

/** The files that a component is written in: its own and those that these import, up to other public components. */
function reach(file: string): { readonly files: readonly ts.SourceFile[]; readonly madeOf: readonly string[] } {
  const files = new Set([file]);
  const madeOf = new Set<string>();
  for (const from of files) {
    for (const { target, names } of importsOf(from)) {
      const component = target === file ? undefined : publicFiles.get(target);
      if (component !== undefined && names.includes(component)) madeOf.add(component);
      else if (component === undefined && /^(components|primitives|session)\//.test(target.slice(SOURCES.length))) files.add(target);
    }
  }
  return { files: [...files].map((name) => sources.get(name)!), madeOf: [...madeOf].toSorted() };
}

function importsOf(file: string): readonly { readonly target: string; readonly names: readonly string[] }[] {
  return sources.get(file)!.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const isType = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    const specifier = (moduleSpecifier as ts.StringLiteral).text;
    const bindings = importClause?.namedBindings;
    const names = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
    return isType || !specifier.startsWith('.') ? [] : [{ target: posix.join(posix.dirname(file), specifier), names }];
  });
}
