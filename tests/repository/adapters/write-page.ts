import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../sources.ts';
import { PAGE, renderPage } from './adapters-page.ts';

writeFileSync(join(root, PAGE), await renderPage());
