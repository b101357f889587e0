import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withBlocks, type MarkedBlock } from '../marked-block.ts';
import { read, root } from '../sources.ts';
import { COMMAND, componentPage, firstSentence, FOLDER, hooksPage, pageOf, table } from './component-page.ts';
import { components } from './read-components.ts';
import { hooksOf } from './read-hooks.ts';
import { quotedFiles } from './quoted-files.ts';
import { sizeTable } from './size-table.ts';
import { tokenTables } from './token-tables.ts';

const INDEX = `${FOLDER}/README.md`;
const HOOKS = `${FOLDER}/hooks.md`;
const EMBED = 'docs/embed.md';

/** What `@nl2sql/react` and its documents are to say, by file: pages as a whole, and documents with their blocks filled in. */
export function renderPages(): ReadonlyMap<string, string> {
  const block = (name: string, content: string): MarkedBlock => ({ name, command: COMMAND, content });
  const filled = (file: string, blocks: readonly MarkedBlock[]): readonly [string, string] => [file, withBlocks(read(file), blocks)];
  return new Map([
    ...components.map((component) => [pageOf(component.name), componentPage(component)] as const),
    [HOOKS, hooks()],
    filled(INDEX, [block('components', componentTable(''))]),
    filled('packages/react/README.md', [block('components', componentTable('../../docs/components/')), block('sizes', sizeTable())]),
    filled('docs/theming.md', Object.entries(tokenTables()).map(([name, content]) => block(name, content))),
    ...(existsSync(join(root, EMBED)) ? [[EMBED, quotedFiles(read(EMBED))] as const] : []),
  ]);
}

function componentTable(folder: string): string {
  return table(['component', 'what it is'], components.map(({ name, summary }) => [`[\`${name}\`](${folder}${pageOf(name).slice(FOLDER.length + 1)})`, firstSentence(summary)]));
}

function hooks(): string {
  const headless = hooksOf('headless.ts');
  const names = new Set(headless.map(({ name }) => name));
  return hooksPage([
    { title: 'Of the conversation', text: 'From `@nl2sql/react` and `@nl2sql/react/headless`.', hooks: headless },
    { title: 'Behaviour without looks', text: 'From `@nl2sql/react/primitives`.', hooks: hooksOf('primitives/index.ts').filter(({ name }) => !names.has(name)) },
  ]);
}
