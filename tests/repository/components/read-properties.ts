import ts from 'typescript';
import { checker, commentOf, membersOf, nodesOf, sources } from './react-program.ts';

/** A property of the kit's own. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** What it is without; null where that is nothing, or nothing that can be written in a word. */
  readonly standard: string | null;
  readonly meaning: string;
}

export interface Properties {
  readonly own: readonly Property[];
  /** The element whose attributes are taken as well; null for none. */
  readonly element: string | null;
}

/** Literals of a union are written out up to this many. */
const MOST_MEMBERS = 8;

/** What a property means on every component, where a component does not say more. */
const COMMON: Readonly<Record<string, string>> = {
  messages: 'Texts of this component in place of those around it.',
  className: 'Further classes of its outermost element.',
  children: 'What stands within.',
};

const isOwn = (declaration: ts.Declaration): boolean => !/\/node_modules\/(?!@nl2sql\/)/.test(declaration.getSourceFile().fileName);

/** The properties of an object type that are declared in this repository, and whose attributes it takes besides. */
export function propertiesOf(type: ts.Type): Properties {
  const variants = membersOf(type);
  const symbols = new Map<string, ts.Symbol[]>();
  for (const variant of variants) {
    for (const symbol of variant.getProperties()) symbols.set(symbol.name, [...(symbols.get(symbol.name) ?? []), symbol]);
  }
  const all = [...symbols.values()];
  const own = all.filter((found) => found.some(({ declarations }) => declarations?.some(isOwn)));
  const inherited = all.filter((found) => !own.includes(found));
  return {
    own: own.map((found) => describe(found, variants.length)),
    element: inherited.some(([symbol]) => symbol?.name === 'className' || symbol?.name === 'id') ? elementOf(type) : null,
  };
}

function describe(found: readonly ts.Symbol[], variants: number): Property {
  // A variant that forbids a property declares it as `never`.
  const symbol = found.find((one) => membersOf(checker.getTypeOfSymbol(one)).some(({ flags }) => !(flags & ts.TypeFlags.Never))) ?? found[0]!;
  const declaration = symbol.declarations![0]!;
  const isOptional = found.length < variants || found.some(({ flags }) => flags & ts.SymbolFlags.Optional);
  return {
    name: symbol.name,
    type: typeText(symbol, declaration),
    isRequired: !isOptional,
    standard: standards().get(declaration) ?? null,
    meaning: commentOf(symbol).replaceAll(/\s+/g, ' ') || (COMMON[symbol.name] ?? ''),
  };
}

/** As it is declared; a union of a few literals is written out. */
function typeText(symbol: ts.Symbol, declaration: ts.Declaration): string {
  const node = ts.isPropertySignature(declaration) ? declaration.type : undefined;
  const written = (node?.getText() ?? checker.typeToString(checker.getTypeOfSymbol(symbol))).replace(/ \| undefined$/, '').replaceAll(/\s+/g, ' ');
  const literals = literalsOf(node && ts.isUnionTypeNode(node) ? node.types.find(ts.isTypeReferenceNode) : node);
  if (literals !== null && /^\w+$/.test(written)) return literals;
  return /^\(\(.*\) => [^()]*\)$/.test(written) ? written.slice(1, -1) : written;
}

/** The literals that an alias stands for, as they are written; null where it is something else. */
function literalsOf(node: ts.TypeNode | undefined): string | null {
  const symbol = node && ts.isTypeReferenceNode(node) ? checker.getSymbolAtLocation(node.typeName) : undefined;
  const alias = (symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)?.declarations?.[0];
  if (alias === undefined || !ts.isTypeAliasDeclaration(alias) || !ts.isUnionTypeNode(alias.type)) return null;
  const { types } = alias.type;
  return types.every(ts.isLiteralTypeNode) && types.length <= MOST_MEMBERS ? types.map((type) => type.getText()).join(' | ') : null;
}

/** `button` for what extends `ButtonHTMLAttributes<HTMLButtonElement>`. */
function elementOf(type: ts.Type): string {
  const declarations = [...membersOf(type), ...(type.isIntersection() ? type.types : [])].flatMap(({ symbol, aliasSymbol }) => (aliasSymbol ?? symbol)?.declarations ?? []);
  const found = declarations.map((declaration) => heritage(declaration)).find((element) => element !== null);
  return found ?? 'element';
}

function heritage(declaration: ts.Declaration): string | null {
  const [, element] = /Attributes<HTML(\w*)Element>/.exec(declaration.getText()) ?? [];
  if (element !== undefined) return element === '' ? 'element' : element.toLowerCase();
  if (!ts.isInterfaceDeclaration(declaration)) return null;
  const above = declaration.heritageClauses?.flatMap(({ types }) => types.map((node) => checker.getTypeAtLocation(node).symbol)) ?? [];
  return above.flatMap((symbol) => symbol?.declarations ?? []).filter(isOwn).map(heritage).find((found) => found !== null) ?? null;
}

let known: ReadonlyMap<ts.Declaration, string> | undefined;

/** What each property is taken to be where it is left out, by its declaration: read where functions take properties apart. */
function standards(): ReadonlyMap<ts.Declaration, string> {
  known ??= new Map(
    [...sources.values()].flatMap((source) =>
      [...nodesOf(source)].filter(ts.isObjectBindingPattern).flatMap((pattern) => {
        const type = checker.getTypeAtLocation(pattern.parent);
        return pattern.elements.flatMap(({ propertyName, name, initializer }) => {
          const standard = initializer && literalText(initializer);
          const declaration = type.getProperty((propertyName ?? name).getText())?.declarations?.[0];
          return standard && declaration ? [[declaration, standard] as const] : [];
        });
      }),
    ),
  );
  return known;
}

/** A value that can be read off the source, also by the name of a constant. */
function literalText(node: ts.Expression): string | null {
  if (ts.isIdentifier(node) && node.text !== 'undefined') {
    const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
    return declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? literalText(declaration.initializer) : null;
  }
  const isPlain = ts.isStringLiteral(node) || ts.isNumericLiteral(node) || [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword].includes(node.kind)
    || (ts.isArrayLiteralExpression(node) && node.elements.every((element) => literalText(element) !== null));
  return isPlain ? node.getText() : null;
}
