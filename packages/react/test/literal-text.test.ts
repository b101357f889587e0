import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

const folder = new URL('../src/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx') && !/\.(test|stories|fixture)\.tsx$/.test(file));

/** Attributes that people read. */
const READ = new Set(['alt', 'aria-description', 'aria-label', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext', 'label', 'placeholder', 'title']);
const WORD = /\p{L}{2,}/u;
const LOGICAL = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.PlusToken]);

/** Words that a component says in a language of its own. */
function literalText(name: string, text: string): readonly string[] {
  const found: string[] = [];
  const check = (said: string): void => {
    if (WORD.test(said)) found.push(`${name}: ${said.trim()}`);
  };
  const strings = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) check(node.text);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(strings);
    else if (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind)) [node.left, node.right].forEach(strings);
    else if (ts.isTemplateExpression(node) || ts.isTemplateSpan(node) || ts.isParenthesizedExpression(node)) ts.forEachChild(node, strings);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) check(node.text);
    else if (ts.isJsxExpression(node) && node.expression && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) strings(node.expression);
    else if (ts.isJsxAttribute(node) && READ.has(node.name.getText(source)) && node.initializer) strings(ts.isJsxExpression(node.initializer) ? node.initializer.expression! : node.initializer);
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  visit(source);
  return found;
}

it('leaves every word to the messages', () => {
  expect(files.length).toBeGreaterThan(3);
  expect(files.flatMap((file) => literalText(file, readFileSync(new URL(file, folder), 'utf8')))).toEqual([]);
});

it.each(['<p>Hello</p>', '<p title="Hello" />', '<p>{ready ? "Ready" : null}</p>', '<p aria-label={`Hello ${name}`} />', '<p>{ready && "Ready"}</p>'])('would notice %s', (code) => {
  expect(literalText('example.tsx', code)).toHaveLength(1);
});

it.each(['<p className="hello" />', '<p>·</p>', '<p data-state={ready ? "ready" : "busy"} />', '<p>{messages.hello}</p>', '<p>{state === "ready" && <b />}</p>'])('accepts %s', (code) => {
  expect(literalText('example.tsx', code)).toEqual([]);
});
