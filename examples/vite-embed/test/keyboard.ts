import { expect } from 'vitest';
import type { Locator, Page } from 'playwright';

const MOST_TABS = 60;

/** Presses Tab until something has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    if (await hasFocus(wanted)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${MOST_TABS} presses of Tab did not lead to ${wanted}.`);
}

export async function ask(page: Page, question: string): Promise<void> {
  await tabTo(page, page.getByRole('textbox', { name: 'Question' }));
  await page.keyboard.type(question);
  await page.keyboard.press('Enter');
}

async function hasFocus(wanted: Locator): Promise<boolean> {
  if ((await wanted.count()) !== 1) return false;
  return wanted.evaluate((element) => element === element.ownerDocument.activeElement);
}

/** Nothing is cut off and nothing makes the page scroll sideways; every control is large enough to hit (WCAG 2.2, 1.4.10 and 2.5.8). */
export async function expectFits(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const controls = [...document.querySelectorAll<HTMLElement>('button, select, textarea, input:not([type="hidden"]), [role="button"]')];
    const small = controls.flatMap((control) => {
      const target = control.closest('label') ?? control;
      const box = target.getBoundingClientRect();
      const isShown = box.width > 1 && box.height > 1 && target.checkVisibility();
      return isShown && (box.width < 24 || box.height < 24) ? [`${control.outerHTML.slice(0, 120)} is ${Math.round(box.width)} × ${Math.round(box.height)}`] : [];
    });
    return { overflow: document.documentElement.scrollWidth - width, small };
  });
  expect(found).toEqual({ overflow: 0, small: [] });
}
