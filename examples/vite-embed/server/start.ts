import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDemoDatabase } from '@nl2sql/example-demo-data';
import { serve } from './serve.ts';

const file = fileURLToPath(new URL('../.data/shop.sqlite', import.meta.url));
if (!existsSync(file)) createDemoDatabase({ file });
const { url, close } = await serve({ file, port: Number(process.env['PORT'] ?? 5173) });
console.log(`Open ${url}`);
process.once('SIGINT', () => void close().then(() => process.exit(0)));
