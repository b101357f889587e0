import type { Locator, Page } from 'playwright';

/** Types a question and sends it. */
export async function sendQuestion(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Question' }).fill(question);
  await page.keyboard.press('Enter');
}

export const answersOn = (page: Page): Locator => page.getByRole('article', { name: 'Assistant, answer ready' });

export const stopButtonOn = (page: Page): Locator => page.getByRole('button', { name: 'Stop', exact: true });

/** What is shown once a statement was stopped within the database too. */
export const databaseStoppedOn = (page: Page): Locator => page.getByText('The database confirmed that the query was cancelled.');

/** Waits until the database works on the statement. */
export const untilExecuting = (page: Page): Promise<void> => page.getByText(/running|executing|asking the database/i).first().waitFor();
