import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../packages/react/src/messages/en.ts';
import { common } from '../../packages/react/src/messages/en/common.ts';
import { COMMAND, FOLDER, pageOf } from './components/component-page.ts';
import { renderPages } from './components/pages.ts';
import { components } from './components/read-components.ts';
import { tokens } from './components/token-tables.ts';
import { read, repositoryFiles, root } from './sources.ts';

const pages = renderPages();
const all = components.flatMap((component) => [component, ...component.pieces]);

it.each([...pages])('%s says what the sources say', (file, text) => {
  expect(existsSync(join(root, file)) ? read(file) : '', `${file} differs from the sources: run \`${COMMAND}\``).toBe(text);
});

it('has a page for every component, and none for what is no component', () => {
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['Button', 'Nl2SqlProvider', 'TableDisambiguationDialog']));
  expect(components.filter(({ name }) => !pages.has(pageOf(name)))).toEqual([]);
  expect(repositoryFiles.filter((file) => file.startsWith(`${FOLDER}/`) && !pages.has(file))).toEqual([]);
});

describe('every component', () => {
  it('says what it is and shows how it is used', () => {
    expect(all.filter(({ summary }) => summary === '').map(({ name }) => name)).toEqual([]);
    expect(components.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
  });

  it('says what each of its properties means', () => {
    expect(all.flatMap(({ name, own }) => own.filter(({ meaning }) => meaning === '').map((property) => `${name}: ${property.name}`))).toEqual([]);
  });
});

it('finds the component of every text, but of those that any may use and of stages to come', () => {
  const shown = new Set(components.flatMap(({ texts }) => texts.map(({ key }) => key)));
  expect(Object.keys(en).filter((key) => !shown.has(key) && !(key in common) && !key.startsWith('stage:'))).toEqual([]);
});

it('says what each token is for', () => {
  expect(tokens.length).toBeGreaterThan(40);
  expect(tokens.filter(({ meaning }) => meaning === '').map(({ name }) => name)).toEqual([]);
});
