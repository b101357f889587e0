import { expect, it } from 'vitest';
import { adapterEntries, peerRanges } from './adapters/adapter-entries.ts';
import { PAGE, renderPage } from './adapters/adapters-page.ts';
import { read } from './sources.ts';

it('shows every adapter in its page as it is', { timeout: 60_000 }, async () => {
  const page = read(PAGE);
  expect(adapterEntries.filter(({ specifier }) => !page.includes(`| \`${specifier}\` |`)).map(({ specifier }) => specifier)).toEqual([]);
  expect(page, `${PAGE} differs from what the adapters say: run \`pnpm docs:adapters\``).toBe(await renderPage());
});

it('names no optional peer that no adapter loads', () => {
  const loaded = new Set(adapterEntries.flatMap(({ peers }) => peers));
  expect(Object.keys(peerRanges).filter((peer) => !loaded.has(peer))).toEqual([]);
});
