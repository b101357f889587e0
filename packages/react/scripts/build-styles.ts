import { mkdirSync, writeFileSync } from 'node:fs';
import { publishedStyles } from './styles.ts';

const dist = new URL('../dist/', import.meta.url);
mkdirSync(dist, { recursive: true });
for (const [name, css] of Object.entries(publishedStyles())) writeFileSync(new URL(name, dist), css);
