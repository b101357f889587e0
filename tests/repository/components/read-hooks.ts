import ts from 'typescript';
import { commentOf, examplesOf, exportsOf } from './react-program.ts';

export interface Hook {
  readonly name: string;
  /** Its parameters and what it returns, as they are written. */
  readonly signature: string;
  readonly summary: string;
  readonly examples: readonly string[];
}

/** The hooks of an entry, by name. */
export function hooksOf(entry: 'headless.ts' | 'primitives/index.ts'): readonly Hook[] {
  return [...exportsOf(entry)]
    .filter(([name]) => /^use[A-Z]/.test(name))
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, symbol]) => ({ name, signature: name + signatureOf(symbol.valueDeclaration!), summary: commentOf(symbol), examples: examplesOf(symbol) }));
}

function signatureOf(declaration: ts.Declaration): string {
  const called = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
  if (called === undefined || !(ts.isFunctionDeclaration(called) || ts.isArrowFunction(called))) throw new Error(`${declaration.getText()} is no function.`);
  const generic = called.typeParameters === undefined ? '' : `<${called.typeParameters.map((parameter) => parameter.getText()).join(', ')}>`;
  const parameters = called.parameters.map(({ name, type, questionToken, initializer }) => {
    const isOptional = questionToken !== undefined || initializer !== undefined;
    return `${ts.isIdentifier(name) ? name.text : 'options'}${isOptional ? '?' : ''}: ${type?.getText() ?? 'unknown'}`;
  });
  return `${generic}(${parameters.join(', ')}): ${called.type?.getText() ?? 'void'}`;
}
