import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createDemoDatabase } from '@nl2sql/example-demo-data';

const file = fileURLToPath(new URL('../.data/shop.sqlite', import.meta.url));
if (!existsSync(file)) createDemoDatabase({ file });
