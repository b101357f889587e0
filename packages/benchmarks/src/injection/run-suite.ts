import { examineRequests, findCheck, type Examined } from './checks.ts';
import { placePayload } from './place-payload.ts';
import type { InjectionCase } from './read-cases.ts';
import { runCase } from './run-case.ts';
import type { Shop } from './shop.ts';

/** How a suite went. */
export interface SuiteSummary {
  readonly total: number;
  /** Cases of which at least one check was decided. */
  readonly run: number;
  readonly passed: number;
  readonly failed: readonly { readonly id: string; readonly check: string }[];
  /** Cases that were not run. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  /** Checks that were decided, and those of the cases run that were not, by name. */
  readonly checks: { readonly decided: number; readonly undecided: Readonly<Record<string, number>> };
}

/** Runs every case whose surface and checks exist, one after the other. */
export async function runSuite(cases: readonly InjectionCase[], shop: Shop, onCase: (id: string) => void = () => {}): Promise<SuiteSummary> {
  const failed: { id: string; check: string }[] = [];
  const skipped: { id: string; reason: string }[] = [];
  const undecided = new Map<string, number>();
  let decided = 0;
  let passed = 0;
  for (const injected of cases) {
    onCase(injected.id);
    const placement = placePayload(injected);
    const decidable = injected.checks.filter((check) => findCheck(check) !== null);
    if (placement === null) {
      skipped.push({ id: injected.id, reason: `There is no surface ${injected.surface} yet.` });
      continue;
    }
    if (decidable.length === 0) {
      skipped.push({ id: injected.id, reason: `Not decided here: ${injected.checks.join(', ')}.` });
      continue;
    }
    for (const check of injected.checks) if (!decidable.includes(check)) undecided.set(check, (undecided.get(check) ?? 0) + 1);
    const evidence = await runCase(injected, placement, shop);
    const examined: Examined = { injected, placement, shop, evidence, requests: examineRequests(evidence), again: (variation) => runCase(injected, placement, shop, variation) };
    const broken: string[] = [];
    for (const check of decidable) {
      decided += 1;
      if (!(await findCheck(check)?.(examined))) broken.push(check);
    }
    if (broken.length === 0) passed += 1;
    failed.push(...broken.map((check) => ({ id: injected.id, check })));
  }
  return { total: cases.length, run: cases.length - skipped.length, passed, failed, skipped, checks: { decided, undecided: Object.fromEntries(undecided) } };
}
