import { readdirSync, readFileSync } from 'node:fs';
import postcss, { type AtRule, type Rule } from 'postcss';
import { describe, expect, it } from 'vitest';
import { publishedStyles } from '../scripts/styles.ts';

const styles = publishedStyles();

/** What marks an element as the kit's own: its class, its attribute, or any class of the kit. */
const OWN = /^(\.nl2sql-[\w-]+|\[data-nl2sql-root\]|\[class[*^]=["']?(\\? )?nl2sql-["']?\])/;

/** Directions of the paper instead of those of the text. */
const PHYSICAL = /^(left|right|top|bottom|width|height|(min|max)-(width|height)|(margin|padding|border|inset)-(left|right|top|bottom)(-.*)?|border-(top|bottom)-(left|right)-radius|overflow-[xy])$/;

const keyframes = (rule: Rule): boolean => rule.parent?.type === 'atrule' && (rule.parent as AtRule).name.endsWith('keyframes');

/** `:where(.a .b, .c .d)::before` is of the selectors `.a .b` and `.c .d`. */
function alternatives(selector: string): readonly string[] {
  const where = /^:where\((.*)\)(:not\(\.nl2sql-never\))?(::?[\w-]+)?$/.exec(selector);
  return where === null ? [selector] : postcss.list.comma(where[1]!);
}

/** What is wrong with a style sheet that shares its page with others. */
function problems(css: string): readonly string[] {
  const found: string[] = [];
  const root = postcss.parse(css);
  root.walkRules((rule) => {
    if (keyframes(rule)) return;
    for (const selector of rule.selectors) for (const own of alternatives(selector)) if (!OWN.test(own)) found.push(`${selector} may reach the host`);
  });
  root.walkDecls((declaration) => {
    if (declaration.important) found.push(`${declaration.toString()} cannot be overridden`);
    if (PHYSICAL.test(declaration.prop)) found.push(`${declaration.toString()} is no logical property`);
    if (/^(text-align|float)$/.test(declaration.prop) && /^(left|right)$/.test(declaration.value)) found.push(`${declaration.toString()} is no logical value`);
    if (/url\(\s*["']?(?!data:)/.test(declaration.value)) found.push(`${declaration.toString()} loads from somewhere`);
  });
  root.walkAtRules(/^(keyframes|property)$/, ({ params }) => {
    if (!/^(--)?nl2sql-/.test(params)) found.push(`${params} is named as a host may name its own`);
  });
  root.walkAtRules(/^(import|font-face)$/, (rule) => {
    found.push(`${rule.toString()} loads from somewhere`);
  });
  return found;
}

describe.each(Object.entries(styles))('%s', (_name, css) => {
  it('touches nothing of the host', () => {
    expect(css.length).toBeGreaterThan(100);
    expect(problems(css)).toEqual([]);
  });
});

it.each([
  'button { color: red }',
  ':root { --nl2sql-bg: red }',
  '.dark .nl2sql-button { color: red }',
  ':where(.nl2sql-button, p) { color: red }',
  '.nl2sql-button { color: red !important }',
  '.nl2sql-button { margin-left: 1px }',
  '.nl2sql-button { background: url(https://host/a.png) }',
  '@keyframes pulse { from { opacity: 0 } }',
])('would notice %s', (css) => {
  expect(problems(css)).toHaveLength(1);
});

it('weighs nothing, so that any class of the host wins', () => {
  postcss.parse(styles['styles.css']).walkRules((rule) => {
    if (!keyframes(rule)) for (const selector of rule.selectors) expect(selector).toMatch(/^:where\(.*\)(::?[\w-]+)?$/);
  });
});

it('weighs one class throughout where there are no layers', () => {
  expect(styles['styles.unlayered.css']).not.toContain('@layer');
  postcss.parse(styles['styles.unlayered.css']).walkRules((rule) => {
    if (!keyframes(rule)) for (const selector of rule.selectors) expect(selector).toMatch(/^:where\(.*\):not\(\.nl2sql-never\)(::?[\w-]+)?$/);
  });
});

it('says in which order its layers are, before anything else', () => {
  const source = readFileSync(new URL('../src/styles/styles.css', import.meta.url), 'utf8');
  expect(source.split('\n')[0]).toBe('@layer nl2sql.tokens, nl2sql.base, nl2sql.components;');
  const layers: string[] = [];
  postcss.parse(styles['styles.css']).walkAtRules('layer', ({ params }) => void layers.push(...postcss.list.comma(params)));
  expect([...new Set(layers)]).toEqual(['nl2sql.tokens', 'nl2sql.base', 'nl2sql.components']);
});

it('takes in every file of the folder', () => {
  const folder = new URL('../src/styles/', import.meta.url);
  const source = readFileSync(new URL('styles.css', folder), 'utf8');
  const files = readdirSync(folder).filter((file) => !['styles.css', 'shadcn.css'].includes(file));
  expect(files.filter((file) => !source.includes(`'./${file}'`))).toEqual([]);
});

it('uses no token that is not declared', () => {
  const declared = new Set([...styles['styles.css'].matchAll(/(--nl2sql-[\w-]+)\s*:/g)].map(([, name]) => name));
  const used = new Set([...styles['styles.css'].matchAll(/var\((--nl2sql-[\w-]+)/g)].map(([, name]) => name));
  expect([...used].filter((name) => !declared.has(name))).toEqual([]);
});
