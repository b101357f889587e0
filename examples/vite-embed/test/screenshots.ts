import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { answersOn, databaseStoppedOn, sendQuestion as ask, stopButtonOn } from '../../../tests/support/conversation-page.ts';
import { startApplication } from './application.ts';

const FOLDER = fileURLToPath(new URL('../../../.screenshots/', import.meta.url));
const WIDTHS = [1280, 390] as const;
const SCHEMES = ['light', 'dark'] as const;

type Shoot = (name: string) => Promise<void>;

const answered = (page: Page): Promise<void> => answersOn(page).last().waitFor();

/** What somebody goes through, with a picture of each state. */
async function visit(page: Page, shoot: Shoot): Promise<void> {
  await page.getByText(/read-only/).waitFor();
  await shoot('empty');
  await ask(page, 'How many archived parcels are there?');
  await stopButtonOn(page).waitFor();
  await page.getByText(/archived_parcels|running/i).first().waitFor();
  await shoot('running');
  await page.keyboard.press('Escape');
  await databaseStoppedOn(page).waitFor();
  await shoot('stopped');
  await ask(page, 'total revenue last year');
  await page.getByRole('dialog').waitFor();
  await shoot('choice');
  await page.getByRole('radio', { name: /^orders/ }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await answered(page);
  await shoot('figure');
  await page.getByRole('button', { name: /change$/ }).last().click();
  await shoot('assumption');
  await page.keyboard.press('Escape');
  await ask(page, 'How many support tickets are there for each priority?');
  await page.getByRole('cell', { name: 'urgent' }).waitFor();
  await shoot('table');
  await page.locator('summary', { hasText: 'How this was answered' }).last().click();
  await shoot('explained');
  await ask(page, 'Delete all orders from last year');
  await page.getByText('Nothing is changed from here').waitFor();
  await shoot('refused');
}

mkdirSync(FOLDER, { recursive: true });
const application = await startApplication();
try {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const page = await application.open('ann', { viewport: { width, height: width === 390 ? 844 : 800 }, colorScheme });
      await visit(page, async (name) => {
        await page.screenshot({ path: `${FOLDER}${name}-${colorScheme}-${width}.png` });
      });
      await page.context().close();
    }
  }
} finally {
  await application.close();
}
console.log(`The screenshots are in ${FOLDER}`);
