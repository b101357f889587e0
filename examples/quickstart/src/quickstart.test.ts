import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nl2sql-quickstart-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('runs, and answers what the database holds', { timeout: 120_000 }, () => {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const program = fileURLToPath(new URL('quickstart.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--conditions=@nl2sql/source', '--import', tsx, program], { cwd: folder, encoding: 'utf8' });

  const database = new Database(join(folder, 'shop.sqlite'), { readonly: true });
  const segments = database.prepare('SELECT segment, count(*) AS customers FROM customers GROUP BY segment').all() as { segment: string; customers: number }[];
  database.close();

  expect(segments.length).toBeGreaterThan(1);
  for (const { segment, customers } of segments) expect(output).toMatch(new RegExp(`'${segment}', ${customers}\\b`));
});
