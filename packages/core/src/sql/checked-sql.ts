import type { CheckedSql, StatementPolicy } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';

/** What a statement was checked against. */
export interface CheckedAgainst {
  /** Its text without the policy. */
  readonly plain: string;
  readonly lock: Lock;
  readonly policy: StatementPolicy | undefined;
}

/** What each checked statement was checked against. What is not in it was not checked. */
const checks = new WeakMap<CheckedSql, CheckedAgainst>();

/** The only place where a text becomes one that a driver takes. Called by the guard, after its last check. */
export function brandChecked(text: string, parameters: CheckedSql['parameters'], against: CheckedAgainst): CheckedSql {
  const checked = Object.freeze({ text, parameters: Object.freeze([...parameters]) }) as unknown as CheckedSql;
  checks.set(checked, against);
  return checked;
}

/** The lock that the guard checked a statement against; null when the guard did not make it. */
export function lockOfChecked(checked: CheckedSql): Lock | null {
  return checks.get(checked)?.lock ?? null;
}

/** The row filters and masks that a checked statement was made with; undefined for none. */
export function policyOfChecked(checked: CheckedSql): StatementPolicy | undefined {
  return checks.get(checked)?.policy;
}

/**
 * A checked statement as it was before row filters and masks were put into it: what may be shown, since
 * filters may name columns that the principal does not know of.
 */
export function plainOfChecked(checked: CheckedSql): string {
  return checks.get(checked)?.plain ?? checked.text;
}
