import assert from 'node:assert/strict';
import type { CatalogStore } from '../contracts/index.ts';
import type { ContractCase } from './contract-case.ts';

/** How the cases get at the store under test. */
export interface CatalogStoreHarness {
  /** A store in which nothing was saved. */
  create(): CatalogStore | Promise<CatalogStore>;
  /** Another store over what `store` keeps, as another process would open it; left out by stores that live in one process. */
  share?(store: CatalogStore): CatalogStore | Promise<CatalogStore>;
}

/**
 * What every {@link CatalogStore} promises, as cases for any test runner.
 *
 * @example
 * ```ts
 * import type { CatalogStore } from '@nl2sql/core/contracts';
 * import { catalogStoreCases } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * declare function emptyStore(): CatalogStore;
 * for (const { name, run } of catalogStoreCases) test(name, () => run({ create: emptyStore }));
 * ```
 */
export const catalogStoreCases: readonly ContractCase<CatalogStoreHarness>[] = [
  {
    name: 'has nothing of a database that was never saved',
    async run({ create }) {
      assert.equal(await (await create()).load('sqlite:shop.sqlite'), null);
    },
  },
  {
    name: 'gives back what was saved last, letter for letter',
    async run({ create }) {
      const store = await create();
      for (const text of ['first', `{"name":"São Paulo \u{1F600} \\u0000"}\n\r\n`, 'x'.repeat(3_000_000), '']) {
        await store.save('postgres:shop', text);
        assert.equal(await store.load('postgres:shop'), text);
      }
    },
  },
  {
    name: 'keeps databases apart, whatever their names are',
    async run({ create }) {
      const store = await create();
      const ids = ['mysql:a/b', 'mysql:a-b', 'mysql:a_b', 'mysql:../a', 'mysql:É', 'mysql:A/b', `mysql:${'long'.repeat(200)}`, `mysql:${'long'.repeat(200)}er`];
      for (const id of ids) await store.save(id, `of ${id}`);
      for (const id of ids) assert.equal(await store.load(id), `of ${id}`);
    },
  },
  {
    name: 'keeps one of several texts that are saved at once, whole',
    async run({ create }) {
      const store = await create();
      const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(200_000));
      await Promise.all(texts.map((text) => store.save('one', text)));
      assert.ok(texts.includes((await store.load('one')) ?? ''));
    },
  },
  {
    name: 'is read whole while it is saved',
    async run({ create, share }) {
      const store = await create();
      const reader = share === undefined ? store : await share(store);
      const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(200_000));
      await store.save('one', texts[0]!);
      const progress = { saving: true };
      const saved = (async () => {
        for (const text of texts) await store.save('one', text);
      })().finally(() => {
        progress.saving = false;
      });
      // Told below, should the reading fail first.
      saved.catch(() => undefined);
      while (progress.saving) assert.ok(texts.includes((await reader.load('one')) ?? ''), 'a part of a text was read');
      await saved;
    },
  },
  {
    name: 'gives another store over the same data what was saved',
    async run({ create, share }) {
      if (share === undefined) return;
      const store = await create();
      await store.save('postgres:shop', 'first');
      const other = await share(store);
      assert.equal(await other.load('postgres:shop'), 'first');
      await other.save('postgres:shop', 'second');
      assert.equal(await store.load('postgres:shop'), 'second');
    },
  },
];
