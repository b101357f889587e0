import type { CheckedSql } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';

/** Which lock each checked statement was checked against. What is not in it was not checked. */
const locks = new WeakMap<CheckedSql, Lock>();

/** The only place where a text becomes one that a driver takes. Called by the guard, after its last check. */
export function brandChecked(text: string, lock: Lock): CheckedSql {
  const checked = Object.freeze({ text, parameters: Object.freeze([]) }) as unknown as CheckedSql;
  locks.set(checked, lock);
  return checked;
}

/** The lock that the guard checked a statement against; null when the guard did not make it. */
export function lockOfChecked(checked: CheckedSql): Lock | null {
  return locks.get(checked) ?? null;
}
