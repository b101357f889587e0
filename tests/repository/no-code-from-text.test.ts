import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { imports, isTest, packageOf, read, repositoryFiles, root, typeScriptFiles } from './sources.ts';

/*
 * Nothing that a model, a person or a database says is ever run as code. SQL goes through the guard;
 * for everything else there is no way to run a text at all.
 */

const published = typeScriptFiles.filter((file) => /^packages\/(?!benchmarks\/)[^/]+\/src\//.test(file) && !isTest(file));

/** Modules of Node that run code or programs, or load them from a text. */
const runners: readonly string[] = ['vm', 'child_process', 'repl', 'inspector', 'inspector/promises', 'cluster', 'wasi'].map((name) => `node:${name}`);

/** Packages that run JavaScript or expressions from a text, or claim to do so safely. */
const sandboxes: readonly string[] = [
  'vm2', 'isolated-vm', 'safe-eval', 'eval', 'notevil', 'static-eval', 'expr-eval', 'mathjs', 'jsonpath', 'require-from-string', 'node-eval', 'sandboxjs',
  '@nyariv/sandboxjs', 'quickjs-emscripten', 'node-serialize', 'serialize-to-js', 'vega', 'vega-functions', 'ejs', 'handlebars', 'pug', 'nunjucks',
];

/** Ways to run a text, by what the syntax tree shows: not fooled by comments, strings or white space. */
function codeFromText(file: string, source: string): string[] {
  const found: string[] = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const report = (node: ts.Node): void => {
    found.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.getText().slice(0, 80)}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && /^(?:eval|Function|AsyncFunction|GeneratorFunction)$/.test(node.text) && !ts.isTypeNode(node.parent) && !isOwnName(node)) report(node);
    if (ts.isPropertyAccessExpression(node) && /^(?:runInNewContext|runInThisContext|runInContext|dlopen)$/.test(node.name.text)) report(node);
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword && !(first && ts.isStringLiteral(first))) report(node);
      if (ts.isIdentifier(node.expression) && /^set(?:Timeout|Interval|Immediate)$/.test(node.expression.text) && first && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first))) report(node);
    }
    if (ts.isStringLiteralLike(node) && /^(?:data|blob):[^ ]*javascript/i.test(node.text)) report(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** A property or key that only shares the name, as in `trace.function` or `{ Function: … }`. */
function isOwnName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node && !/^(?:globalThis|window|self|global)$/.test(parent.expression.getText());
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) && parent.name === node;
}

describe('OUT-1: the published packages', () => {
  it('run no text as code', () => {
    expect(published.length).toBeGreaterThan(100);
    expect(published.flatMap((file) => codeFromText(file, read(file)))).toEqual([]);
  });

  it('load nothing that runs code or programs', () => {
    const violations = imports.filter(({ file, specifier }) => published.includes(file) && (runners.includes(specifier) || sandboxes.includes(packageOf(specifier))));
    expect(violations).toEqual([]);
  });

  it('depend on no package that runs a text as code', () => {
    const declared = repositoryFiles
      .filter((file) => /^(?:packages|examples)\/[^/]+\/package\.json$/.test(file))
      .flatMap((file) => {
        const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = JSON.parse(read(file)) as Record<string, Record<string, string>>;
        return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
      });
    expect(declared.length).toBeGreaterThan(3);
    expect(declared.filter((name) => sandboxes.includes(name))).toEqual([]);
    const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
    const locked = [...lock.matchAll(/^ {2}'?((?:@[^@/\s]+\/)?[^@/\s']+)@/gmu)].map((match) => match[1] ?? '');
    expect(locked).toContain('zod');
    expect(locked.filter((name) => ['vm2', 'isolated-vm', 'safe-eval', 'notevil', 'node-serialize', 'serialize-to-js'].includes(name))).toEqual([]);
  });

  it.each([
    'eval(reply);',
    'globalThis.eval(reply);',
    'const run = new Function(reply);',
    'Function(reply)();',
    'setTimeout(`do(${reply})`, 1);',
    'await import(reply);',
    'const { eval: run } = globalThis; run(reply);',
    "context.runInNewContext(reply);",
  ])('would be found out: %s', (source) => {
    expect(codeFromText('example.ts', source)).not.toEqual([]);
  });

  it.each(['// eval(reply)\nconst text = "eval(reply)";', 'type Run = Function;', "await import('zod');", 'setTimeout(() => stop(), 1);', 'const rule = { Function: 1 }; rule.Function;'])('would not be blamed for %j', (source) => {
    expect(codeFromText('example.ts', source)).toEqual([]);
  });
});
