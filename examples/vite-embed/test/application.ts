import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDemoDatabase } from '@nl2sql/example-demo-data';
import Database from 'libsql';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import { build } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../../../tests/support/browser.ts';
import { serve, type Served } from '../server/serve.ts';

/** The whole application, with a browser in front of it. */
export interface Application {
  /** A page of a new visitor, signed in. */
  open(user: 'ann' | 'sam', options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** A view that no computer counts to the end of. */
const ENDLESS = `CREATE VIEW archived_parcels AS
  WITH RECURSIVE parcel(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM parcel WHERE id < 1000000000000) SELECT id FROM parcel`;

/** Builds the pages, makes the demo database with an endless view in it, and serves both. */
export async function startApplication(): Promise<Application> {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-embed-'));
  const { file } = createDemoDatabase({ file: join(folder, 'shop.sqlite'), today: '2026-06-30' });
  const database = new Database(file);
  database.exec(ENDLESS);
  database.close();
  const built = join(folder, 'pages');
  await build({ root: fileURLToPath(new URL('..', import.meta.url)), logLevel: 'error', build: { outDir: built } });
  const served: Served = await serve({ file, port: 0, built });
  const browser: Browser = await chromium.launch({ executablePath: browserPath(), args: [...BROWSER_FLAGS] });

  return {
    async open(user, options = {}) {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
      context.setDefaultTimeout(30_000);
      await context.addCookies([{ name: 'user', value: user, url: served.url }]);
      const page = await context.newPage();
      await page.goto(served.url);
      await page.getByRole('textbox', { name: 'Question' }).waitFor();
      return page;
    },
    async close() {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function browserPath(): string {
  const path = findBrowser();
  if (path === null || !existsSync(path)) throw new Error('There is no Chromium. Install it (`apt-get install chromium`) or name one in CHROMIUM_PATH.');
  return path;
}
