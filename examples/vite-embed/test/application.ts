import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEndlessDatabase } from '@nl2sql/example-demo-data/endless';
import type { BrowserContextOptions, Page } from 'playwright';
import { build } from 'vite';
import { launchBrowser } from '../../../tests/support/browser.ts';
import { serve, type Served } from '../server/serve.ts';

/** The whole application, with a browser in front of it. */
export interface Application {
  /** A page of a new visitor, signed in. */
  open(user: 'ann' | 'sam', options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the pages, makes a database, and serves both. */
export async function startApplication(): Promise<Application> {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-embed-'));
  const file = createEndlessDatabase(join(folder, 'shop.sqlite'));
  const built = join(folder, 'pages');
  await build({ root: fileURLToPath(new URL('..', import.meta.url)), logLevel: 'error', build: { outDir: built } });
  const served: Served = await serve({ file, port: 0, built });
  const browser = await launchBrowser();

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
