import type { StatementPolicy } from '@nl2sql/core/contracts';
import type { CorpusItem } from '../guard/corpora.ts';
import { judge } from '../guard/judge.ts';
import type { LockFile } from '../guard/locks.ts';
import type { Progress } from '../progress.ts';
import { boundsOn, type Engine, type EngineDatabase, type EngineResult } from './engine.ts';
import type { Fixtures } from './fixtures.ts';
import { recordGate, type GateRecord, type GateResult } from './gate-result.ts';
import { howColumnsDiffer, howRowsDiffer } from './same-results.ts';
import { TENANT_FILTER, TENANT_POLICY } from './tenants.ts';

/** What a statement answered, or why it did not. */
type Outcome = EngineResult | { readonly error: string };

/** Benign statements: as the guard prints them, on other hidden data and without any, and under a row policy. */
export async function runBenignGates(
  engine: Engine,
  items: readonly CorpusItem[],
  lock: LockFile,
  fixtures: Fixtures,
  progress: Progress,
): Promise<readonly GateResult[]> {
  const a = await engine.create(fixtures.a);
  const others = { B: await engine.create(fixtures.b), reduced: await engine.create(fixtures.reduced) };
  const filtered = await engine.create(`${fixtures.a}\n${TENANT_FILTER}`);
  const gates = [recordGate('same-rows'), recordGate('same-columns'), recordGate('non-interference'), recordGate('row-policy')] as const;
  const [sameRows, sameColumns, nonInterference, rowPolicy] = gates;
  for (const item of items) {
    const expected = await runAsIs(a, item);
    const answer = await runChecked(a, item, lock);
    const reason = 'error' in answer && answer.refused ? answer.error : 'error' in expected ? expected.error : null;
    if (reason === null) {
      compare(sameRows, item, 'statement and checked text', expected, answer);
      compare(sameColumns, item, 'statement and checked text', expected, answer, howColumnsDiffer);
      for (const [name, database] of Object.entries(others)) compare(nonInterference, item, `A and ${name}`, answer, await runChecked(database, item, lock));
      const permitted = await runChecked(a, item, lock, TENANT_POLICY);
      if ('error' in permitted && permitted.refused) rowPolicy.notRun(item, `${permitted.error}, under the policy`);
      else compare(rowPolicy, item, 'filtered database and policy', await runAsIs(filtered, item), permitted);
    } else for (const gate of gates) gate.notRun(item, reason);
    progress.step();
  }
  for (const database of [a, ...Object.values(others), filtered]) await database.drop();
  return gates.map((gate) => gate.result());
}

async function runAsIs(database: EngineDatabase, item: CorpusItem): Promise<Outcome> {
  return outcomeOf(database.run(database.rename(item.sql)));
}

/** Runs what the guard makes of a statement on this database. */
async function runChecked(
  database: EngineDatabase,
  item: CorpusItem,
  lock: LockFile,
  policy?: StatementPolicy,
): Promise<EngineResult | { readonly error: string; readonly refused: boolean }> {
  const { checked, problems } = await judge(
    { ...item, sql: database.rename(item.sql) },
    { ...boundsOn(database, lock, item.dialect), ...(policy === undefined ? {} : { policy }) },
  );
  if (checked === null) return { error: `refused: ${problems[0]?.code}`, refused: true };
  const outcome = await outcomeOf(database.run(checked.text, { parameters: checked.parameters }));
  return 'error' in outcome ? { ...outcome, refused: false } : outcome;
}

async function outcomeOf(running: Promise<EngineResult>): Promise<Outcome> {
  return running.catch((error: unknown) => ({ error: String(error) }));
}

function compare(gate: GateRecord, item: CorpusItem, what: string, expected: Outcome, actual: Outcome, howTheyDiffer = howRowsDiffer): void {
  const failed = 'error' in expected ? expected : 'error' in actual ? actual : null;
  gate.ran(failed === null);
  const difference = failed === null ? howTheyDiffer(expected as EngineResult, actual as EngineResult, item.sql) : failed.error;
  if (difference !== null) gate.fail(item, `${what}: ${difference}`);
}
