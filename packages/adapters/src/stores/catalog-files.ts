import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { CatalogStore } from '@nl2sql/core/contracts';
import { ConfigurationError, IndexError } from '@nl2sql/core/errors';

export interface CatalogFilesOptions {
  /** The folder of the files; it is made when it is not there. */
  readonly folder: string;
}

/** Milliseconds after which nobody is still writing a draft. */
const DRAFT_LIFETIME_MS = 3_600_000;

/**
 * Keeps catalogs as files, one for each database. They hold stored values, so they are made for their
 * owner alone (mode 0600, in a folder of mode 0700 where it is made). A file is replaced at once: another
 * process reads the old catalog or the new one.
 *
 * @throws ConfigurationError when the folder is missing
 * @throws IndexError `CATALOG_STORE_FAILED` from both methods, when a file cannot be read or written
 *
 * @example
 * ```ts
 * import { createPipeline } from '@nl2sql/core';
 * import { sqlite } from '@nl2sql/adapters/databases/sqlite';
 * import { offline } from '@nl2sql/adapters/language-models/offline';
 * import { catalogFiles } from '@nl2sql/adapters/stores/catalog-files';
 *
 * const catalogStore = catalogFiles({ folder: '.nl2sql/catalogs' });
 * const pipeline = createPipeline({ database: sqlite({ file: 'shop.sqlite' }), model: offline(), catalogStore });
 * const { read } = await pipeline.ingest(); // tables that changed since the last process
 * await pipeline.close();
 * ```
 */
export function catalogFiles({ folder }: CatalogFilesOptions): CatalogStore {
  if (typeof folder !== 'string' || folder === '') throw new ConfigurationError('catalogFiles({ folder }) needs the path of a folder.');
  const home = resolve(folder);
  const fileOf = (databaseId: string): string => {
    const readable = databaseId.replace(/[^\w.-]+/gu, '-').slice(0, 60);
    return join(home, `${readable}-${createHash('sha256').update(databaseId).digest('hex').slice(0, 16)}.catalog`);
  };
  return {
    async load(databaseId) {
      try {
        return await readFile(fileOf(databaseId), 'utf8');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw new IndexError('CATALOG_STORE_FAILED', `The catalog of ${databaseId} cannot be read from ${home}.`, { hint: 'Check the permissions of the folder and its files.', cause });
      }
    },
    async save(databaseId, catalog) {
      const file = fileOf(databaseId);
      const draft = `${file}.${randomUUID()}.tmp`;
      try {
        await mkdir(home, { recursive: true, mode: 0o700 });
        const handle = await open(draft, 'wx', 0o600);
        try {
          await handle.writeFile(catalog);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(draft, file);
        // The catalog is kept by then, whatever cannot be taken away.
        await removeLeftDrafts(home, file).catch(() => {});
      } catch (cause) {
        await rm(draft, { force: true }).catch(() => {});
        throw new IndexError('CATALOG_STORE_FAILED', `The catalog of ${databaseId} cannot be written to ${home}.`, {
          hint: 'Check that the folder can be written to and that the disk has room; what was saved before is unchanged.',
          cause,
        });
      }
    },
  };
}

/** A process that ended while it wrote left its draft, with stored values in it. */
async function removeLeftDrafts(home: string, file: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(`${basename(file)}.`) || !name.endsWith('.tmp')) continue;
    const draft = join(home, name);
    const written = await stat(draft).catch(() => null);
    if (written !== null && Date.now() - written.mtimeMs > DRAFT_LIFETIME_MS) await rm(draft, { force: true });
  }
}
