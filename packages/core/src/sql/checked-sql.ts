import type { CheckedSql } from '../contracts/index.ts';

/** The only place where a text becomes one that a driver takes. Called by the guard, after its last check. */
export function brandChecked(text: string): CheckedSql {
  const checked: Pick<CheckedSql, 'text' | 'parameters'> = { text, parameters: Object.freeze([]) };
  return Object.freeze(checked) as CheckedSql;
}
