import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../../tests/support/browser.ts';
import { answersOn, databaseStoppedOn, sendQuestion, stopButtonOn, untilExecuting } from '../../../tests/support/conversation-page.ts';
import { startApplication, type Application } from './application.ts';

let application: Application;
let browser: Browser;
beforeAll(async () => {
  [application, browser] = await Promise.all([startApplication(), launchBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await application?.close();
});

const CLEAR = 'How many support tickets are there for each priority?';
const ENDLESS = 'How many archived parcels are there?';
const cookie = 'user=ann';

/** A page of a new visitor, and all that its console complains of. */
async function visit(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(application.url);
  await page.getByRole('button', { name: 'Sign in as Ann' }).click();
  await page.getByRole('textbox', { name: 'Question' }).waitFor();
  return { page, complaints };
}

describe('the page', () => {
  it('has the conversation in it before a script has run', async () => {
    const page = await (await fetch(application.url, { headers: { cookie } })).text();
    expect(page).toMatch(/role="log"/);
    expect(page).toContain(`>${CLEAR}<`);
  });

  it('is signed in, asks, shows rows, and its console complains of nothing, nor after a reload', { timeout: 120_000 }, async () => {
    const { page, complaints } = await visit();
    await sendQuestion(page, CLEAR);
    await answersOn(page).waitFor();
    const rows = await page.getByRole('table').getByRole('row').count();
    expect(rows).toBeGreaterThan(1);
    await page.reload();
    await answersOn(page).waitFor();
    expect(await page.getByRole('table').getByRole('row').count()).toBe(rows);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('tells what is done while it is, and stops it down to the database', { timeout: 120_000 }, async () => {
    const { page, complaints } = await visit();
    await sendQuestion(page, ENDLESS);
    await untilExecuting(page);
    await stopButtonOn(page).click();
    await databaseStoppedOn(page).waitFor();
    await sendQuestion(page, CLEAR);
    await answersOn(page).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('the route', () => {
  const api = (path: string) => `${application.url}/api/nl2sql${path}`;
  const headers = { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
  const runOf = async (runId: string) => (await (await fetch(api(`/runs/${runId}`), { headers: { cookie } })).json()) as object;

  it('knows who asks from the request that Next.js is at', async () => {
    expect((await fetch(api('/capabilities'))).status).toBe(401);
    expect((await fetch(api('/capabilities'), { headers: { cookie } })).status).toBe(200);
  });

  it('sends events as they happen, uncompressed, and notices that their reader has gone', { timeout: 120_000 }, async () => {
    const leaving = new AbortController();
    const response = await fetch(api('/runs'), {
      method: 'POST',
      headers: { ...headers, 'accept-encoding': 'gzip' },
      body: JSON.stringify({ question: ENDLESS }),
      signal: leaving.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBeNull();
    const runId = response.headers.get('nl2sql-run-id')!;
    let told = '';
    // The run has no end that the events could be held back to.
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      told += part;
      if (told.includes('event: execution.started')) break;
    }
    expect(told).toContain('event: step.finished');
    leaving.abort();
    await expect.poll(() => runOf(runId), { timeout: 60_000 }).toMatchObject({ phase: 'cancelled', databaseStopped: true });
  });

  it('finds a conversation of any name', { timeout: 60_000 }, async () => {
    const response = await fetch(api('/runs'), { method: 'POST', headers, body: JSON.stringify({ question: CLEAR, threadId: 'a/b %' }) });
    expect(await response.text()).toContain('event: run.finished');
    const thread = await (await fetch(api(`/threads/${encodeURIComponent('a/b %')}`), { headers: { cookie } })).json();
    expect(thread).toMatchObject({ runs: [{ question: CLEAR }] });
  });

  it.each([
    ['takes one of its own page, whatever the server is called', 'http://shop.test', 'RUN_NOT_FOUND'],
    ['refuses one of another page', 'http://evil.test', 'ORIGIN_NOT_ALLOWED'],
  ])('%s, from a browser that says only the origin', async (_what, origin, code) => {
    const sent = request(api('/runs/no-run/cancel'), { method: 'POST', headers: { host: 'shop.test', origin, cookie, 'content-type': 'application/json' } });
    sent.end('{}');
    const [reply] = (await once(sent, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(reply))).toMatchObject({ code });
  });
});
