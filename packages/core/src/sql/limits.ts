/** What one statement may at most consist of. Checked before the recursive parser where possible. */
export const LIMITS = {
  bytes: 32 * 1024,
  tokens: 5_000,
  /** Open parentheses and CASE expressions at one point. */
  nesting: 32,
  /** Operators in a row without parentheses, subqueries within subqueries. */
  depth: 250,
  relations: 16,
  ctes: 32,
  setMembers: 32,
  columns: 200,
  inList: 1_000,
  /** Characters that one formatting field may be padded to. */
  width: 1_000,
} as const;
