import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../sources.ts';
import { FOLDER } from './component-page.ts';
import { renderPages } from './pages.ts';

mkdirSync(join(root, FOLDER), { recursive: true });
const pages = renderPages();
for (const file of readdirSync(join(root, FOLDER))) if (!pages.has(`${FOLDER}/${file}`)) rmSync(join(root, FOLDER, file));
for (const [file, text] of pages) writeFileSync(join(root, file), text);
