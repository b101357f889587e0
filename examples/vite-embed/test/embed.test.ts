import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersOn as answers, databaseStoppedOn, stopButtonOn, untilExecuting } from '../../../tests/support/conversation-page.ts';
import { startApplication, type Application } from './application.ts';
import { ask, expectFits, tabTo } from './keyboard.ts';

let application: Application;
beforeAll(async () => {
  application = await startApplication();
}, 180_000);
afterAll(() => application?.close());

const CLEAR = 'How many support tickets are there for each priority?';
const AMBIGUOUS = 'total revenue for each month last year';
const ENDLESS = 'How many archived parcels are there?';

/** Chooses a reading in the dialog that has opened, with the keys alone. */
async function choose(page: Page, reading: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await tabTo(page, dialog.getByRole('radio').first());
  const wanted = dialog.getByRole('radio', { name: new RegExp(`^${reading}`) });
  const readings = await dialog.getByRole('radio').count();
  for (let presses = 0; presses <= readings && !(await wanted.isChecked()); presses += 1) await page.keyboard.press('ArrowDown');
  expect(await wanted.isChecked()).toBe(true);
  await tabTo(page, dialog.getByRole('button', { name: 'Continue' }));
  await page.keyboard.press('Enter');
}

describe('somebody without a mouse', () => {
  it('asks, chooses a reading, sees table, confidence and explanation, and changes an assumption', { timeout: 120_000 }, async () => {
    const page = await application.open('ann');
    await ask(page, AMBIGUOUS);
    await choose(page, 'orders');

    await answers(page).waitFor();
    expect(await page.getByRole('table').first().innerText()).toMatch(/\d/);
    await page.getByText(/confidence/i).first().waitFor();

    await tabTo(page, answers(page).locator('summary', { hasText: 'How this was answered' }));
    await page.keyboard.press('Enter');
    await answers(page).getByText('Reads orders').waitFor();

    const chip = answers(page).getByRole('button', { name: /= orders: change$/ });
    await tabTo(page, chip);
    await page.keyboard.press('Enter');
    const readings = page.getByRole('radio');
    await readings.first().waitFor();
    await tabTo(page, readings.and(page.locator(':checked')));
    await page.keyboard.press('ArrowDown');
    await tabTo(page, page.getByRole('button', { name: 'Ask again with this reading' }));
    await page.keyboard.press('Enter');

    // Another table leaves another date open.
    const question = page.getByRole('article', { name: 'Assistant, waits for you' });
    await question.waitFor();
    await tabTo(page, question.getByRole('radio').first());
    await page.keyboard.press('Space');
    await tabTo(page, question.getByRole('button', { name: 'Continue' }));
    await page.keyboard.press('Enter');

    await expect.poll(() => answers(page).count(), { timeout: 30_000 }).toBe(2);
    const chips = await answers(page).last().getByRole('list', { name: 'Assumptions' }).innerText();
    expect(chips).toContain('revenue = ');
    expect(chips).not.toContain('revenue = orders');
    await page.context().close();
  });
});

describe('a run', () => {
  it('is found again after a reload, and stopped down to the database', { timeout: 120_000 }, async () => {
    const page = await application.open('ann');
    await ask(page, ENDLESS);
    await untilExecuting(page);
    await page.reload();
    await page.getByText(ENDLESS).first().waitFor();
    await tabTo(page, stopButtonOn(page));
    await page.keyboard.press('Enter');
    await databaseStoppedOn(page).waitFor();
    // A database that were still busy with the endless view would not be done with this soon.
    await ask(page, CLEAR);
    await answers(page).waitFor();
    await page.context().close();
  });

  it('goes on with the answer that it had, after a reload', { timeout: 60_000 }, async () => {
    const page = await application.open('ann');
    await ask(page, CLEAR);
    await answers(page).waitFor();
    const before = await page.getByRole('table').innerText();
    await page.reload();
    await answers(page).waitFor();
    expect(await page.getByRole('table').innerText()).toBe(before);
    await page.context().close();
  });

  it('waits on for a choice after a reload', { timeout: 60_000 }, async () => {
    const page = await application.open('ann');
    await ask(page, AMBIGUOUS);
    await page.getByRole('dialog').waitFor();
    await page.reload();
    const question = page.getByRole('article', { name: 'Assistant, waits for you' });
    await question.getByRole('radio', { name: /^orders/ }).check();
    await question.getByRole('button', { name: 'Continue' }).click();
    await answers(page).waitFor();
    await page.context().close();
  });
});

it('who may not see a table is told so politely, and not what it is called', { timeout: 60_000 }, async () => {
  const page = await application.open('sam');
  await ask(page, 'How many subscriptions are there for each plan?');
  await page.getByText('You may not read what this needs').waitFor();
  const shown = await page.getByRole('log').innerText();
  expect(shown).not.toMatch(/subscription_plans|subscription_changes/);
  await ask(page, CLEAR);
  await answers(page).waitFor();
  await page.context().close();
});

it.each(['light', 'dark'] as const)('fits a width of 320 px, %s', { timeout: 120_000 }, async (colorScheme) => {
  const page = await application.open('ann', { viewport: { width: 320, height: 640 }, colorScheme });
  await expectFits(page);
  await ask(page, AMBIGUOUS);
  await page.getByRole('dialog').waitFor();
  await expectFits(page);
  await choose(page, 'orders');
  await answers(page).waitFor();
  await expectFits(page);
  await page.context().close();
});

it.each(['light', 'dark'] as const)('with the colours of the system every button can be read, in %s', { timeout: 60_000 }, async (colorScheme) => {
  const page = await application.open('ann', { forcedColors: 'active', colorScheme });
  await ask(page, AMBIGUOUS);
  await page.getByRole('dialog').waitFor();
  const unreadable = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'Canvas';
    const canvas = getComputedStyle(probe).color;
    return [...document.querySelectorAll('.nl2sql-button')].flatMap((button) => {
      const { color, backgroundColor, forcedColorAdjust } = getComputedStyle(button);
      return color === (forcedColorAdjust === 'none' ? backgroundColor : canvas) ? [button.textContent] : [];
    });
  });
  expect(unreadable).toEqual([]);
});
