import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright';

/** What a Chromium of a test machine is started with: no sandbox within a container, and no traffic of its own. */
export const BROWSER_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium to test with: `CHROMIUM_PATH`, the system's, or one that Playwright has installed. */
export function findBrowser(): string | null {
  const candidates = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', chromium.executablePath()];
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;
}

/**
 * Starts it without a window.
 *
 * @throws Error when there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('There is no Chromium. Install it (`apt-get install chromium`) or name one in CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: [...BROWSER_FLAGS] });
}
