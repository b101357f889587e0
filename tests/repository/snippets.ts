import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { isTest, read, repositoryFiles, root, typeScriptFiles } from './sources.ts';

export interface Snippet {
  readonly file: string;
  /** The line of `file` on which its code begins, from 1. */
  readonly line: number;
  readonly code: string;
  /** Written for a browser, with elements. */
  readonly jsx: boolean;
}

const documents = repositoryFiles.filter((file) => /(^|\/)(README|CONTRIBUTING)\.md$|^docs\/.*\.md$/.test(file));

/** The TypeScript blocks of the documents and of the doc comments. */
export const snippets: readonly Snippet[] = [
  ...documents.flatMap((file) => fencedBlocks(file, read(file), 1)),
  ...typeScriptFiles
    .filter((file) => !isTest(file))
    .flatMap((file) => {
      const text = read(file);
      return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) =>
        fencedBlocks(file, comment[0].replace(/^\s*\/?\*+ ?/gm, ''), text.slice(0, comment.index).split('\n').length),
      );
    }),
];

function fencedBlocks(file: string, text: string, firstLine: number): Snippet[] {
  // What is quoted from a file is compiled there, with what it imports.
  return [...text.matchAll(/(?<!^<!-- quote: .*\n)^```(tsx?)\n([\s\S]*?)^```/gm)].map((block) => ({
    file,
    line: firstLine + text.slice(0, block.index).split('\n').length,
    code: block[2]!,
    jsx: block[1] === 'tsx' || file.startsWith('packages/react/'),
  }));
}

/**
 * Type-checks snippets and tells what is wrong with them. One from a doc comment sees what its source
 * file exports; what a snippet imports itself is found as `examples/quickstart` would find it, and
 * what is written for a browser as `packages/react` would.
 */
export function compileSnippets(all: readonly Snippet[]): string[] {
  return [
    ...compile(all.filter(({ jsx }) => !jsx), './tsconfig.base.json', 'examples/quickstart/src/snippet.ts'),
    ...compile(all.filter(({ jsx }) => jsx), './packages/react/tsconfig.json', 'packages/react/src/snippet.tsx'),
  ];
}

function compile(all: readonly Snippet[], config: string, place: string): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    { extends: config, files: [], compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, verbatimModuleSyntax: false } },
    ts.sys,
    root,
  );
  const virtual = new Map(all.map((snippet, at) => [join(root, dirname(snippet.file), `snippet-${at}.${snippet.jsx ? 'tsx' : 'ts'}`), snippet]));
  const prologues = new Map([...virtual].map(([name, snippet]) => [name, prologueOf(snippet)]));
  const textOf = (name: string): string | undefined => {
    const snippet = virtual.get(name);
    return snippet && `${prologues.get(name)}\n${snippet.code}\nexport {};\n`;
  };

  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => virtual.has(name) || fileExists(name);
  host.readFile = (name) => textOf(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = textOf(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2023);
  };
  host.resolveModuleNameLiterals = (literals, containing, redirected, compilerOptions) =>
    literals.map(({ text }) => {
      const resolved = ts.resolveModuleName(text, containing, compilerOptions, host, undefined, redirected);
      if (resolved.resolvedModule || !virtual.has(containing)) return resolved;
      return ts.resolveModuleName(text, join(root, place), compilerOptions, host);
    });

  const program = ts.createProgram([...virtual.keys()], options, host);
  return [...virtual].flatMap(([name, snippet]) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const offset = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line - prologues.get(name)!.split('\n').length;
      return `${snippet.file}:${snippet.line + offset}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    });
  });
}

/** An import of what the documented file exports, except for what the snippet imports itself. */
function prologueOf({ file, code }: Snippet): string {
  if (!/\.tsx?$/.test(file)) return '';
  const imported = code.match(/^import .*$/gm)?.join(' ') ?? '';
  const names = [...read(file).matchAll(/^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm)]
    .map(([, name]) => name!)
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(imported));
  return `import { ${names.join(', ')} } from './${basename(file)}';`;
}
