import type { Database } from '@nl2sql/core/contracts';
import { isNl2SqlError } from '@nl2sql/core/errors';
import { trustedSql } from '@nl2sql/core/testing';
import { CommandError } from '../command-line.ts';
import type { CorpusItem } from '../guard/corpora.ts';
import { judge } from '../guard/judge.ts';
import type { LockFile } from '../guard/locks.ts';
import type { Progress } from '../progress.ts';
import { ATTACK_MS, boundsOn, type Engine, type EngineDatabase } from './engine.ts';
import { explanationOf } from './explained-leaks.ts';
import type { Fixtures } from './fixtures.ts';
import { recordGate, type GateResult } from './gate-result.ts';

/** Every hidden value of the fixtures has it in it. */
const CANARY = /canary/giu;
/** The most characters of a word on each side of it. */
const AROUND = 64;

/** Attacks that the guard accepts, run by the owner of the database. */
export async function runGuardAlone(
  engine: Engine,
  items: readonly CorpusItem[],
  lock: LockFile,
  fixtures: Fixtures,
  progress: Progress,
): Promise<GateResult> {
  const gate = recordGate('guard-alone');
  let database = await engine.create(fixtures.a);
  for (const item of items) {
    const { checked } = await judge({ ...item, sql: database.rename(item.sql) }, boundsOn(database, lock, item.dialect));
    progress.step();
    if (checked === null) continue;
    const before = await database.fingerprint();
    const answer = await database.run(checked.text, { parameters: checked.parameters, timeoutMs: ATTACK_MS }).catch(() => null);
    gate.ran(answer !== null);
    if (answer !== null && showsCanary(JSON.stringify(answer), item)) gate.fail(item, 'hidden data came back');
    const after = await database.fingerprint();
    if (after === before) continue;
    gate.fail(item, `something was changed: ${changedLine(before, after)}`);
    await database.drop();
    database = await engine.create(fixtures.a);
  }
  await database.drop();
  return gate.result();
}

/**
 * Every attack as it is, through the project's adapter, as someone with no more privileges than the
 * lock; null where the project has no adapter.
 */
export async function runSessionAlone(
  engine: Engine,
  items: readonly CorpusItem[],
  lock: LockFile,
  fixtures: Fixtures,
  progress: Progress,
): Promise<GateResult | null> {
  const gate = recordGate('session-alone');
  let target = await openTarget(engine, lock, fixtures);
  if (target === null) return null;
  for (const item of items) {
    const { leak, answered } = await attack(target.session, { ...item, sql: target.database.rename(item.sql) });
    gate.ran(answered);
    const explanation = explanationOf(item);
    if (leak !== null && explanation === null) gate.fail(item, leak);
    else if (leak !== null) gate.explain(item, `${leak}: ${explanation}`);
    const after = await target.database.fingerprint();
    if (after !== target.fingerprint) {
      gate.fail(item, `something was changed: ${changedLine(target.fingerprint, after)}`);
      await target.close();
      target = (await openTarget(engine, lock, fixtures))!;
    }
    progress.step();
  }
  await target.close();
  return gate.result();
}

interface Target {
  readonly database: EngineDatabase;
  readonly session: Database;
  readonly fingerprint: string;
  close(): Promise<void>;
}

/** @throws CommandError when the session cannot read what it may: then it would refuse attacks for that reason */
async function openTarget(engine: Engine, lock: LockFile, fixtures: Fixtures): Promise<Target | null> {
  const database = await engine.create(fixtures.a);
  const session = await database.readOnly(lock);
  if (session === null) {
    await database.drop();
    return null;
  }
  for (const { table, columns } of lock.lock.tables) {
    const { rows } = await session.query(trustedSql(`SELECT ${columns.join(', ')} FROM ${table}`), { timeoutMs: ATTACK_MS * 10, maxRows: 1 });
    if (rows.length === 0) throw new CommandError(`The reader of ${engine.version} reads no row of ${table}.`);
  }
  return {
    database,
    session,
    fingerprint: await database.fingerprint(),
    close: async () => {
      await session.close();
      await database.drop();
    },
  };
}

async function attack(session: Database, item: CorpusItem): Promise<{ readonly leak: string | null; readonly answered: boolean }> {
  try {
    const { columns, rows } = await session.query(trustedSql(item.sql), { timeoutMs: ATTACK_MS, maxRows: 1_000 });
    return { leak: showsCanary(JSON.stringify([columns, rows]), item) ? 'hidden data came back' : null, answered: true };
  } catch (error) {
    if (!isNl2SqlError(error)) return { leak: `an error that is not the library's: ${String(error)}`, answered: false };
    return { leak: showsCanary(`${error.message} ${error.hint ?? ''}`, item) ? 'hidden data came back in an error' : null, answered: false };
  }
}

/** The first line of a fingerprint that another does not have. */
function changedLine(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return now.find((line) => !old.includes(line)) ?? `without ${old.find((line) => !now.includes(line))}`;
}

/** Whether a text holds hidden data. What the attack knew and wrote itself is none. */
function showsCanary(text: string, { sql }: CorpusItem): boolean {
  const known = new Set(canariesIn(sql));
  return canariesIn(text).some((word) => !known.has(word));
}

function canariesIn(text: string): readonly string[] {
  // The word around each is cut out of a bounded piece: a pattern that began with a word would try every place of a long text.
  return [...text.matchAll(CANARY)].map(({ index }) => {
    const before = /\w*$/u.exec(text.slice(Math.max(0, index - AROUND), index))?.[0] ?? '';
    return before + (/^\w*/u.exec(text.slice(index, index + AROUND))?.[0] ?? '');
  });
}
