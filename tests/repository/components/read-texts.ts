import ts from 'typescript';
import { en } from '../../../packages/react/src/messages/en.ts';
import { checker, membersOf, nodesOf, SOURCES, sources } from './react-program.ts';

export interface Text {
  readonly key: string;
  /** With `{name}` where a parameter stands; several where it differs by what a parameter is. */
  readonly english: readonly string[];
}

const english = sources.get(`${SOURCES}messages/en.ts`)!;
const declared = checker.getTypeOfSymbol(checker.getExportsOfModule(checker.getSymbolAtLocation(english)!).find(({ name }) => name === 'en')!);
const keys = Object.keys(en);

/** The texts that some files show, in the order of the English file. */
export function textsOf(files: readonly ts.SourceFile[]): readonly Text[] {
  const used = new Set(files.flatMap((file) => [...nodesOf(file)].flatMap(keysIn)));
  return Object.entries(en).filter(([key]) => used.has(key)).map(([key, text]) => ({ key, english: typeof text === 'string' ? [text] : written(key, text) }));
}

/** Keys read by name, and those that a key which is worked out may be. */
function keysIn(node: ts.Node): readonly string[] {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return [];
  const object = checker.getTypeAtLocation(node.expression);
  if (!keys.every((key) => object.getProperty(key) !== undefined)) return [];
  if (ts.isPropertyAccessExpression(node)) return [node.name.text];
  return membersOf(checker.getTypeAtLocation(node.argumentExpression)).flatMap((type) => (type.isStringLiteral() ? [type.value] : []));
}

/** Formats nothing, so that the name of a parameter stays to be seen. */
const format = { plural: () => 'other', list: String, number: String, percent: String, exactNumber: String, duration: String, dateTime: String };

/** Calls a text with the names of its parameters, and once with each literal that one may be. */
function written(key: string, text: unknown): readonly string[] {
  const [parameter] = checker.getTypeOfSymbol(declared.getProperty(key)!).getCallSignatures()[0]!.parameters;
  const properties = parameter === undefined ? [] : checker.getTypeOfSymbol(parameter).getProperties();
  const calls = properties.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (before, property) => before.flatMap((known) => valuesOf(property).map((value) => ({ ...known, [property.name]: value }))),
    [{}],
  );
  return [...new Set(calls.map((values) => String((text as (...given: readonly unknown[]) => unknown)(values, format))))];
}

function valuesOf(property: ts.Symbol): readonly unknown[] {
  const members = membersOf(checker.getTypeOfSymbol(property));
  const literals = members.flatMap((type): readonly (string | boolean)[] => (type.isStringLiteral() ? [type.value] : type.flags & ts.TypeFlags.BooleanLiteral ? [checker.typeToString(type) === 'true'] : []));
  const name = `{${property.name}}`;
  return literals.length > 0 ? literals : members.some((type) => checker.isArrayType(type)) ? [[name]] : [name];
}
