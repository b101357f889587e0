import { posix } from 'node:path';
import type { Hook } from './read-hooks.ts';
import type { Component } from './read-components.ts';
import type { Part } from './read-looks.ts';
import type { Properties } from './read-properties.ts';

export const FOLDER = 'docs/components';
export const COMMAND = 'pnpm docs:components';

/** `TableDisambiguationDialog` is in `table-disambiguation-dialog.md`. */
export const pageOf = (name: string): string => `${FOLDER}/${name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.md`;

/** The first sentence of a doc comment. */
export const firstSentence = (text: string): string => /^[\s\S]*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, '.').replaceAll(/\s+/g, ' ') ?? text;

export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => '---'), ...rows.map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')))]
    .map((cells, at) => (at === 1 ? `|${cells.join('|')}|\n` : `| ${cells.join(' | ')} |\n`.replaceAll('|  |', '| |').replaceAll('|  |', '| |')))
    .join('');

/** A link from a page of the folder. */
const linkTo = (file: string, text: string): string => `[${text}](${posix.relative(FOLDER, file)})`;

export function componentPage(component: Component): string {
  const { name, file, pieces, madeOf } = component;
  const sections = [
    `<!-- Written by \`${COMMAND}\` from ${file}. -->\n\n# ${name}`,
    component.summary,
    ...component.examples,
    `${linkTo(file, 'Source')}${madeOf.length === 0 ? '' : ` · made of ${madeOf.map((one) => linkTo(pageOf(one), one)).join(', ')}`}`,
    ...properties('## Properties', component),
    ...(pieces.length === 0 ? [] : ['## Its pieces', ...pieces.flatMap(pieceSections)]),
    ...looks(component),
    ...texts(component),
  ];
  return `${sections.join('\n\n')}\n`;
}

function pieceSections(piece: Component): string[] {
  return [`### ${piece.name}`, ...(piece.summary === '' ? [] : [piece.summary]), ...piece.examples, ...properties(null, piece)];
}

function properties(heading: string | null, { own, element }: Properties): string[] {
  const attributes = element === null ? null : `all attributes of ${element === 'element' ? 'an element' : `a \`${element}\``}`;
  const begin = heading === null ? [] : [heading];
  if (own.length === 0) return attributes === null ? [] : [...begin, `It takes ${attributes}.`];
  const rows = own.toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired)).map(({ name, type, isRequired, standard, meaning }) => [`\`${name}\``, `\`${type}\``, isRequired ? 'required' : standard === null ? '' : `\`${standard}\``, meaning]);
  const listed = table(['property', 'type', 'default', 'meaning'], rows).trimEnd();
  return attributes === null ? [...begin, listed] : [...begin, listed, `And ${attributes}.`];
}

function looks({ parts, sheets }: Component): string[] {
  if (parts.length === 0) return [];
  const where = sheets.map((sheet) => linkTo(sheet, posix.basename(sheet))).join(', ');
  const [changing, still] = [true, false].map((has) => parts.filter(({ attributes, states }) => attributes.size + states.size > 0 === has)) as [Part[], Part[]];
  return [
    '## Looks',
    `Classes to style by${where === '' ? '' : `; the rules are in ${where}`}. How to override them is in ${linkTo('docs/theming.md', 'Theming')}.`,
    ...(changing.length === 0 ? [] : [table(['class', 'attributes', 'states'], changing.map(partRow)).trimEnd()]),
    ...(still.length === 0 ? [] : [`${changing.length === 0 ? '' : 'Without a state: '}${still.map(({ className }) => `\`.${className}\``).join(' · ')}`]),
  ];
}

function partRow({ className, attributes, states }: Part): string[] {
  const written = [...attributes].map(([name, values]) => `\`${name}\`${values.size === 0 ? '' : `: ${[...values].toSorted().map((value) => `\`${value}\``).join(', ')}`}`);
  return [`\`.${className}\``, written.join('<br>'), [...states].map((state) => `\`${state}\``).join(', ')];
}

function texts({ texts: shown }: Component): string[] {
  if (shown.length === 0) return [];
  return [
    '## Texts',
    `Keys of \`messages\`, with the English text. Words in braces are filled in.`,
    table(['key', 'English'], shown.map(({ key, english }) => [`\`${key}\``, english.join('<br>')])).trimEnd(),
  ];
}

/** Hooks and what they are for, in one page. */
export function hooksPage(groups: readonly { readonly title: string; readonly text: string; readonly hooks: readonly Hook[] }[]): string {
  const sections = [
    `<!-- Written by \`${COMMAND}\`. -->\n\n# Hooks`,
    'For components of your own. None of them needs a style sheet.',
    ...groups.flatMap(({ title, text, hooks }) => [
      `## ${title}`,
      text,
      ...hooks.flatMap(({ name, signature, summary, examples }) => [`### ${name}`, `\`\`\`text\n${signature}\n\`\`\``, summary, ...examples]),
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
}
