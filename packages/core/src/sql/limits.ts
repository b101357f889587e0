/** What one statement may at most consist of. Checked before the recursive parser where possible. */
export const LIMITS = {
  bytes: 32 * 1024,
  tokens: 5_000,
  /** Open parentheses and CASE expressions at one point. */
  nesting: 32,
  /** Operators in a row without parentheses, subqueries within subqueries. */
  depth: 250,
  relations: 32,
  ctes: 32,
  setMembers: 32,
  columns: 200,
  inList: 1_000,
  /** Characters that one formatting field may be padded to. */
  width: 1_000,
  /** Rows that a series of numbers or dates may have. */
  series: 10_000,
  /** Rows that the parts of a statement may multiply to, as estimated from its text. */
  work: 10_000_000,
  /** Characters of one value, as estimated. */
  text: 50_000_000,
  /** Parts of an expression when every name in it is replaced by what it stands for. */
  parts: 50_000,
  /** Steps of a recursive query. */
  recursion: 10_000,
} as const;
