import type { Dialect } from '@nl2sql/core/contracts';
import type { CorpusItem } from '../guard/corpora.ts';

/** Hidden data that a session may read without a guard, because the engine has nothing against it. */
interface ExplainedLeak {
  readonly dialect: Dialect;
  readonly reason: string;
}

const EXPLAINED: readonly ExplainedLeak[] = [
  { dialect: 'sqlite', reason: 'SQLite has no privileges: whoever opens a file reads all of it, and only the guard locks columns and tables.' },
  { dialect: 'duckdb', reason: 'DuckDB has no privileges: whoever opens a database reads all of it, and only the guard locks columns and tables.' },
];

/** Why it is no failure that an attack reads hidden data when no guard saw it; null when it is one. */
export function explanationOf({ dialect }: CorpusItem): string | null {
  return EXPLAINED.find((leak) => leak.dialect === dialect)?.reason ?? null;
}
