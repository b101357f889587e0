import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file that git tracks or would track, relative to the root. */
export const repositoryFiles: readonly string[] = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
)
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Tests, and the programs that tests start: no part of what is published. */
export const isTest = (file: string): boolean => /(\.test|\.test-d|\.stories|[.-]fixtures?)\.tsx?$/.test(file) || /^(packages|examples)\/[^/]+\/(test|\.storybook)\//.test(file);

/** Files of the packages and examples that TypeScript reads: what a thread starts with is JavaScript. */
export const typeScriptFiles: readonly string[] = repositoryFiles.filter((file) => /^(packages|examples)\/.*\.(tsx?|js)$/.test(file));

export interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'dynamic';
  /** The imported file relative to the root, for a relative import. */
  readonly target: string | null;
}

/** `@scope/name/deep/file.js` is of the package `@scope/name`. */
export const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

export const imports: readonly Import[] = typeScriptFiles.flatMap(importsOf);

/** `new URL('./thread.js', import.meta.url)` */
function isThread({ expression, arguments: [path] = ts.factory.createNodeArray() }: ts.NewExpression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'URL' && path !== undefined && ts.isStringLiteralLike(path) && /^\.\.?\/.*\.js$/.test(path.text);
}

/** What a file of the repository imports, tracked or built. */
export function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, kind: Import['kind']): void => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    const specifier = node.text;
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : null;
    found.push({ file, specifier, kind, target });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'static');
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'type');
    else if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(node.expression))) add(node.arguments[0], 'dynamic');
    else if (ts.isNewExpression(node) && isThread(node)) add(node.arguments?.[0], 'dynamic');
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
  return found;
}

/** `require`, or its `require.resolve`, of a file that made itself one. */
function isRequire(called: ts.Expression): boolean {
  const name = ts.isPropertyAccessExpression(called) && called.name.text === 'resolve' ? called.expression : called;
  return ts.isIdentifier(name) && name.text === 'require';
}
