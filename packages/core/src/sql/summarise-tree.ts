import type { StatementSummary } from '../contracts/index.ts';
import { functionsUsed } from './check-functions.ts';
import { asciiLower, type DialectRules } from './dialect-rules.ts';
import { tablesUsed } from './inspect-tree.ts';
import type { Query } from './query-tree.ts';
import { withQueries } from './walk-tree.ts';

/** What the guard itself read in a statement, in the terms in which parsers are compared. */
export function summariseTree(query: Query, rules: DialectRules): StatementSummary {
  const tables = tablesUsed(query).map((table) => {
    const folded = rules.dialect === 'duckdb' ? asciiLower(table) : table;
    const dot = folded.indexOf('.');
    return dot === -1 ? [folded] : [folded.slice(0, dot), folded.slice(dot + 1)];
  });
  // A computed limit is capped by a function that the tree holds as a number.
  const capped = [...withQueries(query)].some(({ limit }) => limit !== null && typeof limit === 'object' && limit.most !== null);
  const functions = capped ? [...functionsUsed(query), rules.dialect === 'sqlite' ? 'min' : 'least'] : functionsUsed(query);
  return { statements: 1, kind: 'query', tables, functions };
}
