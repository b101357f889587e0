import type { SqlParser } from '@nl2sql/core/contracts';
import type { CorpusItem, GoldItem } from './corpora.ts';
import { boundsOf, judge, type Verdict } from './judge.ts';
import { lockOfDatabase, type LockFile, type Schemas } from './locks.ts';
import { namesNotThere } from './names-not-there.ts';
import type { Progress } from '../progress.ts';

/** Has the guard judge the items of a corpus, one after the other, against one lock. */
export async function judgeCorpus(
  items: readonly CorpusItem[],
  lock: LockFile,
  progress: Progress,
  parsers: readonly SqlParser[] = [],
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const item of items) {
    verdicts.push(await judge(item, { ...boundsOf(lock, item.dialect), parsers }));
    progress.step();
  }
  return verdicts;
}

/** A gold statement that says nothing about the guard. */
export interface SkippedItem {
  readonly item: GoldItem;
  readonly reason: string;
}

export interface GoldVerdicts {
  readonly judged: readonly Verdict<GoldItem>[];
  /** Statements that are refused for names alone that their databases do not have. */
  readonly skipped: readonly SkippedItem[];
}

/** Has the guard judge gold statements, each against the whole of its own database. */
export async function judgeGold(items: readonly GoldItem[], schemas: Schemas, progress: Progress): Promise<GoldVerdicts> {
  const judged: Verdict<GoldItem>[] = [];
  const skipped: SkippedItem[] = [];
  for (const item of items) {
    const lock = lockOfDatabase(schemas.get(item.db) ?? [], item.dialect);
    // What MySQL calls a database is the schema of its tables, and statements may name it.
    const bounds = { lock, schema: item.dialect === 'mysql' ? item.db : undefined, completeTables: lock.tables.map(({ table }) => table) };
    const verdict = await judge(item, bounds);
    const names = verdict.checked === null ? await namesNotThere(item, bounds) : null;
    if (names === null) judged.push(verdict);
    else skipped.push({ item, reason: `The schema of ${item.db} does not have ${names.join(', ')}.` });
    progress.step();
  }
  return { judged, skipped };
}
